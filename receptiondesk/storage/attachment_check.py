"""Do the rows of attachments and of their files still say what the journal tells?

Whether the files themselves are whole is asked where they lie (`receptiondesk.desk.paper_keeping`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from receptiondesk.domain.attachments import (
    TOLD_OF_ATTACHMENT,
    TOLD_OF_FILE,
    same_as_told,
)
from receptiondesk.domain.events import Event, EventKind
from receptiondesk.storage.journal import DamagedRow, whole_of_kinds
from receptiondesk.storage.tables import as_stored
from receptiondesk.storage.tables_of_proof import AttachmentRow, StoredFileRow


def damaged(session: Session) -> Iterator[DamagedRow]:
    """Return every attachment and stored file that its events do not explain."""
    told = whole_of_kinds(session, [EventKind.ATTACHED, EventKind.DETACHED])
    attached = {one.uid: one for one in told if one.kind is EventKind.ATTACHED}
    removed = {
        one.payload.get("attachment"): one.seq for one in told if one.kind is EventKind.DETACHED
    }
    there = {row.uid: row for row in session.execute(select(*as_stored(AttachmentRow)))}
    for uid in sorted(attached.keys() | there.keys()):
        if not _agrees(there.get(uid), attached.get(uid), removed.get(uid)):
            name = there[uid].name if uid in there else attached[uid].payload.get("name")
            yield DamagedRow("attachment", uid, f"Tệp “{name}” của hồ sơ không khớp với nhật ký.")
    yield from _files(session, attached.values())


def _agrees(row: Row[Any] | None, event: Event | None, removed_seq: int | None) -> bool:
    return (
        row is not None
        and event is not None
        and (row.dossier_uid, row.event_seq, row.removed_seq)
        == (event.dossier_uid, event.seq, removed_seq)
        and same_as_told(row._asdict(), event.payload, TOLD_OF_ATTACHMENT)
    )


def _files(session: Session, attached: Any) -> Iterator[DamagedRow]:  # noqa: ANN401 - a view
    told: dict[str, Mapping[str, Any]] = {
        one.payload.get("sha256", ""): one.payload for one in attached
    }
    there = {row.sha256: row for row in session.execute(select(*as_stored(StoredFileRow)))}
    for sha256 in sorted(told.keys() | there.keys()):
        row, payload = there.get(sha256), told.get(sha256)
        if row is None or payload is None or not same_as_told(row._asdict(), payload, TOLD_OF_FILE):
            what = f"Mô tả của tệp {sha256[:12]}… không khớp với nhật ký."
            yield DamagedRow("stored_file", sha256, what)
