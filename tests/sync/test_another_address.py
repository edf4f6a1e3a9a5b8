"""A target whose address becomes another: nothing that the old one proved stays green unread."""

from collections.abc import Callable

from receptiondesk.desk import look, portals, safekeeping
from receptiondesk.domain.dossier import Dossier, SyncState
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.office import Office
from sync.round import run
from tests.support.portals.scripted import Book, how, join

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
