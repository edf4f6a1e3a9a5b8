from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, insert, select, update
from sqlcipher3.dbapi2 import IntegrityError

from receptiondesk.storage.engine import Database
from receptiondesk.storage.prepared import Prepared
from receptiondesk.storage.tables import PortalCacheRow, PortalTargetRow, core

CACHE = core(PortalCacheRow)
TARGET = core(PortalTargetRow)
AT = datetime(2026, 11, 23, 2, 0, 0, 5, UTC)
ROW = {"target": "cổng", "key": "k", "value": "v", "at": AT}


def test_columns_write_and_read_their_own_way(database: Database) -> None:
    with database.write() as session:
        Prepared(insert(CACHE)).run(session, ROW)
        Prepared(insert(TARGET)).run(
            session,
            {
                "name": "cổng",
                "family": "opencps",
                "url": "http://127.0.0.1",
                "user_name": "",
                "options": {"b": 1, "a": "ă"},
                "practice": True,
                "cursor": "",
            },
        )
    read = Prepared(select(CACHE.c.at, CACHE.c.value).where(CACHE.c.key == bindparam("asked")))
    with database.read() as session:
        assert read.rows(session, {"asked": "k"}) == [(AT, "v")]
        assert read.first(session, {"asked": "other"}) is None
        found = Prepared(select(TARGET.c.options, TARGET.c.practice).limit(1)).first(session)
        assert found == ({"a": "ă", "b": 1}, True)
        kept = session.execute(select(TARGET.c.options)).scalar()
        assert kept == {"a": "ă", "b": 1}


def write_and_fail(database: Database) -> None:
    change = Prepared(
        update(CACHE).where(CACHE.c.key == bindparam("asked")).values(value=bindparam("put"))
    )
    with database.write() as session:
        Prepared(insert(CACHE)).run_each(session, [{**ROW, "key": key} for key in "abc"])
        change.run(session, {"asked": "a", "put": "changed"})
        found = session.execute(select(CACHE.c.value).where(CACHE.c.key == "a")).scalar()
        assert found == "changed"
        raise ZeroDivisionError


def test_rows_stand_in_the_transaction_of_the_session_and_go_with_it(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        write_and_fail(database)
    with database.read() as session:
        assert Prepared(select(CACHE.c.key)).rows(session) == []


def test_a_value_left_out_is_a_bug_and_not_an_empty_column(database: Database) -> None:
    with pytest.raises(KeyError, match="value"), database.write() as session:
        Prepared(insert(CACHE)).run(session, {"target": "t", "key": "k", "at": AT})


def test_what_the_file_refuses_is_raised_and_undone(database: Database) -> None:
    twice = Prepared(insert(CACHE))
    with pytest.raises(IntegrityError), database.write() as session:
        twice.run_each(session, [ROW, ROW])
    with database.read() as session:
        assert Prepared(select(CACHE.c.key)).rows(session) == []
