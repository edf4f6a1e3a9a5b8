"""What a portal of this family says of dossiers: one, or a register read page by page.

The register is asked by day of reception, not by day of change, so the window of ``feed_days`` is
walked whole each time. Cursor: ``<day the walk began>|<next page>``; a walk that is over leaves
only its day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from receptiondesk.domain.clock import VIETNAM, local
from sync.answers import Answer, AnswerKind
from sync.portal import Feed, Remote
from sync.portals.server_numbered import dialect as common
from sync.portals.server_numbered import mark
from sync.portals.server_numbered.dialect import Asking, Dialect
from sync.portals.server_numbered.kept import Place
from sync.portals.server_numbered.shape import Record


@dataclass(frozen=True, slots=True)
class _Walk:
    """A register being read: since which day, and which page comes next."""

    since: datetime
    page: int

    @classmethod
    def of(cls, cursor: str, now: datetime, days: int) -> "_Walk":
        """Go on with a walk, or begin one as far back as the options say."""
        day, _, page = cursor.partition("|")
        if page.isdecimal():
            return cls(datetime.fromisoformat(day).replace(tzinfo=VIETNAM), int(page))
        return cls(now - timedelta(days=days), 0)

    def cursor(self, *, more: bool) -> str:
        """Return where to go on."""
        day = local(self.since).date().isoformat()
        return f"{day}|{self.page + 1}" if more else day


def feed(dialect: Dialect, cursor: str, now: datetime) -> Feed:
    """Read one page of the register.

    Raises:
        NoAnswer: what the line did; the cursor then stays.
    """
    walk = _Walk.of(cursor, now, dialect.options.feed_days)
    page = dialect.search(Asking(since=walk.since, page=walk.page))
    told = tuple(remote(dialect, one) for one in page.records)
    more = page.more and bool(page.records)
    return Feed(Answer(AnswerKind.ACCEPTED), told, walk.cursor(more=more), more)


def remote(dialect: Dialect, found: Record, uid: str = "") -> Remote:
    """Return what a portal says of one dossier; its own mark tells whose it is."""
    place, word = dialect.place_of(found), dialect.status_of(found)
    return Remote(
        uid=uid or mark.uid_in(dialect.marker_in(found) or ""),
        remote_id=place.id,
        code=place.code,
        status=common.status(dialect.codes, word),
        status_raw=word,
        reading=found,
    )


def at_place(uid: str, place: Place) -> Remote:
    """Return where a dossier is, of which nothing else was read."""
    return Remote(uid=uid, remote_id=place.id, code=place.code)
