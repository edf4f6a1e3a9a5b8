"""Stored files are made of blocks that identical pages share; those before stay whole."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stored_file", sa.Column("layout", sa.Text(), nullable=True))


def downgrade() -> None:
    message = "a file is never made older"
    raise RuntimeError(message)
