"""A target whose address becomes another: nothing that the old one proved stays green unread."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from receptiondesk.desk import look, outbox, portals, safekeeping
from receptiondesk.domain.dossier import Dossier, Status, SyncState
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.office import Office
from sync import prove
from sync.round import run
from tests.support.portals.scripted import ABLE, Book, how, join
from tests.support.sendings import attach

Receive = Callable[..., Dossier]


def _moved(office: Office, url: str) -> None:
    (target,) = portals.targets(office)
    setting = PortalSetting(
        target.family, url, target.user, target.options, practice=True, name=target.name
    )
    portals.save(office, setting, "mat-khau", answers_practice=True)


def test_the_same_portal_under_another_address_is_read_back_and_green_again(
    office: Office, receive: Receive
) -> None:
    book = Book()
    join(office, "a")
    uid = receive().uid
    run(office, how=how({"a": book}))
    assert look.by_uid(office, uid).sync is SyncState.PROVED
    sent = book.calls("deliver")
    _moved(office, "http://127.0.0.1:9/moi")
    assert look.by_uid(office, uid).sync is not SyncState.PROVED
    run(office, how=how({"a": book}))
    assert look.by_uid(office, uid).sync is SyncState.PROVED
    assert book.calls("deliver") == sent
    assert safekeeping.verify(office) == ()


def test_another_portal_that_has_it_otherwise_is_a_persons(
    office: Office, receive: Receive
) -> None:
    book, other = Book(), Book()
    join(office, "a")
    uid = receive().uid
    run(office, how=how({"a": book}))
    other.facts, other.altered = dict(book.facts), True
    _moved(office, "http://127.0.0.1:9/moi")
    run(office, how=how({"a": other}))
    assert look.by_uid(office, uid).sync is SyncState.NEEDS_PERSON
    assert other.calls("deliver") == []


def test_a_change_of_anything_else_leaves_green_green(office: Office, receive: Receive) -> None:
    book = Book()
    join(office, "a")
    uid = receive().uid
    run(office, how=how({"a": book}))
    (target,) = portals.targets(office)
    setting = PortalSetting(
        target.family, target.url, "nguoi-khac", target.options, practice=True, name="a"
    )
    portals.save(office, setting, "mat-khau", answers_practice=True)
    assert look.by_uid(office, uid).sync is SyncState.PROVED


def test_files_that_no_portal_can_show_go_to_the_new_address_too(
    office: Office, receive: Receive
) -> None:
    able = replace(ABLE, files_given_back=False)
    book, other = Book(able), Book(able)
    join(office, "a")
    dossier = receive()
    uid = attach(office, dossier, "giấy chứng sinh")
    run(office, how=how({"a": book}))
    assert look.deliveries(office, dossier.uid)[-1].state is DeliveryState.UNPROVABLE
    _moved(office, "http://127.0.0.1:9/moi")
    assert safekeeping.verify(office) == ()

    for _ in range(3):
        run(office, ignore_backoff=True, how=how({"a": other}))

    assert set(other.facts) == {dossier.uid}
    assert set(other.files) == {uid}
    assert look.deliveries(office, dossier.uid)[-1].state is DeliveryState.UNPROVABLE
    assert safekeeping.verify(office) == ()


def _finished(office: Office, book: Book, uid: str) -> None:
    """Let the portal say that a dossier is done and returned."""
    book.status = Status.RETURNED
    run(office, how=how({"a": book}))
    assert look.by_uid(office, uid).status is Status.RETURNED
    assert look.by_uid(office, uid).sync is SyncState.PROVED


def test_a_finished_dossier_is_not_green_before_it_was_read_there(
    office: Office, receive: Receive
) -> None:
    book, other = Book(), Book()
    join(office, "a")
    uid = receive().uid
    run(office, how=how({"a": book}))
    _finished(office, book, uid)
    other.facts = dict(book.facts)
    _moved(office, "http://127.0.0.1:9/moi")
    assert look.by_uid(office, uid).sync is SyncState.SENT
    assert safekeeping.verify(office) == ()
    run(office, how=how({"a": other}))
    assert look.by_uid(office, uid).sync is SyncState.PROVED
    assert other.calls("deliver") == []
    assert safekeeping.verify(office) == ()


def test_a_finished_dossier_that_differs_there_is_a_persons_in_words_of_the_address(
    office: Office, receive: Receive
) -> None:
    book, other = Book(), Book()
    join(office, "a")
    uid = receive().uid
    run(office, how=how({"a": book}))
    _finished(office, book, uid)
    other.facts, other.altered = dict(book.facts), True
    _moved(office, "http://127.0.0.1:9/moi")
    run(office, how=how({"a": other}))
    (row,) = outbox.waiting(office)
    assert row.state is DeliveryState.NEEDS_PERSON
    assert "tên chủ hồ sơ" in row.reason
    assert "Địa chỉ cổng đã đổi" in row.reason
    assert "phục hồi" not in row.reason
    assert other.calls("deliver") == []


def test_a_finished_dossier_that_nobody_shows_there_stays_amber_and_is_not_sent(
    office: Office, receive: Receive
) -> None:
    book, other = Book(), Book()
    join(office, "a")
    uid = receive().uid
    run(office, how=how({"a": book}))
    _finished(office, book, uid)
    _moved(office, "http://127.0.0.1:9/moi")
    for _ in range(3):
        assert look.by_uid(office, uid).sync is SyncState.SENT
        run(office, how=how({"a": other}))
        office.clock.advance(timedelta(hours=1))  # type: ignore[attr-defined]
    assert look.by_uid(office, uid).sync is SyncState.UNPROVABLE
    assert other.calls("deliver") == []
    assert safekeeping.verify(office) == ()


def test_new_dossiers_never_wait_for_the_many_finished_ones(
    office: Office, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prove, "_AGAIN_AT_ONCE", 2)
    book = Book()
    join(office, "a")
    old = [receive(f"Nguyễn Văn {name}").uid for name in ("Một", "Hai", "Ba")]
    run(office, how=how({"a": book}))
    for uid in old:
        _finished(office, book, uid)
    _moved(office, "http://127.0.0.1:9/moi")
    new = receive("Trần Thị Mới").uid
    before = len(book.log)
    run(office, how=how({"a": book}))
    asked = [uid for call, uid in book.log[before:] if call == "read_back"]
    assert asked == [new, *old[:2]]
    assert outbox.pending(office, "a")
    run(office, how=how({"a": book}))
    assert {look.by_uid(office, uid).sync for uid in (*old, new)} == {SyncState.PROVED}
