"""One reading of a dossier's JSON, laid over what we sent and over what the portal shows.

Both are read by the same table (label → path), so every label a clerk may read stands once per
dialect. Names are compared without regard to case: the same field begins small in .NET's answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from receptiondesk.domain.clock import VIETNAM, local
from receptiondesk.domain.text import clean_line

Record = Mapping[str, Any]
_ABSENT: Final = object()
_MOMENTS = ("%Y-%m-%dT%H:%M:%S.%f%z", "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S.%f")
_MOMENTS_MORE = ("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%d/%m/%Y %H:%M:%S", "%Y%m%d%H%M%S")


@dataclass(frozen=True, slots=True)
class Field:
    """One fact: what a clerk calls it and where it stands. ``moment``: compared as a time."""

    label: str
    path: tuple[str, ...]
    moment: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """Label → text as sent and as shown; ``unseen`` are facts that the portal did not show."""

    expected: dict[str, str]
    found: dict[str, str]
    unseen: tuple[str, ...]

    def differing(self) -> tuple[str, ...]:
        """Return the labels that are not as sent."""
        return tuple(
            label for label, text in self.expected.items() if self.found.get(label) != text
        )


def at(record: object, path: Sequence[str]) -> Any:  # noqa: ANN401 - JSON of any shape
    """Return what stands at a path, ``None`` when nothing does."""
    found = _at(record, path)
    return None if found is _ABSENT else found


def text_at(record: object, *path: str) -> str:
    """Return what stands at a path as text, empty when nothing does."""
    return canonical(at(record, path))


def canonical(value: object) -> str:
    """Return one spelling of a value: numbers come as text and text as numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return clean_line(str(value))


def moment(value: object) -> datetime | None:
    """Read a time in any of the forms seen (portals.md B.7, C.2, E); local when it has no zone."""
    told = canonical(value).replace("Z", "+0000")
    for form in (*_MOMENTS, *_MOMENTS_MORE):
        try:
            read = datetime.strptime(told, form)  # noqa: DTZ007 - some of these have no zone
        except ValueError:
            continue
        return read if read.tzinfo else read.replace(tzinfo=VIETNAM)
    return None


def compare(sent: Record, shown: Record, fields: Sequence[Field]) -> Compared:
    """Lay what was sent beside what the portal shows."""
    expected: dict[str, str] = {}
    found: dict[str, str] = {}
    unseen: list[str] = []
    for one in fields:
        wanted = _spelled(at(sent, one.path), one)
        there = _at(shown, one.path)
        if there is _ABSENT and wanted:
            unseen.append(one.label)
            continue
        expected[one.label] = wanted
        found[one.label] = "" if there is _ABSENT else _spelled(there, one)
    return Compared(expected, found, tuple(unseen))


def add_papers(to: Compared, sent: Mapping[str, str], shown: Mapping[str, str] | None) -> Compared:
    """Add the papers, each a label of its own; ``None``: the portal does not show its papers."""
    if shown is None:
        return Compared(
            to.expected, to.found, (*to.unseen, *(["giấy tờ kèm theo"] if sent else []))
        )
    for name in {**sent, **shown}:
        label = f"giấy tờ “{name}”"
        to.expected[label], to.found[label] = sent.get(name, ""), shown.get(name, "")
    return to


def rows(record: object, *path: str) -> list[Record] | None:
    """Return the rows of a list, ``None`` when the list is not there at all."""
    found = _at(record, path)
    if found is _ABSENT:
        return None
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def _at(record: object, path: Sequence[str]) -> object:
    for name in path:
        if isinstance(record, list) and name.isdecimal():
            record = record[int(name)] if int(name) < len(record) else _ABSENT
            continue
        if not isinstance(record, Mapping):
            return _ABSENT
        wanted = name.lower()
        record = next(
            (value for key, value in record.items() if str(key).lower() == wanted), _ABSENT
        )
    return record


def _spelled(value: object, one: Field) -> str:
    if one.moment and (read := moment(value)) is not None:
        return local(read).strftime("%H:%M %d/%m/%Y")
    return canonical(value)
