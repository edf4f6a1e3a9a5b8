"""The first shape: journal, dossiers, numbers, deliveries, catalogue, settings, drafts, search."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from receptiondesk.storage import guards_sqlite, search_sqlite

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _setting()
    _counter_range()
    _draft()
    _secret()
    _catalogue_version()
    _catalogue_procedure()
    _offered()
    _event()
    _dossier()
    _dossier_code()
    _dossier_paper()
    _dossier_fee()
    _order_number()
    _portal_target()
    _portal_cache()
    _remote_ref()
    _delivery()
    op.execute(search_sqlite.CREATE_V1)
    for guard in guards_sqlite.CREATE_V1:
        op.execute(guard)


def downgrade() -> None:
    message = "there is nothing below the first shape"
    raise RuntimeError(message)


def _setting() -> None:
    op.create_table(
        "setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )


def _counter_range() -> None:
    op.create_table(
        "counter_range",
        sa.Column("counter", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.CheckConstraint("first >= 1", name=op.f("ck_counter_range_first")),
        sa.CheckConstraint("last >= first", name=op.f("ck_counter_range_last")),
        sa.PrimaryKeyConstraint("counter", name=op.f("pk_counter_range")),
    )


def _draft() -> None:
    op.create_table(
        "draft",
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("saved_at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("slot", name=op.f("pk_draft")),
    )


def _secret() -> None:
    op.create_table(
        "secret",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_secret")),
    )


def _catalogue_version() -> None:
    op.create_table(
        "catalogue_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("imported_at", sa.String(27), nullable=False),
        sa.Column("procedures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_catalogue_version")),
    )


def _catalogue_procedure() -> None:
    op.create_table(
        "catalogue_procedure",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version"],
            ["catalogue_version.number"],
            name=op.f("fk_catalogue_procedure_version_catalogue_version"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("version", "code", name=op.f("pk_catalogue_procedure")),
    )
    op.create_index(
        op.f("ix_catalogue_procedure_version_position"),
        "catalogue_procedure",
        ["version", "position"],
        unique=False,
    )


def _offered() -> None:
    op.create_table(
        "offered",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("posted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_offered")),
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("dossier_uid", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("prev_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint(
            "length(hash) = 64 AND length(prev_hash) = 64", name=op.f("ck_event_hash")
        ),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_event")),
        sa.UniqueConstraint("uid", name=op.f("uq_event_uid")),
    )
    op.create_index(op.f("ix_event_dossier_uid"), "event", ["dossier_uid"], unique=False)


def _dossier() -> None:
    op.create_table(
        "dossier",
        *_dossier_received(),
        *_dossier_now(),
        sa.CheckConstraint("prints >= 0", name=op.f("ck_dossier_prints")),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_dossier_revision")),
        sa.CheckConstraint("status BETWEEN 1 AND 10", name=op.f("ck_dossier_status")),
        sa.ForeignKeyConstraint(
            ["last_seq"],
            ["event.seq"],
            name=op.f("fk_dossier_last_seq_event"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["received_seq"],
            ["event.seq"],
            name=op.f("fk_dossier_received_seq_event"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_dossier")),
        sa.UniqueConstraint("received_seq", name=op.f("uq_dossier_received_seq")),
    )
    for column in ("due_at", "identity_number", "procedure_code", "received_at", "status", "sync"):
        op.create_index(op.f(f"ix_dossier_{column}"), "dossier", [column], unique=False)


def _dossier_received() -> list[sa.Column[Any]]:
    return [
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("procedure_code", sa.String(), nullable=False),
        sa.Column("procedure_name", sa.String(), nullable=False),
        sa.Column("catalogue_version", sa.Integer(), nullable=False),
        sa.Column("applicant_name", sa.String(), nullable=False),
        sa.Column("identity_number", sa.String(), nullable=False),
        sa.Column("old_number", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("received_at", sa.String(27), nullable=False),
        sa.Column("due_at", sa.String(27), nullable=True),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("status_raw", sa.String(), nullable=False),
        sa.Column("sync", sa.String(), nullable=False),
    ]


def _dossier_now() -> list[sa.Column[Any]]:
    return [
        sa.Column("officer", sa.String(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("prints", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("cancel_reason", sa.String(), nullable=False),
        sa.Column("practice", sa.Boolean(), nullable=False),
        sa.Column("received_seq", sa.Integer(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("promise", sa.Text(), nullable=False),
    ]


def _dossier_code() -> None:
    op.create_table(
        "dossier_code",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("dossier_uid", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('official', 'provisional')", name=op.f("ck_dossier_code_kind")
        ),
        sa.ForeignKeyConstraint(
            ["dossier_uid"],
            ["dossier.uid"],
            name=op.f("fk_dossier_code_dossier_uid_dossier"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"],
            ["event.seq"],
            name=op.f("fk_dossier_code_event_seq_event"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_dossier_code")),
    )
    op.create_index(
        op.f("ix_dossier_code_dossier_uid"), "dossier_code", ["dossier_uid"], unique=False
    )


def _dossier_paper() -> None:
    op.create_table(
        "dossier_paper",
        sa.Column("dossier_uid", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("originals", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.CheckConstraint("originals >= 0 AND copies >= 0", name=op.f("ck_dossier_paper_count")),
        sa.ForeignKeyConstraint(
            ["dossier_uid"],
            ["dossier.uid"],
            name=op.f("fk_dossier_paper_dossier_uid_dossier"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("dossier_uid", "position", name=op.f("pk_dossier_paper")),
    )


def _dossier_fee() -> None:
    op.create_table(
        "dossier_fee",
        sa.Column("dossier_uid", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_dossier_fee_amount")),
        sa.ForeignKeyConstraint(
            ["dossier_uid"],
            ["dossier.uid"],
            name=op.f("fk_dossier_fee_dossier_uid_dossier"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("dossier_uid", name=op.f("pk_dossier_fee")),
    )


def _order_number() -> None:
    op.create_table(
        "order_number",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("dossier_uid", sa.String(), nullable=True),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.CheckConstraint("state IN ('used', 'gap')", name=op.f("ck_order_number_state")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_order_number_number")),
        sa.ForeignKeyConstraint(
            ["dossier_uid"],
            ["dossier.uid"],
            name=op.f("fk_order_number_dossier_uid_dossier"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("series", "day", "number", name=op.f("pk_order_number")),
    )
    op.create_index(
        op.f("ix_order_number_dossier_uid"), "order_number", ["dossier_uid"], unique=False
    )


def _portal_target() -> None:
    op.create_table(
        "portal_target",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("user_name", sa.String(), nullable=False),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("practice", sa.Boolean(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_portal_target")),
    )


def _portal_cache() -> None:
    op.create_table(
        "portal_cache",
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("at", sa.String(27), nullable=False),
        sa.PrimaryKeyConstraint("target", "key", name=op.f("pk_portal_cache")),
    )


def _remote_ref() -> None:
    op.create_table(
        "remote_ref",
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("dossier_uid", sa.String(), nullable=False),
        sa.Column("remote_id", sa.String(), nullable=False),
        sa.Column("remote_code", sa.String(), nullable=False),
        sa.Column("status_raw", sa.String(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.Column("pulled_at", sa.String(27), nullable=True),
        sa.ForeignKeyConstraint(
            ["dossier_uid"],
            ["dossier.uid"],
            name=op.f("fk_remote_ref_dossier_uid_dossier"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("target", "dossier_uid", name=op.f("pk_remote_ref")),
    )
    op.create_index(
        op.f("ix_remote_ref_target_remote_id"), "remote_ref", ["target", "remote_id"], unique=False
    )


def _delivery() -> None:
    op.create_table(
        "delivery",
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("dossier_uid", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.String(27), nullable=True),
        sa.Column("lease_until", sa.String(27), nullable=True),
        sa.Column("last_answer", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("sent_at", sa.String(27), nullable=True),
        sa.Column("proved_at", sa.String(27), nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_delivery_attempts")),
        sa.ForeignKeyConstraint(
            ["dossier_uid"],
            ["dossier.uid"],
            name=op.f("fk_delivery_dossier_uid_dossier"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["event_seq"],
            ["event.seq"],
            name=op.f("fk_delivery_event_seq_event"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("event_seq", "target", name=op.f("pk_delivery")),
    )
    op.create_index(op.f("ix_delivery_dossier_uid"), "delivery", ["dossier_uid"], unique=False)
    op.create_index(
        op.f("ix_delivery_state_next_try_at"), "delivery", ["state", "next_try_at"], unique=False
    )
