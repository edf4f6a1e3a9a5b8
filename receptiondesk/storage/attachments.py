"""Attachments: which files belong to which paper of a dossier, each with the event that filed it.

The files themselves lie beside the database (`receptiondesk.files.store`); here is what they are.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from receptiondesk.domain.attachments import Attachment, Block, Layout, Piece, StoredFile
from receptiondesk.domain.events import Event
from receptiondesk.storage import deliveries
from receptiondesk.storage.tables import DossierRow, EventRow, as_stored, core
from receptiondesk.storage.tables_of_proof import AttachmentRow, StoredFileRow

_FILE = core(StoredFileRow)
_ATTACHMENT = core(AttachmentRow)
_EVENT = core(EventRow)
_REMOVAL = core(EventRow).alias("removal")
_DOSSIER = core(DossierRow)
_AT_A_TIME = 500
_STORED = sa.select(*as_stored(StoredFileRow))
_ADDRESS = re.compile(r"[0-9a-f]{64}")
#: Of a row that tells no layout: no bytes, which is never what its hash says.
_UNREADABLE = Layout((), ())

_SELECT = (
    sa.select(
        *(one for one in _ATTACHMENT.c if one.name != "removed_seq"),
        _FILE.c.size,
        _FILE.c.mime,
        _FILE.c.pages,
        _EVENT.c.at.label("added_at"),
        _EVENT.c.officer,
        _REMOVAL.c.at.label("removed_at"),
        _ATTACHMENT.c.removed_seq,
    )
    .join_from(_ATTACHMENT, _FILE, _ATTACHMENT.c.sha256 == _FILE.c.sha256)
    .join(_EVENT, _ATTACHMENT.c.event_seq == _EVENT.c.seq)
    .outerjoin(_REMOVAL, _ATTACHMENT.c.removed_seq == _REMOVAL.c.seq)
)


def add(session: Session, event: Event, file: StoredFile) -> Attachment:
    """Write the attachment that an ``ATTACHED`` event tells of, and its file unless it is known."""
    known = session.execute(sa.select(_FILE.c.sha256).where(_FILE.c.sha256 == file.sha256))
    if known.first() is None:
        values = {name: getattr(file, name) for name in ("sha256", "size", "mime", "pages")}
        layout = None if file.layout is None else _told(file.layout)
        session.execute(sa.insert(_FILE), {**values, "chunks": list(file.chunks), "layout": layout})
    told = event.payload
    session.execute(
        sa.insert(_ATTACHMENT),
        {
            "uid": event.uid,
            "dossier_uid": event.dossier_uid,
            "event_seq": event.seq,
            "removed_seq": None,
            **{name: told[name] for name in ("paper_code", "paper_name", "name", "sha256")},
            "part": told["part"],
            "parts": told["parts"],
        },
    )
    return Attachment(
        uid=event.uid,
        dossier_uid=str(event.dossier_uid),
        paper_code=told["paper_code"],
        paper_name=told["paper_name"],
        name=told["name"],
        part=told["part"],
        parts=told["parts"],
        sha256=file.sha256,
        size=file.size,
        mime=file.mime,
        pages=file.pages,
        added_at=event.at,
        officer=event.officer,
    )


def remove(session: Session, uid: str, event: Event) -> None:
    """Note that an attachment was taken away by a ``DETACHED`` event; its row and file stay."""
    session.execute(
        sa.update(_ATTACHMENT).where(_ATTACHMENT.c.uid == uid).values(removed_seq=event.seq)
    )


def one(session: Session, uid: str) -> Attachment | None:
    """Return an attachment with its deliveries, ``None`` when there is none of that uid."""
    row = session.execute(_SELECT.where(_ATTACHMENT.c.uid == uid)).mappings().first()
    if row is None:
        return None
    return _with_deliveries(session, row["dossier_uid"], [row])[0]


def of_event(session: Session, event_uid: str) -> Attachment | None:
    """Return the attachment that an ``ATTACHED`` or ``DETACHED`` event is about."""
    seq = sa.select(_EVENT.c.seq).where(_EVENT.c.uid == event_uid).scalar_subquery()
    found = session.execute(
        sa.select(_ATTACHMENT.c.uid).where(
            (_ATTACHMENT.c.event_seq == seq) | (_ATTACHMENT.c.removed_seq == seq)
        )
    ).scalar()
    return None if found is None else one(session, found)


def of_dossier(session: Session, dossier_uid: str) -> tuple[Attachment, ...]:
    """Return the attachments of a dossier, removed ones too, in the order they were added."""
    rows = session.execute(
        _SELECT.where(_ATTACHMENT.c.dossier_uid == dossier_uid).order_by(_ATTACHMENT.c.event_seq)
    ).mappings()
    return _with_deliveries(session, dossier_uid, list(rows))


def _with_deliveries(
    session: Session, dossier_uid: str, rows: Sequence[sa.RowMapping]
) -> tuple[Attachment, ...]:
    if not rows:
        return ()
    sent = deliveries.of_dossier(session, dossier_uid)
    return tuple(
        replace(
            _attachment(row),
            deliveries=tuple(
                way for way in sent if way.event_seq == (row["removed_seq"] or row["event_seq"])
            ),
        )
        for row in rows
    )


def _attachment(row: sa.RowMapping) -> Attachment:
    names = Attachment.__slots__
    return Attachment(**{name: row[name] for name in names if name != "deliveries"})


def file(session: Session, sha256: str) -> StoredFile | None:
    """Return what is known of a stored file."""
    row = session.execute(_STORED.where(_FILE.c.sha256 == sha256)).first()
    return None if row is None else _file(row)


def files(session: Session) -> Iterator[StoredFile]:
    """Return every stored file, by name.

    As far as its row can be read: hashes and layout that cannot be are empty, so that the file is
    told damaged like one whose bytes are.
    """
    rows = session.execute(
        _STORED.order_by(_FILE.c.sha256), execution_options={"yield_per": _AT_A_TIME}
    )
    return map(_file, rows)


def _file(row: sa.Row[Any]) -> StoredFile:
    layout = None if row.layout is None else _layout(row.layout)
    return StoredFile(row.sha256, row.size, row.mime, row.pages, _hashes(row.chunks), layout)


def _hashes(text: str) -> tuple[str, ...]:
    try:
        return tuple(str(one) for one in json.loads(text))
    except (TypeError, ValueError):
        return ()


def _layout(text: str) -> Layout:
    try:
        told = json.loads(text)
        blocks = tuple(Block(str(address), int(size)) for address, size in told["blocks"])
        pieces = tuple(Piece(int(one), int(at), int(size)) for one, at, size in told["pieces"])
    except (KeyError, TypeError, ValueError):
        return _UNREADABLE
    named = all(_ADDRESS.fullmatch(one.address) and one.size > 0 for one in blocks)
    within = all(0 <= one.block < len(blocks) and min(one.at, one.size) >= 0 for one in pieces)
    return Layout(blocks, pieces) if named and within else _UNREADABLE


def _told(layout: Layout) -> dict[str, list[list[str | int]]]:
    return {
        "blocks": [[one.address, one.size] for one in layout.blocks],
        "pieces": [[one.block, one.at, one.size] for one in layout.pieces],
    }


def wanted(session: Session, names: Iterable[str]) -> frozenset[str]:
    """Return those of some names in the folder of papers that a row needs.

    A block by its address, a file that was kept whole before blocks by its SHA-256.
    """
    asked = frozenset(names)
    found: set[str] = set()
    for one in files(session) if asked else ():
        found |= {one.sha256} if one.layout is None else {it.address for it in one.layout.blocks}
    return asked & found


def users_of(session: Session, sha256: str) -> tuple[tuple[str, str, str], ...]:
    """Return who has a content: dossier code, name of the paper, name of the file."""
    rows = session.execute(
        sa.select(_DOSSIER.c.code, _ATTACHMENT.c.paper_name, _ATTACHMENT.c.name)
        .join_from(_ATTACHMENT, _DOSSIER, _ATTACHMENT.c.dossier_uid == _DOSSIER.c.uid)
        .where(_ATTACHMENT.c.sha256 == sha256)
        .order_by(_ATTACHMENT.c.event_seq)
    )
    return tuple((row.code, row.paper_name, row.name) for row in rows)
