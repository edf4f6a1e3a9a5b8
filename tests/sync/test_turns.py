"""What fails holds no other: neither read back nor asked about, nor for want of a right."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.desk import intake, look, outbox
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.events import FILE_KINDS, DeliveryState
from receptiondesk.office import Office
from sync.answers import Answer, AnswerKind
from sync.portal import ReadBack
from sync.round import run
from sync.status import LineState
from tests.support.office import MORNING, make_office
from tests.support.portals.scripted import Book, Scripted, how, join
from tests.support.sendings import attach
from tests.support.walk_ins import BIRTH_REGISTRATION, walk_in

Receive = Callable[..., Dossier]


@pytest.fixture
def book(office: Office) -> Book:
    join(office, "a")
    return Book()


def sync(office: Office, book: Book, rounds: int = 1) -> None:
    for _ in range(rounds):
        run(office, ignore_backoff=True, how=how({"a": book}))


def states(office: Office, some: list[Dossier]) -> set[SyncState]:
    return {look.by_uid(office, one.uid).sync for one in some}


@pytest.mark.parametrize("kind", [AnswerKind.UNREADABLE, AnswerKind.PORTAL_DOWN, AnswerKind.LOST])
def test_dossiers_that_cannot_be_read_back_hold_the_proof_of_no_other(
    office: Office, book: Book, receive: Receive, kind: AnswerKind
) -> None:
    dossiers = [receive() for _ in range(20)]
    for bad in dossiers[:3]:
        book.spoiled["read_back", bad.uid] = Answer(kind)

    sync(office, book)

    assert states(office, dossiers[3:]) == {SyncState.PROVED}, "in the very same round"
    assert states(office, dossiers[:3]) == {SyncState.SENT}
    named = {row.dossier_uid: row.reason for row in outbox.waiting(office)}
    assert set(named) == {bad.uid for bad in dossiers[:3]}
    assert all("chưa đọc lại được" in reason for reason in named.values())


@pytest.mark.parametrize("kind", [AnswerKind.TOO_FAST, AnswerKind.AUTH, AnswerKind.OFFLINE])
def test_a_reading_that_ends_the_visit_ends_it_elsewhere_next_time(
    office: Office, book: Book, receive: Receive, kind: AnswerKind
) -> None:
    dossiers = [receive() for _ in range(8)]
    book.spoiled["read_back", dossiers[0].uid] = Answer(kind)

    sync(office, book, rounds=2)

    assert states(office, dossiers[1:]) == {SyncState.PROVED}


def test_however_many_cannot_be_read_every_other_has_its_turn(
    office: Office, book: Book, receive: Receive
) -> None:
    """No round asks without end, and yet none is passed over for ever."""
    dossiers = [receive() for _ in range(60)]
    for bad in dossiers[:40]:
        book.spoiled["read_back", bad.uid] = Answer(AnswerKind.UNREADABLE)
    sync(office, book)
    assert len(book.calls("read_back")) < 20

    sync(office, book, rounds=9)

    assert states(office, dossiers[40:]) == {SyncState.PROVED}
    for bad in dossiers[:40]:
        del book.spoiled["read_back", bad.uid]
    sync(office, book, rounds=2)
    assert states(office, dossiers) == {SyncState.PROVED}


def test_files_that_cannot_be_read_back_hold_no_other(
    office: Office, book: Book, receive: Receive
) -> None:
    dossiers = [receive() for _ in range(6)]
    files = [attach(office, one, f"trang {number}") for number, one in enumerate(dossiers)]
    for uid in files[:3]:
        book.spoiled["read_file", uid] = Answer(AnswerKind.UNREADABLE)

    sync(office, book)

    ends = [
        one.state
        for dossier in dossiers
        for one in look.deliveries(office, dossier.uid)
        if one.kind in FILE_KINDS
    ]
    assert ends == [DeliveryState.SENT] * 3 + [DeliveryState.PROVED] * 3


def test_a_look_in_vain_counts_as_asked(tmp_path: Path) -> None:
    clock = SetClock(MORNING)
    office = make_office(tmp_path / "office", clock=clock)
    join(office, "a")
    book = Book()
    for _ in range(9):
        intake.accept(office, walk_in(office, BIRTH_REGISTRATION))
    sync(office, book)
    first = outbox.to_pull(office, "a")
    for uid in first[:3]:
        book.spoiled["look", uid] = Answer(AnswerKind.UNREADABLE)
    book.log.clear()

    for _ in range(2):
        clock.advance(timedelta(minutes=10))
        sync(office, book)

    assert set(book.calls("look")) == set(first)
    office.close()


def test_what_was_heard_by_a_clock_that_ran_ahead_is_asked_for_first(tmp_path: Path) -> None:
    """Else nobody would ask for it until that time has come."""
    clock = SetClock(MORNING)
    office = make_office(tmp_path / "office", clock=clock)
    join(office, "a")
    book = Book()
    received = [intake.accept(office, walk_in(office, BIRTH_REGISTRATION)) for _ in range(3)]
    sync(office, book)
    clock.advance(timedelta(days=400))
    ahead = received[1].dossier.uid
    outbox.note_asked(office, "a", [ahead])
    clock.advance(timedelta(days=-399))
    assert outbox.to_pull(office, "a")[0] == ahead
    assert ahead in outbox.to_pull(office, "a", MORNING)
    outbox.note_asked(office, "a", [ahead])
    assert outbox.to_pull(office, "a")[-1] == ahead
    office.close()


def test_a_right_that_one_procedure_lacks_holds_no_other(
    office: Office, book: Book, receive: Receive
) -> None:
    dossiers = [receive() for _ in range(9)]
    book.always[dossiers[0].uid] = Answer(AnswerKind.FORBIDDEN)

    result = run(office, ignore_backoff=True, how=how({"a": book}))

    assert states(office, dossiers[1:]) == {SyncState.PROVED}
    (row,) = outbox.waiting(office)
    assert row.dossier_uid == dossiers[0].uid
    assert "chưa được quyền" in row.reason
    assert row.next_try_at is not None
    assert result.line is LineState.ONLINE


def test_an_account_refused_for_one_dossier_and_taken_at_the_door_holds_no_other(
    office: Office, book: Book, receive: Receive
) -> None:
    dossiers = [receive() for _ in range(9)]
    book.always[dossiers[0].uid] = Answer(AnswerKind.AUTH)

    sync(office, book)

    assert states(office, dossiers[1:]) == {SyncState.PROVED}
    assert states(office, dossiers[:1]) == {SyncState.LOCAL}


def test_an_account_that_is_no_longer_taken_ends_the_visit_at_the_door(
    office: Office, book: Book, receive: Receive
) -> None:
    dossiers = [receive() for _ in range(9)]

    def lock(call: str, uid: str) -> None:
        if (call, uid) == ("deliver", dossiers[0].uid):
            book.reach = Answer(AnswerKind.AUTH)

    book.before = lock
    book.always[dossiers[0].uid] = Answer(AnswerKind.AUTH)

    result = run(office, ignore_backoff=True, how=how({"a": book}))

    assert result.line is LineState.ACCOUNT
    assert len(book.calls("deliver")) == 1
    assert len(book.calls("reach")) == 2, "it would be locked by asking on"
    assert {row.attempts for row in outbox.waiting(office)} == {0}


def test_an_account_without_any_right_is_told_and_left_alone(
    office: Office, book: Book, receive: Receive
) -> None:
    for _ in range(60):
        book.always[receive().uid] = Answer(AnswerKind.FORBIDDEN)

    result = run(office, ignore_backoff=True, how=how({"a": book}))

    assert result.line is LineState.ACCOUNT
    assert "chưa được quyền" in result.sentence
    assert len(book.calls("deliver")) <= 9


def test_what_one_portal_parks_keeps_the_next_try_of_another(
    office: Office, book: Book, receive: Receive
) -> None:
    join(office, "b")
    other = Book()
    dossier = receive()
    book.always[dossier.uid] = Answer(AnswerKind.REFUSED)
    other.always[dossier.uid] = Answer(AnswerKind.LOST, changing=True)

    run(office, how=how({"a": book, "b": other}))

    assert look.by_uid(office, dossier.uid).sync is SyncState.NEEDS_PERSON
    assert outbox.next_try(office) is not None


def test_a_reading_that_compares_nothing_proves_nothing(
    office: Office, book: Book, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = receive()
    attach(office, dossier, "giấy chứng sinh")
    empty = ReadBack(Answer(AnswerKind.ACCEPTED))
    monkeypatch.setattr(Scripted, "read_back", lambda *_: empty)
    monkeypatch.setattr(Scripted, "read_file", lambda *_: empty)

    sync(office, book)

    states = {one.state for one in look.deliveries(office, dossier.uid)}
    assert states == {DeliveryState.UNPROVABLE}
