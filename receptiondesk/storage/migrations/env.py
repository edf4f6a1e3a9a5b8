"""Alembic's environment: it is always handed a connection by `receptiondesk.storage.schema`."""

from alembic import context

from receptiondesk.storage.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
# The caller owns the transaction, so that an upgrade is all or nothing.
context.run_migrations()
