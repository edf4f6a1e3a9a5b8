"""News: by a feed since a cursor, else dossier by dossier; the cursor moves with its data."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from receptiondesk.desk import look, outbox, portals, safekeeping
from receptiondesk.domain.dossier import Dossier, Status, SyncState
from receptiondesk.domain.events import EventKind
from receptiondesk.office import Office
from sync.answers import Answer, AnswerKind
from sync.how import How
from sync.portal import Feed, Message, Remote
from sync.round import run
from tests.support.portals.scripted import ABLE, GOOD, Book, how, join

Receive = Callable[..., Dossier]
FEEDS = replace(ABLE, status_feed=True)


@pytest.fixture
def book(office: Office) -> Book:
    join(office, "a")
    return Book(able=FEEDS)


def cursor(office: Office) -> str:
    return portals.targets(office)[0].cursor


def moved(dossier: Dossier, status: Status | None, raw: str = "", **more: object) -> Remote:
    return Remote(dossier.uid, "r", "", status, raw, **more)  # type: ignore[arg-type]


def test_a_feed_is_read_page_by_page_and_its_cursor_kept(
    office: Office, book: Book, receive: Receive
) -> None:
    one, other = receive(), receive()
    book.feeds.extend(
        [
            Feed(GOOD, (moved(one, Status.PROCESSING),), "c1", more=True),
            Feed(GOOD, (moved(other, Status.RESOLVED, result="KQ-7"),), "c2"),
        ]
    )
    run(office, how=how({"a": book}))
    assert book.cursors == ["", "c1"]
    assert cursor(office) == "c2"
    assert look.by_uid(office, one.uid).status is Status.PROCESSING
    assert look.by_uid(office, other.uid).status is Status.RESOLVED
    run(office, how=how({"a": book}))
    assert book.cursors[-1] == "c2"
    assert book.calls("look") == []


def test_a_page_that_fails_moves_nothing(office: Office, book: Book, receive: Receive) -> None:
    dossier = receive()
    lost = Feed(Answer(AnswerKind.LOST), (moved(dossier, Status.RESOLVED),), "c9")
    book.feeds.append(lost)
    run(office, how=how({"a": book}))
    assert cursor(office) == ""
    assert look.by_uid(office, dossier.uid).status is Status.RECEIVED


def test_a_feed_that_never_ends_does_not_hold_the_round(
    office: Office, book: Book, receive: Receive
) -> None:
    receive()
    book.feeds.extend([Feed(GOOD, (), "same", more=True)] * 300)
    run(office, how=how({"a": book}))
    assert len(book.cursors) == 2


def test_messages_are_kept_once_and_an_unknown_status_as_it_is(
    office: Office, book: Book, receive: Receive
) -> None:
    dossier = receive()
    told = Message("m-1", "Đề nghị bổ sung giấy chứng sinh", office.clock.now())
    news = moved(dossier, None, "chờ lãnh đạo", messages=(told,))
    book.feeds.extend([Feed(GOOD, (news,), "c1")])
    run(office, how=how({"a": book}))
    book.feeds.extend([Feed(GOOD, (news,), "c2")])
    run(office, how=how({"a": book}))

    now = look.by_uid(office, dossier.uid)
    assert (now.status, now.status_raw) == (Status.RECEIVED, "chờ lãnh đạo")
    assert [one.text for one in outbox.messages(office, dossier.uid)] == [told.text]
    kinds = [event.kind for event in look.history(office, dossier.uid)]
    assert kinds.count(EventKind.MESSAGE_PULLED) == 1
    assert safekeeping.verify(office) == ()


def test_without_a_feed_each_open_dossier_is_looked_at_but_not_twice(
    office: Office, book: Book, receive: Receive
) -> None:
    book.able = ABLE
    dossier = receive()
    run(office, how=how({"a": book}))
    assert book.calls("look") == [], "it was just read back"
    run(office, how=how({"a": book}))
    assert book.calls("look") == [dossier.uid]


def later(office: Office) -> None:
    office.clock.advance(timedelta(minutes=30))  # type: ignore[attr-defined]


def test_one_that_a_register_lost_is_missed_though_the_register_is_silent(
    office: Office, book: Book, receive: Receive
) -> None:
    lost, kept = receive(), receive()
    run(office, how=how({"a": book}))
    del book.facts[lost.uid]
    for _ in range(3):
        assert look.by_uid(office, lost.uid).sync is SyncState.PROVED
        later(office)
        book.feeds.append(Feed(GOOD, (moved(kept, Status.RECEIVED),), "c"))
        run(office, how=how({"a": book}))
    assert look.by_uid(office, lost.uid).sync is SyncState.NEEDS_PERSON
    assert look.by_uid(office, kept.uid).sync is SyncState.PROVED
    assert kept.uid not in book.calls("look"), "the register shows it"
    assert book.calls("deliver") == [lost.uid, kept.uid], "nothing is sent again by itself"


def test_of_many_that_a_feed_does_not_show_a_few_are_asked_for_in_turn(
    office: Office, book: Book, receive: Receive
) -> None:
    many = {receive().uid for _ in range(12)}
    run(office, how=how({"a": book}))
    for _ in range(3):
        later(office)
        before = len(book.calls("look"))
        run(office, how=how({"a": book}))
        assert len(book.calls("look")) - before <= 5
    assert set(book.calls("look")) == many
    assert all(look.by_uid(office, uid).sync is SyncState.PROVED for uid in many)


def test_behind_a_feed_that_broke_off_nobody_is_asked_for(
    office: Office, book: Book, receive: Receive
) -> None:
    receive()
    run(office, how=how({"a": book}))
    later(office)
    book.feeds.append(Feed(Answer(AnswerKind.PORTAL_DOWN)))
    run(office, how=how({"a": book}))
    assert book.calls("look") == []


def test_the_catalogue_is_read_once_a_day_and_not_when_somebody_waits(
    office: Office, book: Book
) -> None:
    book.able = replace(FEEDS, catalogue=True)
    run(office, how=how({"a": book}, How(patience=0.2, catalogue=False)))
    assert book.calls("procedures") == []
    for _ in range(3):
        run(office, how=how({"a": book}))
    assert len(book.calls("procedures")) == 1
    office.clock.advance(timedelta(days=1))  # type: ignore[attr-defined]
    book.script("procedures", Answer(AnswerKind.PORTAL_DOWN))
    run(office, how=how({"a": book}))
    run(office, how=how({"a": book}))
    assert len(book.calls("procedures")) == 3, "one that failed is asked for again"
