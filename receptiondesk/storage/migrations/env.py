"""Alembic's environment: it is always handed a connection by `receptiondesk.storage.schema`."""

from alembic import context

import receptiondesk.storage.tables_of_proof  # noqa: F401 - its tables belong to the metadata too
from receptiondesk.storage.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
# The caller owns the transaction, so that an upgrade is all or nothing.
context.run_migrations()
