"""What portals told of a dossier, against the journal: names and standing there, messages.

A row that says "result handed out" is worth as much as whoever can write rows, so all of it must
be told by a line: ``STATUS_PULLED`` and ``MESSAGE_PULLED``, ``TRANSFERRED`` and
``DELIVERY_DECIDED`` where a person read the code. When a portal was last asked is no claim.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from receptiondesk.domain.events import EventKind
from receptiondesk.storage.journal import DamagedRow
from receptiondesk.storage.tables import moment_text

_NOTHING: Mapping[str, Any] = {
    "remote_id": "",
    "remote_code": "",
    "status_raw": "",
    "status": None,
    "result": "",
    "moved_at": None,
}


@dataclass(frozen=True, slots=True)
class Told:
    """One dossier's rows of two tables beside its events; raw rows."""

    code: str
    events: Sequence[Row[Any]]
    refs: Sequence[Row[Any]]
    messages: Sequence[Row[Any]]

    def damaged(self) -> Iterator[DamagedRow]:
        """Return the rows that the events do not explain, or that are missing."""
        yield from self._refs()
        yield from self._messages()

    def _refs(self) -> Iterator[DamagedRow]:
        told = self._told_refs()
        there = {row.target: row for row in self.refs}
        for target in sorted(told.keys() | there.keys()):
            row, wanted = there.get(target), told.get(target)
            if row is None or _read(row) != (wanted or _as_before(row)):
                what = f"Hồ sơ {self.code}: điều cổng {target} báo về hồ sơ không khớp nhật ký."
                yield DamagedRow("remote_ref", f"{target} {self.code}", what)

    def _told_refs(self) -> Mapping[str, Mapping[str, Any]]:
        """Return what the last lines tell of the dossier at each portal."""
        found: dict[str, Mapping[str, Any]] = {}
        for event in self.events:
            if event.kind == EventKind.STATUS_PULLED:
                told = json.loads(event.payload)
                if "target" in told:  # lines of earlier releases do not say which portal it was
                    found[told["target"]] = {
                        "remote_id": told["remote_id"],
                        "remote_code": told["code"],
                        "status_raw": told["status_raw"],
                        "status": told["mapped"],
                        "result": told["result"],
                        "moved_at": told["moved_at"],
                    }
            elif event.kind in {EventKind.TRANSFERRED, EventKind.DELIVERY_DECIDED}:
                told = json.loads(event.payload)
                if told.get("code"):
                    before = found.get(told["target"]) or self._unnamed(told["target"])
                    found[told["target"]] = {**before, "remote_code": told["code"]}
        return found

    def _unnamed(self, target: str) -> Mapping[str, Any]:
        """Return what the row held before any line named its portal (earlier releases)."""
        row = next((one for one in self.refs if one.target == target), None)
        if row is None:
            return _NOTHING
        return {**_NOTHING, "remote_id": row.remote_id, "status_raw": row.status_raw}

    def _messages(self) -> Iterator[DamagedRow]:
        told = {
            (said["target"], said["uid"]): (said["text"], said["told_at"], event.seq)
            for event in self.events
            if event.kind == EventKind.MESSAGE_PULLED and (said := json.loads(event.payload))
        }
        there = {
            (row.target, row.uid): (row.text, row.told_at, row.event_seq) for row in self.messages
        }
        for key in sorted(told.keys() | there.keys()):
            if _spelled(told.get(key)) != there.get(key):
                what = f"Hồ sơ {self.code}: tin nhắn của cổng {key[0]} không khớp với nhật ký."
                yield DamagedRow("portal_message", " ".join(key), what)


def _read(row: Row[Any]) -> Mapping[str, Any] | None:
    """Return what a row of ``remote_ref`` says, ``None`` when nobody can read it."""
    try:
        extra = {**json.loads(row.extra)}
    except (TypeError, ValueError):
        return None
    own = {
        "remote_id": row.remote_id,
        "remote_code": row.remote_code,
        "status_raw": row.status_raw,
    }
    return {**_NOTHING, **own, **extra}


def _as_before(row: Row[Any]) -> Mapping[str, Any]:
    """Return what a row may say that no line names: what earlier releases wrote there."""
    return {
        **_NOTHING,
        "remote_id": row.remote_id,
        "remote_code": row.remote_code,
        "status_raw": row.status_raw,
    }


def _spelled(told: tuple[str, str | None, int] | None) -> tuple[str, str | None, int] | None:
    """Return what a line tells of a message with its time as the file spells it."""
    if told is None or told[1] is None:
        return told
    return told[0], moment_text(datetime.fromisoformat(told[1])), told[2]
