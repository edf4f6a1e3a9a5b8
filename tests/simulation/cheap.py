"""What no run changes and every run would do again is done once; nothing that is judged is."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Engine

from receptiondesk import gazetteer
from receptiondesk.desk import file_limits
from receptiondesk.files import preparing
from receptiondesk.storage import sqlcipher, standing
from receptiondesk.storage.engine import Database

_PART_BYTES = 6_000
_PREPARE = preparing.prepare
_PLACES = cache(gazetteer.load)
_SHARED: dict[str, Any] = {}


@contextmanager
def made_cheap() -> Iterator[None]:
    """Leave out, or do once, what costs much and what no run can change."""
    swaps: tuple[tuple[object, str, object], ...] = (
        # No run changes one of the 469 procedures.
        (standing, "_procedures", lambda *_: iter(())),
        # Nor does one write into the file past SQLite, whose own check reads every page.
        (sqlcipher, "integrity_faults", lambda _: ()),
        # All files of a process share what SQLAlchemy compiled: each opening else begins anew.
        (Database, "_make_engine", _sharing(Database._make_engine)),
        # A page is prepared once for all runs, and cut into parts at a size to simulate.
        (preparing, "prepare", _prepared_once),
        (file_limits, "PART_BYTES", _PART_BYTES),
        (gazetteer, "load", _PLACES),
    )
    with ExitStack() as back:
        for owner, name, stand_in in swaps:
            back.callback(setattr, owner, name, getattr(owner, name))
            setattr(owner, name, stand_in)
        yield


def _sharing(make: Callable[[Database], Engine]) -> Callable[[Database], Engine]:
    def shared(self: Database) -> Engine:
        engine = make(self)
        _SHARED.setdefault("dialect", engine.dialect)
        _SHARED.setdefault("cache", engine._compiled_cache)
        engine.dialect = engine.pool._dialect = _SHARED["dialect"]
        engine._compiled_cache = _SHARED["cache"]
        return engine

    return shared


@cache
def _prepared_once(data: bytes, part_bytes: int) -> preparing.Prepared:
    return _PREPARE(data, part_bytes)
