"""A doubt whether a portal has a dossier outlives a gap in a code table and a person's "set aside".

Only the portal that was asked, or a person who says "it is there" or "it is not", ends it: until
then the next correction asks first, so nothing is made twice (house law 2, portals.md G.4).
"""

from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import (
    corrections,
    decisions,
    mappings,
    outbox,
    portal_removal,
    portals,
    safekeeping,
)
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import DeliveryState
from tests.sync.restoring import BLIND, Scene, scene

IGATE, ADAPTER = "server_numbered:igate", "server_numbered:adapter2026"
PARKED, ASIDE = DeliveryState.NEEDS_PERSON, DeliveryState.SET_ASIDE


def told_there(made: Scene) -> Dossier:
    """Let a newer file send a dossier, and put back the one from before it."""
    made.portal()
    dossier = made.receive()
    made.backup()
    made.rounds(2)
    assert made.held() == 1
    made.restore()
    made.core.switches.unique = False
    made.rounds(2)
    return dossier


def set_aside(made: Scene, dossier: Dossier) -> None:
    decisions.set_aside(made.office, dossier.uid, "việc với cổng đã xong", made.target)
    made.rounds(1)
    assert states(made, dossier) == [ASIDE]


def note(made: Scene, dossier: Dossier, text: str = "Đã bổ sung") -> None:
    now = made.now(dossier)
    corrections.correct(made.office, now.code, replace(now.facts, note=text))


def states(made: Scene, dossier: Dossier) -> list[DeliveryState]:
    return [line.state for line in made.deliveries(dossier)]


def asked(made: Scene, dossier: Dossier) -> bool:
    """Return whether the screen asks if it arrived, in those words."""
    rows = [row for row in outbox.waiting(made.office) if row.dossier_uid == dossier.uid]
    words = "Mở cổng tìm hồ sơ này rồi chọn “đã có trên cổng” hoặc “chưa có, cho gửi lại”"
    return any(row.undecided and words in row.reason for row in rows)


def unmapped(made: Scene) -> None:
    """Set the portal up, its code table still to be typed in."""
    setting = made.family.setting(made.served.port)
    kept, _ = portals.save(made.office, setting, made.family.password, answers_practice=True)
    made.target = kept.name


def map_codes(made: Scene) -> None:
    mappings.replace(made.office, made.family.adapter, made.family.codes)


def again(made: Scene, dossier: Dossier, rounds: int) -> None:
    decisions.send_again(made.office, dossier.uid, made.target)
    made.rounds(rounds)


def test_a_gap_in_the_code_table_says_nothing_of_what_arrived(tmp_path: Path) -> None:
    with scene(tmp_path, IGATE) as made:
        unmapped(made)
        dossier = made.receive()
        made.rounds(1)
        assert "khai bảng đối chiếu" in made.reasons(dossier)
        made.backup()
        map_codes(made)
        again(made, dossier, 2)
        assert made.held() == 1
        made.restore()
        again(made, dossier, 1)
        assert states(made, dossier) == [PARKED], "the table lacks the code again"

        map_codes(made)
        again(made, dossier, 4)

        assert states(made, dossier) == [DeliveryState.PROVED]
        assert made.held() == 1
        assert not made.core.store.twice()


def test_a_portal_set_up_again_before_its_code_table_is_asked_once_it_can_be(
    tmp_path: Path,
) -> None:
    with scene(tmp_path, IGATE) as made:
        dossier = made.receive()
        made.backup()
        made.portal()
        made.rounds(2)
        assert made.held() == 1
        made.restore()
        unmapped(made)
        made.rounds(1)
        assert states(made, dossier) == [PARKED]

        map_codes(made)
        again(made, dossier, 4)

        assert states(made, dossier) == [DeliveryState.PROVED]
        assert not made.core.store.twice()


def test_a_correction_of_what_was_set_aside_in_doubt_asks_first(tmp_path: Path) -> None:
    with scene(tmp_path, BLIND) as made:
        dossier = told_there(made)
        assert asked(made, dossier)
        set_aside(made, dossier)

        note(made, dossier)
        made.rounds(3)

        assert states(made, dossier) == [ASIDE, PARKED]
        assert asked(made, dossier)
        assert made.held() == 1
        assert not made.core.store.twice()
        assert safekeeping.verify(made.office) == ()


def test_so_does_a_cancellation(tmp_path: Path) -> None:
    with scene(tmp_path, BLIND) as made:
        dossier = told_there(made)
        set_aside(made, dossier)

        corrections.cancel(made.office, made.now(dossier).code, "Người dân xin rút")
        made.rounds(3)

        assert asked(made, dossier)
        assert not made.core.store.twice()


def test_what_was_set_aside_in_doubt_is_found_where_the_portal_can_be_searched(
    tmp_path: Path,
) -> None:
    with scene(tmp_path, IGATE) as made:
        dossier = made.receive()
        made.backup()
        made.portal()
        made.rounds(2)
        made.restore()
        unmapped(made)
        made.rounds(1)
        assert states(made, dossier) == [PARKED]
        set_aside(made, dossier)
        map_codes(made)

        note(made, dossier)
        made.rounds(4)

        assert states(made, dossier) == [ASIDE, DeliveryState.PROVED]
        assert not made.core.store.twice()


