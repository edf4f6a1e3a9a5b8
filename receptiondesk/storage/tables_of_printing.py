"""The table of print jobs. Beside `tables`, and under its rules."""

from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from receptiondesk.storage.tables import JsonText, Row, refers


class PrintJobRow(Row, table=True):
    """A paper that somebody wanted printed: the projection of the job's events.

    ``number`` is the line that saved it. ``body`` holds the bytes of a paper that nothing can make
    again, until its job ends; the file is encrypted, no paper lies about in the open.
    """

    __tablename__ = "print_job"
    __table_args__ = (
        UniqueConstraint("uid"),
        CheckConstraint(
            "state IN ('saved', 'sent', 'failed', 'confirmed', 'dropped')", name="state"
        ),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint("pages > 0", name="pages"),
        Index(None, "state"),
        Index(None, "dossier_uid"),
    )
    number: int = Field(
        primary_key=True,
        sa_column_kwargs={"autoincrement": False},
        sa_column_args=[refers("event.seq")],
    )
    uid: str
    dossier_uid: str | None = Field(default=None, sa_column_args=[refers("dossier.uid")])
    document: str
    title: str
    recipe: Any = Field(sa_type=JsonText, nullable=False)
    sha256: str
    pages: int
    batch: int = 0
    part: int = 1
    state: str
    printer: str = ""
    spool_job: str = ""
    cause: str = ""
    reason: str = ""
    sent_seq: int | None = Field(default=None, sa_column_args=[refers("event.seq")])
    confirmed_seq: int | None = Field(default=None, sa_column_args=[refers("event.seq")])
    last_seq: int = Field(sa_column_args=[refers("event.seq")])
    body: bytes | None = None
