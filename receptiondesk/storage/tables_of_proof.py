"""The tables of attachments, of portals' codes and messages, and of the sealed days.

Beside `tables`, and under its rules.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, Index, UniqueConstraint
from sqlmodel import Field

from receptiondesk.storage.tables import JsonText, Moment, Row, refers


class StoredFileRow(Row, table=True):
    """A file kept encrypted beside the database, named by its content.

    ``chunks`` is the list of the SHA-256 (hex) of each MiB of the content, in order. ``layout`` is
    ``{"blocks": [[address, size], …], "pieces": [[block, at, size], …]}``
    (`domain.attachments.Layout`), nothing for a file that was kept whole before blocks.
    """

    __tablename__ = "stored_file"
    __table_args__ = (
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("size > 0", name="size"),
    )
    sha256: str = Field(primary_key=True)
    size: int
    mime: str
    pages: int
    chunks: Any = Field(sa_type=JsonText, nullable=False)
    layout: Any = Field(default=None, sa_type=JsonText, nullable=True)


class AttachmentRow(Row, table=True):
    """A file of a paper of a dossier, or one part of it; ``event_seq`` is what attached it.

    ``uid`` is that event's uid.
    """

    __tablename__ = "attachment"
    __table_args__ = (
        UniqueConstraint("event_seq"),
        CheckConstraint("part BETWEEN 1 AND parts", name="part"),
        Index(None, "dossier_uid", "paper_code"),
        Index(None, "sha256"),
    )
    uid: str = Field(primary_key=True)
    dossier_uid: str = Field(sa_column_args=[refers("dossier.uid")])
    paper_code: str = ""
    paper_name: str
    name: str
    part: int
    parts: int
    sha256: str = Field(sa_column_args=[refers("stored_file.sha256")])
    event_seq: int = Field(sa_column_args=[refers("event.seq")])
    removed_seq: int | None = Field(default=None, sa_column_args=[refers("event.seq")])


class PortalMappingRow(Row, table=True):
    """One version of the codes of a portal (`domain.code_map`); every version is kept."""

    __tablename__ = "portal_mapping"
    target: str = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    body: Any = Field(sa_type=JsonText, nullable=False)
    event_seq: int = Field(sa_column_args=[refers("event.seq")])


class PortalMessageRow(Row, table=True):
    """A message that a portal sent about a dossier, kept once by the portal's own key."""

    __tablename__ = "portal_message"
    __table_args__ = (Index(None, "dossier_uid"),)
    target: str = Field(primary_key=True)
    uid: str = Field(primary_key=True)
    dossier_uid: str = Field(sa_column_args=[refers("dossier.uid")])
    told_at: datetime | None = Field(default=None, sa_type=Moment)
    text: str
    event_seq: int = Field(sa_column_args=[refers("event.seq")])


class DaySealRow(Row, table=True):
    """The seal of a day: hash over its events, chained to the seal before."""

    __tablename__ = "day_seal"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("length(seal) = 64 AND length(previous) = 64", name="seal"),
    )
    day: date = Field(primary_key=True, sa_type=Date)
    number: int
    first_seq: int
    last_seq: int
    event_seq: int = Field(sa_column_args=[refers("event.seq")])
    previous: str
    seal: str
    figures: Any = Field(sa_type=JsonText, nullable=False)
    stamp_seq: int | None = Field(default=None, sa_column_args=[refers("event.seq")])
