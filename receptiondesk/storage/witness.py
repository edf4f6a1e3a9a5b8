"""A witness outside the file: how far the journal, the numbers and the sendings got.

A restored or replaced file does not know what was issued after it was copied. The witness does:
no number it saw is given out again (law 5), and a journal that became shorter is noticed. It keeps
every number as part of a run, whatever range it came from, and the series and days noted last: a
wrong clock cannot make it forget. It knows how often anything was marked to leave, too: a file from
before that has the same journal and would send it again is noticed. It is written after each commit
and never waits for the disk, so it may lag behind by what a power cut takes, and is never ahead of
the file. It holds no personal data and no secret.

It is written twice: beside the file, and once more outside the folder, so that a whole older
folder put back, which brings its own older witness along, is noticed too. What is beside the file
alone notices that only the file was replaced. Where an account has no place outside the folder,
only the keyring is left, and that may not know yet what was sent in the last ten minutes before a
program died (`credentials.outside_witness`).
"""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlmodel import Session

from receptiondesk.domain.numbering import NumberRange
from receptiondesk.paths import make_private_folder, write_over
from receptiondesk.storage import departures, journal, order_numbers, setting_rows
from receptiondesk.storage.tables import EventRow, OrderNumberRow, core

_LOG = logging.getLogger(__name__)
_EVENT = core(EventRow)
_NUMBER = core(OrderNumberRow)
_FORMAT = 2
#: So many series and days are kept; more than a year of one counter.
MANY = 400

