"""Taking a portal out of the setting: nothing goes there any more, and nothing is forgotten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import (
    corrections,
    intake,
    look,
    outbox,
    portal_removal,
    portals,
    safekeeping,
    watch,
)
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.events import DeliveryState, EventKind
from receptiondesk.domain.outbox import PulledNews
from receptiondesk.domain.routing import REMOVED
from receptiondesk.office import Office
from tests.support.office import OfficeKind, make_office
from tests.support.sendings import attach, join, read_back, send
from tests.support.walk_ins import walk_in

A, B = "tinh", "bo"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-999"))
    join(opened, A)
    join(opened, B)
    yield opened
    assert safekeeping.verify(opened) == ()
    opened.close()


def received(office: Office) -> Dossier:
    return intake.accept(office, walk_in(office)).dossier


def proved(office: Office, *names: str) -> Dossier:
    dossier = received(office)
    for name in names:
        send(office, name)
        read_back(office, name)
    return dossier


def names(office: Office) -> list[str]:
    return [one.name for one in portals.targets(office)]


def refusal(office: Office, name: str = A, reason: str = "cổng đã đóng") -> str:
    with pytest.raises(Refused) as refused:
        portal_removal.remove(office, name, reason)
    return refused.value.problems[0].code


def states(office: Office, dossier: Dossier, name: str) -> list[DeliveryState]:
    return [one.state for one in look.deliveries(office, dossier.uid) if one.target == name]


def test_a_portal_for_which_nothing_waits_goes_and_its_proofs_stay(office: Office) -> None:
    dossier = proved(office, A, B)
    done = portal_removal.remove(office, A, "cổng đã đóng")
    assert (done.target.name, done.set_aside) == (A, 0)
    assert names(office) == [B]
    assert states(office, dossier, A) == [DeliveryState.PROVED]
    assert look.by_uid(office, dossier.uid).sync is SyncState.PROVED
    with pytest.raises(Trouble):
        portals.password(office, done.target)


def test_the_journal_tells_who_removed_it_and_why(office: Office) -> None:
    portal_removal.remove(office, A, "cổng đã đóng")
    with office.database.read() as session:
        from receptiondesk.storage import journal

        (*_, last) = journal.of_kinds(session, [EventKind.SETTING_CHANGED])
    assert last.officer == office.officer
    assert last.payload["reason"] == "cổng đã đóng"
    assert REMOVED in last.payload["portal"]["options"]


def test_new_dossiers_corrections_and_files_do_not_go_there_any_more(office: Office) -> None:
    before = proved(office, A, B)
    portal_removal.remove(office, A, "cổng đã đóng")
    after = received(office)
    corrections.cancel(office, before.code, "nộp nhầm")
    attach(office, after, "giay")
    assert states(office, after, A) == []
    assert states(office, before, A) == [DeliveryState.PROVED]
    assert {row.target for row in outbox.waiting(office)} == {B}


def test_what_waits_holds_it_until_a_person_sets_it_aside(office: Office) -> None:
    waits = received(office)
    attach(office, waits, "giay")
    sent = received(office)
    send(office, B)
    read_back(office, B)
    assert portal_removal.waiting(office, A) == 2
    assert refusal(office) == "still_waiting"
    assert names(office) == [B, A]
    done = portal_removal.remove(office, A, "cổng đã đóng", set_aside=True)
    assert done.set_aside == 2
    assert done.changes.dossiers == {waits.uid, sent.uid}
    assert set(states(office, waits, A)) == {DeliveryState.SET_ASIDE}
    assert look.by_uid(office, waits.uid).sync is SyncState.SET_ASIDE
    assert outbox.waiting(office) == ()


@pytest.mark.parametrize(
    ("name", "reason", "code"),
    [
        ("khac", "đóng", "unknown_portal"),
        (A, " ", "reason_needed"),
        (A, "x" * 501, "reason_needed"),
    ],
)
def test_refusals(office: Office, name: str, reason: str, code: str) -> None:
    assert refusal(office, name, reason) == code
    assert names(office) == [B, A]


def test_nobody_removes_a_portal_without_a_name(office: Office) -> None:
    assert refusal(replace(office, officer="")) == "officer_needed"


def test_a_round_that_is_sending_is_not_cut_off(office: Office) -> None:
    received(office)
    (item,) = outbox.due(office, A, ignore_backoff=True)
    outbox.mark_sending(office, A, item)
    with pytest.raises(Refused) as refused:
        portal_removal.remove(office, A, "cổng đã đóng", set_aside=True)
    assert refused.value.problems[0].code == "being_sent"


def test_set_up_again_it_hears_of_all_and_is_read_back_before_it_is_green(office: Office) -> None:
    before = proved(office, A, B)
    portal_removal.remove(office, A, "nhầm cổng")
    between = received(office)
    corrections.cancel(office, before.code, "nộp nhầm")
    assert safekeeping.verify(office) == ()
    join(office, A)
    assert names(office) == [B, A]
    assert states(office, before, A) == [DeliveryState.SENT, DeliveryState.WAITING]
    assert states(office, between, A) == [DeliveryState.WAITING]


def test_a_portal_that_is_gone_is_not_called_silent(office: Office) -> None:
    dossier = proved(office, A, B)
    news = PulledNews(dossier.uid, "r", "", 2, "đã tiếp nhận", moved_at=office.clock.now())
    outbox.apply_pull(office, A, (news,))
    office.clock.advance(timedelta(days=60))  # type: ignore[attr-defined]
    assert [one.dossier.target for one in watch.silent(office)] == [A]
    portal_removal.remove(office, A, "cổng đã đóng")
    assert watch.silent(office) == ()
