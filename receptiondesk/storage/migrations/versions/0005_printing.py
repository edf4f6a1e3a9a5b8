"""Print jobs: what was to be printed, what a queue took, what a person has in hand."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "print_job",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        _text("uid"),
        _text("dossier_uid", nullable=True),
        _text("document"),
        _text("title"),
        sa.Column("recipe", sa.Text(), nullable=False),
        _text("sha256"),
        _number("pages"),
        _number("batch"),
        _number("part"),
        _text("state"),
        _text("printer"),
        _text("spool_job"),
        _text("cause"),
        _text("reason"),
        _number("sent_seq", nullable=True),
        _number("confirmed_seq", nullable=True),
        _number("last_seq"),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "state IN ('saved', 'sent', 'failed', 'confirmed', 'dropped')",
            name=op.f("ck_print_job_state"),
        ),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_print_job_sha256")),
        sa.CheckConstraint("pages > 0", name=op.f("ck_print_job_pages")),
        _refers("number", "event.seq"),
        _refers("dossier_uid", "dossier.uid"),
        _refers("sent_seq", "event.seq"),
        _refers("confirmed_seq", "event.seq"),
        _refers("last_seq", "event.seq"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_print_job")),
        sa.UniqueConstraint("uid", name=op.f("uq_print_job_uid")),
    )
    for column in ("state", "dossier_uid"):
        op.create_index(op.f(f"ix_print_job_{column}"), "print_job", [column], unique=False)


def downgrade() -> None:
    message = "a file is never made older"
    raise RuntimeError(message)


def _refers(column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [other],
        name=op.f(f"fk_print_job_{column}_{other.split('.', maxsplit=1)[0]}"),
        initially="DEFERRED",
        deferrable=True,
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)