#: The numbers of a series and day, as runs without a hole, in order.
Runs = tuple[NumberRange, ...]
Numbers = Mapping[tuple[str, date], Runs]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the witness saw: ``numbers`` holds every number shown, the day noted last at the end."""

    office: str
    generation: str
    seq: int
    hash: str
    numbers: Numbers
    #: `receptiondesk.paths.machine_id` of who wrote it, empty where it is unknown.
    machine: str = ""
    #: How often anything was marked to leave (`storage.departures`).
    departures: int = 0


@dataclass(slots=True)
class Witness:
    """The witness of one open file; give `record` to the database's listeners."""

    path: Path
    office: str
    generation: str
    #: What this process knows that it saw; another process may just be writing the file.
    seen: Seen | None = None
    machine: str = ""
    #: The same once more, outside the folder; ``None`` where there is no place for it.
    elsewhere: Path | None = None
    #: Told what was seen after each write.
    after: Callable[[Seen], None] | None = None
    _written: bytes = field(default=b"", repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def record(self, info: Mapping[Any, Any]) -> None:
        """Note what a finished write added to the journal, took of the numbers and let leave.

        The work itself is committed by now, so a witness that cannot be written is only logged.
        """
        head: journal.Head | None = info.get(journal.HEAD)
        taken: Mapping[tuple[str, date], list[int]] = info.get(order_numbers.TAKEN, {})
        left: int = info.get(departures.REACHED, 0)
        if head is None and not taken and not left:
            return
        with self._lock:
            seen = self._before()
            # Another process restored a backup meanwhile: its witness already speaks of that.
            self.generation = seen.generation
            if head is None or head.seq < seen.seq:
                head = journal.Head(seen.seq, seen.hash)
            numbers = _joined(
                seen.numbers, {key: order_numbers.runs(n) for key, n in taken.items()}
            )
            self.write(
                replace(
                    seen,
                    seq=head.seq,
                    hash=head.hash,
                    numbers=numbers,
                    departures=max(seen.departures, left),
                )
            )

    def _before(self) -> Seen:
        """Return what was seen so far: by any process as the file says, and by this one."""
        try:
            stored = self.path.read_bytes().rstrip()
        except OSError:
            stored = b""
        if self.seen is not None and stored == self._written:
            return self.seen
        outside = _parsed(stored)
        if outside is None or outside.office != self.office:
            return self.seen or Seen(self.office, self.generation, 0, "", {})
        if self.seen is None:
            return outside
        return replace(outside, numbers=_joined(self.seen.numbers, outside.numbers))

    def write(self, seen: Seen) -> None:
        """Put down what was seen, in place of what stood there."""
        seen = self.seen = replace(seen, machine=self.machine)
        if self.after is not None:
            self.after(seen)
        told = {
            "format": _FORMAT,
            "office": seen.office,
            "generation": seen.generation,
            "seq": seen.seq,
            "hash": seen.hash,
            "machine": seen.machine,
            "departures": seen.departures,
            "numbers": [
                [series, day.isoformat(), *([one.first, one.last] for one in runs)]
                for (series, day), runs in seen.numbers.items()
            ],
        }
        self._written = json.dumps(told).encode()
        try:
            write_over(self.path, self._written)
        except OSError:
            _LOG.warning("the witness could not be written")
        if self.elsewhere is not None:
            _put_elsewhere(self.elsewhere, self._written)


def _put_elsewhere(path: Path, written: bytes) -> None:
    try:
        make_private_folder(path.parent)
        write_over(path, written)
    except OSError:  # an account without a home is normal: the witness in the folder still stands
        _LOG.debug("there is no place for a witness outside the folder")


def read(path: Path) -> Seen | None:
    """Return what the witness says, ``None`` when it is missing or was cut short by a power cut."""
    try:
        return _parsed(path.read_bytes())
    except OSError:
        return None


def _parsed(stored: bytes) -> Seen | None:
    try:
        told = json.loads(stored)
        return Seen(
            told["office"],
            told["generation"],
            int(told["seq"]),
            told["hash"],
            {
                (series, date.fromisoformat(day)): tuple(
                    NumberRange(int(first), int(last)) for first, last in runs
                )
                for series, day, *runs in told["numbers"]
            },
            told.get("machine", ""),
            int(told.get("departures", 0)),
        )
    except (ValueError, KeyError, TypeError):
        return None


def look(session: Session, office: str, generation: str) -> Seen:
    """Return what a witness of this file, as it stands, would say."""
    head = journal.head(session)
    # Along a run, number less its place among the numbers of its day stays the same.
    of_day = (_NUMBER.c.series, _NUMBER.c.day)
    place = func.row_number().over(partition_by=of_day, order_by=_NUMBER.c.number)
    row: ColumnElement[int] = literal_column("rowid").label("noted")
    placed = select(*of_day, _NUMBER.c.number, (_NUMBER.c.number - place).label("run"), row)
    one = placed.subquery().c
    first, last = func.min(one.number), func.max(one.number)
    rows = session.execute(
        select(one.series, one.day, first, last, func.max(one.noted))
        .group_by(one.series, one.day, one.run)
        .order_by(func.max(one.noted))
    )
    found: dict[tuple[str, date], Runs] = {}
    for series, day, start, end, _ in rows:
        found = _noted(found, (series, day), (NumberRange(start, end),))
    left = departures.so_far(session)
    return Seen(office, generation, head.seq, head.hash, _newest(found), departures=left)


def joined(inside: Seen, outside: Seen | None) -> Seen:
    """Return the farther of what a file holds and what the witness of the same office saw."""
    if outside is None or outside.office != inside.office:
        return inside
    numbers_seen = _joined(inside.numbers, outside.numbers)
    ahead = outside if outside.seq > inside.seq else inside
    return Seen(inside.office, inside.generation, ahead.seq, ahead.hash, numbers_seen)


def follows(session: Session, seen: Seen) -> bool:
    """Return whether the journal holds the very line that the witness saw last."""
    return holds(session, seen.seq, seen.hash)


def holds(session: Session, seq: int, digest: str) -> bool:
    """Return whether the journal holds the line with this number and hash."""
    if seq == 0:
        return True
    kept = session.execute(select(_EVENT.c.hash).where(_EVENT.c.seq == seq)).scalar()
    return bool(kept == digest)


def saw_more_leave(session: Session, seen: Seen) -> bool:
    """Return whether more left than a file of the same generation knows of."""
    own = setting_rows.texts(session).get(setting_rows.GENERATION, "")
    return seen.generation == own and seen.departures > departures.so_far(session)


def guard_numbers(
    session: Session, seen: Seen, counter: int, reason: str = order_numbers.RESTORED
) -> tuple[dict[str, Any], ...]:
    """Never let a number that the witness saw be given out again, whatever range it came from.

    Returns:
        One payload for each ``NUMBER_GAP`` event that the caller files: series, day (ISO), first,
        last, reason.
    """
    return tuple(
        order_numbers.gap(series, day, left_out, reason)
        for (series, day), runs in sorted(seen.numbers.items())
        for run in runs
        for left_out in order_numbers.withhold(session, series, day, run, counter)
    )


def _joined(before: Numbers, later: Numbers) -> dict[tuple[str, date], Runs]:
    found = dict(before)
    for key, runs in later.items():
        found = _noted(found, key, runs)
    return _newest(found)


def _noted(
    found: dict[tuple[str, date], Runs], key: tuple[str, date], runs: Runs
) -> dict[tuple[str, date], Runs]:
    """Put runs beside those of the same day, and the day at the end."""
    joined: list[NumberRange] = []
    for run in sorted((*found.pop(key, ()), *runs), key=lambda one: one.first):
        if joined and run.first <= joined[-1].last + 1:
            joined[-1] = NumberRange(joined[-1].first, max(joined[-1].last, run.last))
        else:
            joined.append(run)
    found[key] = tuple(joined)
    return found


def _newest(found: dict[tuple[str, date], Runs]) -> dict[tuple[str, date], Runs]:
    return dict(islice(found.items(), max(0, len(found) - MANY), None))
