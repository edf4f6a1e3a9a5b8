import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import CheckConstraint, inspect, text

import receptiondesk.storage.tables_of_printing  # its tables belong to the metadata too
import receptiondesk.storage.tables_of_proof  # and these
import receptiondesk.storage.tables_of_wall  # noqa: F401 - and these
from receptiondesk.storage import schema
from receptiondesk.storage.engine import Database
from receptiondesk.storage.tables import Row


@pytest.fixture
def scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    return ScriptDirectory.from_config(config)


def ours(name: str | None) -> bool:
    """Full-text tables are made by hand and keep tables of their own."""
    return name is not None and not name.startswith("dossier_search")


def test_models_are_what_the_migrations_make(database: Database) -> None:
    with database.read() as session:
        context = MigrationContext.configure(
            session.connection(),
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "include_name": lambda name, kind, parents: kind != "table" or ours(name),
            },
        )
        assert compare_metadata(context, Row.metadata) == []


def test_check_constraints_are_what_the_migrations_make(database: Database) -> None:
    wanted = {
        (table.name, str(one.name), str(one.sqltext))
        for table in Row.metadata.tables.values()
        for one in table.constraints
        if isinstance(one, CheckConstraint)
    }
    with database.read() as session:
        found = inspect(session.connection())
        made = {
            (table, str(one["name"]), one["sqltext"])
            for table in filter(ours, found.get_table_names())
            for one in found.get_check_constraints(table)
        }
    assert made == wanted


def test_every_constraint_has_a_name(database: Database) -> None:
    with database.read() as session:
        found = inspect(session.connection())
        for table in filter(ours, found.get_table_names()):
            if table == "alembic_version":
                continue
            assert found.get_pk_constraint(table)["name"] == f"pk_{table}"
            named = [
                *found.get_foreign_keys(table),
                *found.get_unique_constraints(table),
                *found.get_check_constraints(table),
                *found.get_indexes(table),
            ]
            assert all(one["name"] for one in named), table


def test_foreign_keys_are_checked_at_commit(database: Database) -> None:
    with database.read() as session:
        found = inspect(session.connection())
        keys = [key for table in Row.metadata.tables for key in found.get_foreign_keys(table)]
    assert keys
    assert all(key["options"].get("initially") == "DEFERRED" for key in keys)


def test_the_known_revisions_are_the_scripts_in_their_order(scripts: ScriptDirectory) -> None:
    in_order = [script.revision for script in scripts.walk_revisions()][::-1]
    assert tuple(in_order) == schema.REVISIONS


def test_a_file_of_today_needs_no_migration(database: Database) -> None:
    with database.write() as session:
        connection = session.connection()
        schema.migrate(connection)
        assert schema.revision_of(connection) == schema.HEAD


def test_the_first_shape_cannot_be_undone(scripts: ScriptDirectory) -> None:
    first = scripts.get_revision(schema.REVISIONS[0])
    assert first is not None
    with pytest.raises(RuntimeError):
        first.module.downgrade()


def test_the_guards_stand_in_the_file(database: Database) -> None:
    with database.read() as session:
        found = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        assert {name for (name,) in found} == {
            "tr_event_update",
            "tr_event_delete",
            "tr_dossier_code_update",
            "tr_dossier_code_delete",
            "tr_order_number_delete",
            "tr_order_number_update",
            "tr_dossier_delete",
            "tr_notice_sheet_delete",
        }
