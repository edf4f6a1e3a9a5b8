"""What became of the addresses on the wall: the newest finding on each."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from receptiondesk.domain.events import EventKind
from receptiondesk.domain.links import KeptLink, LinkFound, LinkState
from receptiondesk.storage.journal import DamagedRow, whole_of_kinds
from receptiondesk.storage.tables import as_stored, core
from receptiondesk.storage.tables_of_wall import LinkCheckRow

_LINK = core(LinkCheckRow)


def kept(session: Session) -> dict[str, KeptLink]:
    """Return the newest finding on each address."""
    rows = session.execute(select(_LINK))
    return {
        row.url: KeptLink(
            LinkFound(row.url, LinkState(row.state), row.status, row.moved_to, row.note),
            row.checked_at,
        )
        for row in rows
    }


def put(session: Session, found: Iterable[LinkFound], event_seq: int, at: datetime) -> None:
    """Keep findings that an event tells, in place of older ones on the same addresses."""
    for one in found:
        session.execute(delete(_LINK).where(_LINK.c.url == one.url))
        session.execute(
            insert(_LINK).values(
                url=one.url,
                state=one.state.value,
                status=one.status,
                moved_to=one.moved_to,
                note=one.note,
                checked_at=at,
                event_seq=event_seq,
            )
        )


def seen_again(session: Session, urls: Iterable[str], at: datetime) -> None:
    """Note that addresses were found as before."""
    wanted = list(urls)
    if wanted:
        session.execute(update(_LINK).where(_LINK.c.url.in_(wanted)).values(checked_at=at))


def told_of(found: Iterable[LinkFound]) -> list[list[Any]]:
    """Return what an event says of findings: url, state, status, where to, note."""
    return [[one.url, one.state.value, one.status, one.moved_to, one.note] for one in found]


def damaged(session: Session) -> Iterator[DamagedRow]:
    """Return every finding that is not what the journal says, or that is missing."""
    told: dict[Any, tuple[Any, ...]] = {}
    for event in whole_of_kinds(session, [EventKind.LINKS_CHECKED]):
        for url, *facts in event.payload.get("found", ()):
            told[url] = (*facts, event.seq)
    there = {
        row.url: (row.state, row.status, row.moved_to, row.note, row.event_seq)
        for row in session.execute(select(*as_stored(LinkCheckRow)))
    }
    for url in sorted(told.keys() | there.keys(), key=str):
        if told.get(url) != there.get(url):
            what = f"Kết quả dò địa chỉ {url} không khớp với nhật ký."
            yield DamagedRow("link_check", str(url), what)
