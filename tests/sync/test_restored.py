"""After a restore nothing is overwritten unread: equal goes on, absent is sent, other is asked."""

from datetime import timedelta

import pytest

from receptiondesk.desk import decisions, look, outbox, safekeeping
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.dossier import SyncState
from receptiondesk.domain.events import DeliveryState
from receptiondesk.office import Office
from receptiondesk.storage import generations
from sync.answers import Answer, AnswerKind
from sync.round import run
from tests.support.portals.scripted import Book, how, join
from tests.sync.conftest import Receive


@pytest.fixture
def book(office: Office) -> Book:
    join(office, "a")
    return Book()


def came_back(office: Office) -> None:
    """Do to the queue what the beginning of a generation does."""
    with office.database.write() as session:
        generations.question_everything(session, office.entry)


def last_line(office: Office) -> int:
    with office.database.raw() as connection:
        return int(connection.execute("SELECT max(seq) FROM event").fetchone()[0])


def test_what_the_portal_holds_otherwise_is_a_persons_and_goes_again_at_their_word(
    office: Office, receive: Receive, book: Book
) -> None:
    dossier = receive()
    run(office, how=how({"a": book}))
    came_back(office)
    book.altered = True
    run(office, how=how({"a": book}))
    (row,) = outbox.waiting(office)
    assert row.state is DeliveryState.NEEDS_PERSON
    assert "phục hồi" in row.reason
    assert book.calls("deliver") == [dossier.uid]
    decisions.send_again(office, dossier.uid, "a", "Tại quầy mới đúng")
    book.altered = False
    run(office, how=how({"a": book}))
    assert look.by_uid(office, dossier.uid).sync is SyncState.PROVED
    assert safekeeping.verify(office) == ()


def test_what_was_never_sent_is_read_first_and_sent_when_it_is_absent(
    office: Office, receive: Receive, book: Book
) -> None:
    dossier = receive()
    came_back(office)
    run(office, how=how({"a": book}))
    calls = [call for call, uid in book.log if uid == dossier.uid]
    assert calls[:2] == ["read_back", "deliver"]
    assert look.by_uid(office, dossier.uid).sync is SyncState.PROVED


def test_what_comes_to_the_desk_afterwards_is_new_and_goes_out_unread(
    office: Office, receive: Receive, book: Book
) -> None:
    receive()
    came_back(office)
    new = receive()
    run(office, how=how({"a": book}))
    calls = [call for call, uid in book.log if uid == new.uid]
    assert calls[0] == "deliver"


def test_what_cannot_be_read_for_long_is_a_persons_and_is_never_sent_blindly(
    office: Office, receive: Receive, book: Book
) -> None:
    dossier = receive()
    came_back(office)
    book.spoiled["read_back", dossier.uid] = Answer(AnswerKind.UNREADABLE)
    assert isinstance(office.clock, SetClock)
    for _ in range(5):
        run(office, ignore_backoff=True, how=how({"a": book}))
        office.clock.advance(timedelta(hours=2))
    assert look.by_uid(office, dossier.uid).sync is SyncState.NEEDS_PERSON
    assert book.calls("deliver") == []


def test_the_family_hears_what_a_lost_file_may_have_told_until_nothing_is_there(
    office: Office, receive: Receive, book: Book
) -> None:
    old, gone = receive(), receive()
    came_back(office)
    last = last_line(office)
    new = receive()
    book.always[gone.uid] = Answer(AnswerKind.UNDECIDED)
    run(office, how=how({"a": book}))
    assert {told.uid: told.older for told in book.told} == {
        old.uid: last,
        gone.uid: last,
        new.uid: last,
    }
    decisions.not_there(office, gone.uid, "a", "Đã tìm trên cổng, không có")
    book.always.clear()
    book.told.clear()
    run(office, how=how({"a": book}))
    assert [(told.uid, told.older) for told in book.told] == [(gone.uid, 0)]
