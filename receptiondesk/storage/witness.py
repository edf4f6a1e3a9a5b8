"""A witness outside the file: how far the journal and the numbers got.

A restored or replaced file does not know what was issued after it was copied. The witness does:
numbers go on after the last one it saw (law 5), and a journal that became shorter is noticed. It
is written after each commit and never waits for the disk, so it may lag behind by what a power
cut takes, and is never ahead of the file. It holds no personal data and no secret.
"""

import json
import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from receptiondesk.paths import write_over
from receptiondesk.storage import journal, order_numbers
from receptiondesk.storage.tables import EventRow, OrderNumberRow, core

_LOG = logging.getLogger(__name__)
_EVENT = core(EventRow)
_NUMBER = core(OrderNumberRow)
_FORMAT = 1
_DAYS_KEPT = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the witness saw last: ``numbers`` maps series and day to the highest number."""

    office: str
    generation: str
    seq: int
    hash: str
    numbers: Mapping[tuple[str, date], int]


@dataclass(slots=True)
class Witness:
    """The witness of one open file; give `record` to the database's listeners."""

    path: Path
    office: str
    generation: str
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def record(self, info: Mapping[Any, Any]) -> None:
        """Note what a finished write added to the journal and took of the numbers.

        The work itself is committed by now, so a witness that cannot be written is only logged.
        """
        head: journal.Head | None = info.get(journal.HEAD)
        taken: Mapping[tuple[str, date], int] = info.get(order_numbers.TAKEN, {})
        if head is None and not taken:
            return
        with self._lock:
            before = read(self.path)
            if before is None or before.office != self.office:
                before = Seen(self.office, self.generation, 0, "", {})
            # Another process restored a backup meanwhile: its witness already speaks of that.
            self.generation = before.generation
            seen = before
            if head is None or head.seq < seen.seq:
                head = journal.Head(seen.seq, seen.hash)
            self.write(
                Seen(seen.office, seen.generation, head.seq, head.hash, _joined(seen, taken))
            )

    def write(self, seen: Seen) -> None:
        """Put down what was seen, in place of what stood there."""
        told = {
            "format": _FORMAT,
            "office": seen.office,
            "generation": seen.generation,
            "seq": seen.seq,
            "hash": seen.hash,
            "numbers": [[*_key_text(key), number] for key, number in sorted(seen.numbers.items())],
        }
        try:
            write_over(self.path, json.dumps(told).encode())
        except OSError:
            _LOG.warning("the witness could not be written")


def read(path: Path) -> Seen | None:
    """Return what the witness says, ``None`` when it is missing or was cut short by a power cut."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Seen(
            told["office"],
            told["generation"],
            int(told["seq"]),
            told["hash"],
            {(s, date.fromisoformat(day)): int(n) for s, day, n in told["numbers"]},
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def look(session: Session, office: str, generation: str) -> Seen:
    """Return what a witness of this file, as it stands, would say."""
    head = journal.head(session)
    rows = session.execute(
        select(_NUMBER.c.series, _NUMBER.c.day, func.max(_NUMBER.c.number)).group_by(
            _NUMBER.c.series, _NUMBER.c.day
        )
    )
    found = {(series, day): number for series, day, number in rows}
    return Seen(office, generation, head.seq, head.hash, _recent(found))


def joined(inside: Seen, outside: Seen | None) -> Seen:
    """Return the farther of what a file holds and what the witness of the same office saw."""
    if outside is None or outside.office != inside.office:
        return inside
    numbers_seen = _joined(inside, outside.numbers)
    ahead = outside if outside.seq > inside.seq else inside
    return Seen(inside.office, inside.generation, ahead.seq, ahead.hash, numbers_seen)


def follows(session: Session, seen: Seen) -> bool:
    """Return whether the journal holds the very line that the witness saw last."""
    if seen.seq == 0:
        return True
    kept = session.execute(select(_EVENT.c.hash).where(_EVENT.c.seq == seen.seq)).scalar()
    return bool(kept == seen.hash)


def guard_numbers(session: Session, seen: Seen, counter: int) -> tuple[dict[str, Any], ...]:
    """Let every series go on after the last number the witness saw.

    Returns:
        One payload for each ``NUMBER_GAP`` event that the caller files: series, day (ISO), first,
        last, reason.
    """
    gaps = []
    for (series, day), number in sorted(seen.numbers.items()):
        skipped = order_numbers.skip_to(session, series, day, number, counter)
        if skipped is not None:
            gaps.append(
                {
                    "series": series,
                    "day": day.isoformat(),
                    "first": skipped[0],
                    "last": skipped[1],
                    "reason": order_numbers.RESTORED,
                }
            )
    return tuple(gaps)


def _key_text(key: tuple[str, date]) -> tuple[str, str]:
    """Return a series and its day as the witness writes them."""
    return key[0], key[1].isoformat()


def _joined(seen: Seen, taken: Mapping[tuple[str, date], int]) -> dict[tuple[str, date], int]:
    joined = dict(seen.numbers)
    for key, number in taken.items():
        joined[key] = max(number, joined.get(key, 0))
    return _recent(joined)


def _recent(found: dict[tuple[str, date], int]) -> dict[tuple[str, date], int]:
    if not found:
        return found
    oldest = max(day for _, day in found) - _DAYS_KEPT
    return {key: number for key, number in found.items() if key[1] >= oldest}
