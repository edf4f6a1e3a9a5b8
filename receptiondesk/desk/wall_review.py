"""What differs between the catalogue that was reviewed last and the one in use, field by field.

Whoever answers for the posted list looks through it and says so; the review is a line of the
journal, with the officer's name, the two versions and a mark of what was shown.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

from receptiondesk.desk import notice_orders, wall_words
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import EventKind, canonical_json
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.wall import CALLED, Part
from receptiondesk.office import Office
from receptiondesk.printing import notice_facts
from receptiondesk.printing.wording import Wording
from receptiondesk.storage import catalogue, journal, wall
from receptiondesk.storage.engine import Session

#: Whether the catalogue holds a procedure at all; beside the parts of `Part`.
LISTED: Final = "listed"
_GONE_CALLED: Final = "không còn trong danh mục"
_NEW_CALLED: Final = "mới có trong danh mục"


@dataclass(frozen=True, slots=True)
class Differing:
    """One field of one procedure as it was and as it is.

    ``field`` is a `Part` or `LISTED`; ``posted``: the office posts the procedure, or a sheet does.
    """

    code: str
    name: str
    field: str
    old: str
    new: str
    posted: bool

    @property
    def called(self) -> str:
        """Return the field's Vietnamese name; of a whole procedure, what became of it."""
        if self.field == LISTED:
            return _NEW_CALLED if self.new else _GONE_CALLED
        return CALLED[self.field]


@dataclass(frozen=True, slots=True)
class ReviewDone:
    """A review that somebody made: of which version, by whom and when."""

    version: int
    officer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Review:
    """The catalogue in use against the one reviewed last (``since``; the first one if none was).

    ``done`` is the last review. Differences of what is posted stand first.
    """

    since: int
    version: int
    differences: tuple[Differing, ...]
    done: ReviewDone | None = None

    @property
    def open(self) -> bool:
        """Whether a catalogue came that nobody has reviewed."""
        return self.done is None or self.done.version != self.version


def review(office: Office) -> Review:
    """Return what there is to review.

    Raises:
        Refused: faults in the office's own wording.
        Trouble: the data cannot be read now.
    """
    with office.database.read() as session:
        return _review(session, notice_orders.words(office))


def done(office: Office, version: int | None = None) -> tuple[Review, ChangeSet]:
    """Record that the officer signed in has reviewed the catalogue in use.

    ``version`` is the one that was shown to them, where it may be another by now.

    Raises:
        Refused: ``officer_needed``; ``catalogue_changed``; ``already_reviewed``.
        Trouble: the file cannot be written now; nothing was changed.
    """
    wall_words.signed(office)
    words = notice_orders.words(office)
    with office.database.write() as session:
        found = _review(session, words)
        if version is not None and version != found.version:
            message = (
                f"Danh mục bản {found.version} vừa được đưa vào dùng. Xin xem các thay đổi của bản "
                "này rồi ghi đã rà soát."
            )
            raise Refused(Problem("", "catalogue_changed", message))
        if not found.open:
            message = f"Danh mục bản {found.version} đã được rà soát."
            raise Refused(Problem("", "already_reviewed", message))
        shown = canonical_json([asdict(one) for one in found.differences])
        told: dict[str, object] = {
            "version": found.version,
            "since": found.since,
            "differences": len(found.differences),
            "sha256": hashlib.sha256(shown.encode()).hexdigest(),
        }
        event = journal.append(session, office.entry(EventKind.CATALOGUE_REVIEWED, told))
    made = ReviewDone(found.version, event.officer, event.at)
    return Review(found.since, found.version, found.differences, made), ChangeSet(catalogue=True)


def _review(session: Session, words: Wording) -> Review:
    version = catalogue.current_version(session)
    lines = journal.of_kinds(session, [EventKind.CATALOGUE_REVIEWED])
    last = None
    if lines:
        payload = lines[-1].payload
        last = ReviewDone(int(payload["version"]), lines[-1].officer, lines[-1].at)
    since = last.version if last else min(version, 1)
    posted = set(catalogue.marked_posted(session))
    posted |= {code for sheet in wall.sheets(session) for code in sheet.codes}
    old = {one.code: one for one in catalogue.procedures(session, since)}
    new = {one.code: one for one in catalogue.procedures(session, version)}
    found = [
        one
        for code in dict.fromkeys([*new, *old])
        for one in _differences(old.get(code), new.get(code), words, posted)
    ]
    found.sort(key=lambda one: not one.posted)
    return Review(since, version, tuple(found), last)


def _differences(
    old: Procedure | None, new: Procedure | None, words: Wording, posted: set[str]
) -> Iterator[Differing]:
    if old == new:
        return
    known = new or old
    assert known is not None  # noqa: S101 - one of both is there
    code, name, shown = known.code, known.name, known.code in posted
    if old is None or new is None:
        yield Differing(
            code, name, LISTED, "có" * (old is not None), "có" * (new is not None), shown
        )
        return
    before, now = notice_facts.facts(old, words), notice_facts.facts(new, words)
    for part in Part:
        if before[part] != now[part]:
            yield Differing(code, name, part.value, before[part], now[part], shown)
