"""The tables of the wall: the register of notice sheets, and what became of their addresses.

Beside `tables`, and under its rules.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from receptiondesk.storage.tables import JsonText, Moment, Row, refers


class NoticeSheetRow(Row, table=True):
    """A printed sheet of a notice; ``event_seq`` filed it, ``placed_seq`` moved it last.

    ``taken_seq`` struck it: the row stays, so that its id is never given again.
    """

    __tablename__ = "notice_sheet"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("number >= 1", name="number"),
        Index(None, "taken_seq"),
    )
    id: str = Field(primary_key=True)
    number: int
    kind: str
    version: int
    layout: Any = Field(sa_type=JsonText, nullable=False)
    carried: Any = Field(sa_type=JsonText, nullable=False)
    office: Any = Field(sa_type=JsonText, nullable=False)
    printed_at: datetime = Field(sa_type=Moment)
    replaces: str = ""
    board: str = ""
    position: str = ""
    event_seq: int = Field(sa_column_args=[refers("event.seq")])
    placed_seq: int | None = Field(default=None, sa_column_args=[refers("event.seq")])
    taken_seq: int | None = Field(default=None, sa_column_args=[refers("event.seq")])


class LinkCheckRow(Row, table=True):
    """The newest finding on an address behind a QR code; ``event_seq`` told of its state."""

    __tablename__ = "link_check"
    url: str = Field(primary_key=True)
    state: str
    status: int | None = None
    moved_to: str = ""
    note: str = ""
    checked_at: datetime = Field(sa_type=Moment)
    event_seq: int = Field(sa_column_args=[refers("event.seq")])
