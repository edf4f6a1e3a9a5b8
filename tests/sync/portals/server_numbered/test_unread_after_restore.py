"""A portal that shows nothing, after a restore: a person's word ends what nobody can read."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import decisions, mappings
from receptiondesk.domain.code_map import CodeKind
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import DeliveryState
from tests.support.sendings import attach
from tests.sync.portals.server_numbered.test_not_there import correct, reason, restored, sent
from tests.sync.portals.server_numbered.test_persons_word import BLIND, TARGET, Desk, opened

AMBER, PARKED = DeliveryState.UNPROVABLE, DeliveryState.NEEDS_PERSON


@pytest.fixture
def blind(tmp_path: Path) -> Iterator[Desk]:
    with opened(tmp_path, BLIND, without="path.lookup") as desk:
        yield desk


def found_there(desk: Desk, dossier: Dossier) -> None:
    code = desk.core.store.dossiers[0].code
    decisions.arrived(desk.office, dossier.uid, TARGET, code, "mở cổng thấy, đủ và đúng")
    desk.sync(3)


def updates(desk: Desk) -> int:
    return desk.core.calls.count("POST /CapNhatHoSo")


def test_what_a_lost_file_sent_and_a_person_found_is_amber_and_nothing_is_written(
    blind: Desk,
) -> None:
    dossier = blind.receive()
    desk = restored(blind, sends=2)
    assert desk.states(dossier) == [PARKED]

    found_there(desk, dossier)
    assert desk.states(dossier) == [PARKED], "a newer file may have told it otherwise"
    assert "chọn “đã có trên cổng”" in reason(desk, dossier)
    found_there(desk, dossier)

    assert desk.states(dossier) == [AMBER]
    assert len(desk.core.store.dossiers) == 1
    assert updates(desk) == 0
    desk.office.close()


def test_what_a_person_mended_there_by_hand_ends_with_their_word(blind: Desk) -> None:
    dossier = sent(blind)
    desk = restored(blind, sends=1)
    correct(desk, dossier)
    desk.sync(2)
    assert desk.states(dossier) == [AMBER, PARKED]
    assert "sửa trực tiếp trên cổng rồi chọn “đã có trên cổng”" in reason(desk, dossier)

    found_there(desk, dossier)
    assert desk.states(dossier) == [AMBER, AMBER]

    correct(desk, dossier, "Lần nữa")
    desk.sync(2)
    assert desk.states(dossier) == [AMBER, AMBER, PARKED], "that is another correction"
    assert updates(desk) == 0
    desk.office.close()


def test_a_persons_word_of_before_says_nothing_of_a_correction(blind: Desk) -> None:
    dossier = blind.receive()
    desk = restored(blind, sends=2)
    found_there(desk, dossier)
    found_there(desk, dossier)

    correct(desk, dossier)
    desk.sync(3)

    assert desk.states(dossier) == [AMBER, PARKED], "it is not there, and nobody said that it is"
    assert updates(desk) == 0
    desk.office.close()


def test_a_restore_that_lost_nothing_parks_nobody_though_a_code_map_was_edited(
    blind: Desk,
) -> None:
    both = [sent(blind), sent(blind)]
    lines = mappings.current(blind.office, TARGET).lines
    citizen = next(one for one in lines if one.kind is CodeKind.APPLICANT)
    edited = [replace(one, theirs="9") if one == citizen else one for one in lines]
    mappings.replace(blind.office, TARGET, edited)

    desk = restored(blind, sends=0)

    assert [desk.states(one) for one in both] == [[AMBER], [AMBER]]
    desk.office.close()


def test_a_restore_that_lost_nothing_parks_nobody_though_a_bind_was_cut(blind: Desk) -> None:
    dossier = sent(blind)
    attach(blind.office, dossier, "một")
    blind.core.switches.lose_update = 1
    attach(blind.office, dossier, "hai")
    blind.sync(3)
    assert blind.states(dossier) == [AMBER] * 3

    desk = restored(blind, sends=0)

    assert desk.states(dossier) == [AMBER] * 3
    desk.office.close()


def test_a_correction_that_the_copy_had_not_told_is_asked_about(blind: Desk) -> None:
    dossier = sent(blind)
    correct(blind, dossier)
    desk = restored(blind, sends=0)
    assert desk.states(dossier)[-1] is PARKED
    found_there(desk, dossier)
    if desk.states(dossier)[-1] is PARKED:
        found_there(desk, dossier)
    assert desk.states(dossier) == [AMBER, AMBER]
    assert updates(desk) == 0
    desk.office.close()
