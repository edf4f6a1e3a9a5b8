"""Walking the journal: is every line there, in order, unchanged?

Read as raw rows, because a damaged line may not even be a value any more; the hash is taken over
the stored spelling of the payload, so the walk needs no JSON and stays quick on a big file.
Time may run backwards at a person's confirmation of the clock only (`journal.append`).
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlmodel import Session

from receptiondesk.domain.clock_guard import may_turn_back
from receptiondesk.domain.events import GENESIS, canonical_json
from receptiondesk.storage import setting_rows
from receptiondesk.storage.journal import DamagedRow

_LINES = """
SELECT seq, uid, dossier_uid, kind, at, officer, counter, payload, prev_hash, hash
FROM event ORDER BY seq
"""


def damaged(session: Session) -> tuple[DamagedRow, ...]:
    """Return every line that is changed, missing or not chained to the one before."""
    return tuple(_walk(session))


def _walk(session: Session) -> Iterator[DamagedRow]:
    rows = session.connection().exec_driver_sql(_LINES, execution_options={"yield_per": 1000})
    expected, before, time_before = 1, GENESIS, ""
    ruled_from = _ruled_from(session)
    for row in rows:
        if row.seq != expected:
            yield _missing(expected, row.seq - 1)
        elif row.prev_hash != before:
            yield _line(row.seq, "không nối tiếp dòng trước: một trong hai dòng đã bị sửa")
        whole = hash_of(row) == row.hash
        if not whole:
            yield _line(row.seq, "đã bị sửa sau khi ghi: nội dung không khớp mã băm")
        elif row.seq >= ruled_from and row.at < time_before and not _turns_back(row):
            yield _line(row.seq, "ghi giờ sớm hơn dòng trước mà không có cán bộ xác nhận giờ máy")
        expected, before = row.seq + 1, row.hash
        time_before = row.at if whole else time_before


def _ruled_from(session: Session) -> int:
    """Return the line from which on time may not run backwards: files of 0.1 hold any time."""
    kept = setting_rows.texts(session).get(setting_rows.TIME_RULE_FROM, "1")
    return int(kept) if kept.isdigit() else 1


def _turns_back(row: Any) -> bool:  # noqa: ANN401 - a raw row
    return may_turn_back(row.kind, json.loads(row.payload))


def hash_of(row: Any) -> str:  # noqa: ANN401 - a raw row
    """Return the hash that a raw line must have: `receptiondesk.domain.events.event_hash`."""
    try:
        at = datetime.fromisoformat(row.at).isoformat()
        told = [row.prev_hash, row.seq, row.uid, row.dossier_uid, row.kind, at]
        start = canonical_json([*told, row.officer, row.counter])
        return hashlib.sha256(f"{start[:-1]},{row.payload}]".encode()).hexdigest()
    except (TypeError, ValueError):
        return ""


def _missing(first: int, last: int) -> DamagedRow:
    key = str(first) if first == last else f"{first}-{last}"
    return DamagedRow("event", key, f"Nhật ký thiếu dòng {key}.")


def _line(seq: int, what: str) -> DamagedRow:
    return DamagedRow("event", str(seq), f"Dòng nhật ký {seq} {what}.")
