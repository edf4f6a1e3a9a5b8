"""Walking the journal: is every line there, in order, unchanged?

Read as raw rows, because a damaged line may not even be a value any more; the hash is taken over
the stored spelling of the payload, so the walk needs no JSON and stays quick on a big file.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlmodel import Session

from receptiondesk.domain.events import GENESIS, canonical_json
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
    expected, before = 1, GENESIS
    for row in rows:
        if row.seq != expected:
            yield _missing(expected, row.seq - 1)
        elif row.prev_hash != before:
            yield _line(row.seq, "không nối tiếp dòng trước: một trong hai dòng đã bị sửa")
        if hash_of(row) != row.hash:
            yield _line(row.seq, "đã bị sửa sau khi ghi: nội dung không khớp mã băm")
        expected, before = row.seq + 1, row.hash


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
