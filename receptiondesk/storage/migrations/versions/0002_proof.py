"""Attachments, the codes and messages of portals, sealed days, and quicker looks at the journal."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _stored_file()
    _attachment()
    _portal_mapping()
    _portal_message()
    _day_seal()
    _clock()
    op.create_index(op.f("ix_event_kind"), "event", ["kind"], unique=False)
    _delivery()


def downgrade() -> None:
    message = "a file is never made older"
    raise RuntimeError(message)


def _delivery() -> None:
    op.add_column(
        "delivery", sa.Column("unsure", sa.Boolean(), nullable=False, server_default=sa.text("0"))
    )
    op.create_index(
        op.f("ix_delivery_target_state_attempts_event_seq"),
        "delivery",
        ["target", "state", "attempts", "event_seq"],
        unique=False,
    )
    op.create_index(op.f("ix_remote_ref_dossier_uid"), "remote_ref", ["dossier_uid"], unique=False)


def _clock() -> None:
    """Mark dossiers received under a doubted clock, and where the journal's time rule begins."""
    unconfirmed: sa.Column[bool] = sa.Column(
        "clock_unconfirmed", sa.Boolean(), nullable=False, server_default=sa.text("0")
    )
    op.add_column("dossier", unconfirmed)
    # Lines of earlier releases bear whatever the clock showed.
    op.execute(
        "INSERT INTO setting (key, value) SELECT 'file.time_rule_from', max(seq) + 1 FROM event"
        " HAVING max(seq) IS NOT NULL"
    )


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [other],
        name=op.f(f"fk_{table}_{column}_{other.split('.', maxsplit=1)[0]}"),
        initially="DEFERRED",
        deferrable=True,
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _stored_file() -> None:
    op.create_table(
        "stored_file",
        _text("sha256"),
        _number("size"),
        _text("mime"),
        _number("pages"),
        sa.Column("chunks", sa.Text(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_stored_file_sha256")),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_size")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_stored_file")),
    )


def _attachment() -> None:
    op.create_table(
        "attachment",
        _text("uid"),
        _text("dossier_uid"),
        _text("paper_code"),
        _text("paper_name"),
        _text("name"),
        _number("part"),
        _number("parts"),
        _text("sha256"),
        _number("event_seq"),
        _number("removed_seq", nullable=True),
        sa.CheckConstraint("part BETWEEN 1 AND parts", name=op.f("ck_attachment_part")),
        _refers("attachment", "dossier_uid", "dossier.uid"),
        _refers("attachment", "sha256", "stored_file.sha256"),
        _refers("attachment", "event_seq", "event.seq"),
        _refers("attachment", "removed_seq", "event.seq"),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_attachment")),
        sa.UniqueConstraint("event_seq", name=op.f("uq_attachment_event_seq")),
    )
    op.create_index(
        op.f("ix_attachment_dossier_uid_paper_code"), "attachment", ["dossier_uid", "paper_code"]
    )
    op.create_index(op.f("ix_attachment_sha256"), "attachment", ["sha256"])


def _portal_mapping() -> None:
    op.create_table(
        "portal_mapping",
        _text("target"),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        _number("event_seq"),
        _refers("portal_mapping", "event_seq", "event.seq"),
        sa.PrimaryKeyConstraint("target", "version", name=op.f("pk_portal_mapping")),
    )


def _portal_message() -> None:
    op.create_table(
        "portal_message",
        _text("target"),
        _text("uid"),
        _text("dossier_uid"),
        sa.Column("told_at", sa.String(27), nullable=True),
        _text("text"),
        _number("event_seq"),
        _refers("portal_message", "dossier_uid", "dossier.uid"),
        _refers("portal_message", "event_seq", "event.seq"),
        sa.PrimaryKeyConstraint("target", "uid", name=op.f("pk_portal_message")),
    )
    op.create_index(op.f("ix_portal_message_dossier_uid"), "portal_message", ["dossier_uid"])


def _day_seal() -> None:
    op.create_table(
        "day_seal",
        sa.Column("day", sa.Date(), nullable=False),
        _number("number"),
        _number("first_seq"),
        _number("last_seq"),
        _number("event_seq"),
        _text("previous"),
        _text("seal"),
        sa.Column("figures", sa.Text(), nullable=False),
        _number("stamp_seq", nullable=True),
        sa.CheckConstraint(
            "length(seal) = 64 AND length(previous) = 64", name=op.f("ck_day_seal_seal")
        ),
        _refers("day_seal", "event_seq", "event.seq"),
        _refers("day_seal", "stamp_seq", "event.seq"),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_day_seal")),
        sa.UniqueConstraint("number", name=op.f("uq_day_seal_number")),
    )