@pytest.mark.parametrize("name", [BLIND, ADAPTER])
def test_a_portal_set_up_again_is_asked_first_too(tmp_path: Path, name: str) -> None:
    with scene(tmp_path, name) as made:
        dossier = made.receive()
        made.backup()
        made.portal()
        made.rounds(3)
        made.restore()
        made.portal()
        made.rounds(3)
        assert states(made, dossier) == [PARKED]
        set_aside(made, dossier)

        note(made, dossier)
        made.rounds(3)

        assert states(made, dossier) == [ASIDE, PARKED]
        assert not made.core.store.twice()


def test_not_there_ends_the_doubt_for_good(tmp_path: Path) -> None:
    with scene(tmp_path, BLIND) as made:
        dossier = told_there(made)
        made.core.store.dossiers.clear()
        set_aside(made, dossier)
        note(made, dossier)
        made.rounds(2)
        assert asked(made, dossier)

        decisions.not_there(made.office, dossier.uid, made.target, "tìm trên cổng, chưa có")
        (item,) = outbox.due(made.office, made.target, ignore_backoff=True)
        assert not item.unknown
        assert safekeeping.verify(made.office) == ()
        made.rounds(3)

        assert states(made, dossier) == [ASIDE, DeliveryState.UNPROVABLE]
        assert made.held() == 1
        note(made, dossier, "Lần nữa")
        (item,) = outbox.due(made.office, made.target, ignore_backoff=True)
        assert not item.unknown


def test_it_is_there_ends_the_doubt_too(tmp_path: Path) -> None:
    with scene(tmp_path, BLIND) as made:
        dossier = told_there(made)
        code = made.core.store.dossiers[0].code
        set_aside(made, dossier)
        note(made, dossier)
        made.rounds(2)

        for _ in range(2):  # once that it is there, once that what stands there is this
            assert states(made, dossier) == [ASIDE, PARKED]
            decisions.arrived(made.office, dossier.uid, made.target, code, "mở cổng thấy")
            made.rounds(3)

        assert states(made, dossier) == [ASIDE, DeliveryState.UNPROVABLE]
        assert made.now(dossier).code == code
        assert not made.core.store.twice()
        note(made, dossier, "Lần nữa")
        (item,) = outbox.due(made.office, made.target, ignore_backoff=True)
        assert not item.unknown


def test_a_correction_that_waits_while_the_question_is_set_aside_asks_it_again(
    tmp_path: Path,
) -> None:
    with scene(tmp_path, BLIND) as made:
        dossier = told_there(made)
        note(made, dossier)
        decisions.set_aside(made.office, dossier.uid, "việc với cổng đã xong", made.target)
        assert states(made, dossier) == [ASIDE, DeliveryState.WAITING]
        made.rounds(2)

        assert states(made, dossier) == [ASIDE, PARKED]
        assert not made.core.store.twice()


def test_what_was_set_aside_before_a_restore_may_have_been_sent_since(tmp_path: Path) -> None:
    with scene(tmp_path, BLIND) as made:
        made.portal()
        dossier = made.receive()
        made.core.switches.refuse = made.now(dossier).facts.applicant.full_name
        made.rounds(1)
        set_aside(made, dossier)
        made.backup()
        made.core.switches.refuse = ""
        note(made, dossier)
        made.rounds(2)
        assert made.held() == 1
        made.restore()
        made.core.switches.unique = False

        note(made, dossier)
        made.rounds(3)

        assert states(made, dossier) == [ASIDE, PARKED]
        assert asked(made, dossier)
        assert not made.core.store.twice()


def test_what_was_set_aside_without_a_doubt_is_sent_when_it_is_corrected(tmp_path: Path) -> None:
    with scene(tmp_path, BLIND) as made:
        made.portal()
        dossier = made.receive()
        made.core.switches.refuse = made.now(dossier).facts.applicant.full_name
        made.rounds(1)
        set_aside(made, dossier)
        made.core.switches.refuse = ""

        note(made, dossier)
        made.rounds(3)

        assert states(made, dossier) == [ASIDE, DeliveryState.UNPROVABLE]
        assert made.held() == 1


def test_a_portal_that_was_removed_with_a_question_open_is_asked_when_it_comes_back(
    tmp_path: Path,
) -> None:
    with scene(tmp_path, BLIND) as made:
        dossier = told_there(made)
        note(made, dossier)  # waits, without a doubt of its own
        portal_removal.remove(made.office, made.target, "đổi cổng", set_aside=True)
        note(made, dossier, "Lần nữa")
        made.portal()
        made.rounds(3)

        assert states(made, dossier) == [ASIDE, ASIDE, PARKED]
        assert asked(made, dossier)
        assert not made.core.store.twice()
