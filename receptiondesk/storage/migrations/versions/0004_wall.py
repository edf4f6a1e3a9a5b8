"""The register of notice sheets, and what became of the addresses behind their QR codes."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from receptiondesk.storage import guards_sqlite

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _notice_sheet()
    _link_check()
    for guard in guards_sqlite.CREATE_WALL:
        op.execute(guard)


def downgrade() -> None:
    message = "a file is never made older"
    raise RuntimeError(message)


def _told_by(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        ["event.seq"],
        name=op.f(f"fk_{table}_{column}_event"),
        initially="DEFERRED",
        deferrable=True,
    )


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _notice_sheet() -> None:
    op.create_table(
        "notice_sheet",
        _text("id"),
        _number("number"),
        _text("kind"),
        _number("version"),
        sa.Column("layout", sa.Text(), nullable=False),
        sa.Column("carried", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("printed_at", sa.String(27), nullable=False),
        _text("replaces"),
        _text("board"),
        _text("position"),
        _number("event_seq"),
        _number("placed_seq", nullable=True),
        _number("taken_seq", nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_notice_sheet_number")),
        _told_by("notice_sheet", "event_seq"),
        _told_by("notice_sheet", "placed_seq"),
        _told_by("notice_sheet", "taken_seq"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_sheet")),
        sa.UniqueConstraint("number", name=op.f("uq_notice_sheet_number")),
    )
    op.create_index(op.f("ix_notice_sheet_taken_seq"), "notice_sheet", ["taken_seq"])


def _link_check() -> None:
    op.create_table(
        "link_check",
        _text("url"),
        _text("state"),
        _number("status", nullable=True),
        _text("moved_to"),
        _text("note"),
        sa.Column("checked_at", sa.String(27), nullable=False),
        _number("event_seq"),
        _told_by("link_check", "event_seq"),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_link_check")),
    )
