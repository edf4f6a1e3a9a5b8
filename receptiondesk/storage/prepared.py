"""Statements on the hot paths: spelled once, then run for the price of their parameters.

SQLAlchemy composes a statement anew each time it runs, or at least looks it up and sorts its
parameters; one acceptance runs a dozen statements while a citizen waits. Here a Core statement is
compiled on its first use and its text goes to the driver each time; columns still decide how
values are written and read, so nothing about a table is said twice. What the driver raises is
raised as it is: `receptiondesk.storage.engine` knows the driver's errors too.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Delete, Dialect, Insert, Select, Update
from sqlmodel import Session

_Convert = Callable[[Any], Any] | None
_NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class _Spelled:
    """The statement's text, how each parameter is written and how each column is read."""

    text: str
    parameters: tuple[tuple[str, _Convert], ...]
    fixed: Mapping[str, Any]
    columns: tuple[_Convert, ...]

    def row(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the parameters in their order; a missing one is a bug of the caller."""
        given = {**self.fixed, **values} if self.fixed else values
        return tuple(
            given[name] if convert is None else convert(given[name])
            for name, convert in self.parameters
        )

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        """Return a row as values."""
        return tuple(
            value if convert is None else convert(value)
            for value, convert in zip(row, self.columns, strict=True)
        )


class Prepared:
    """One statement. Every parameter is given by name each time; lists of values do not work.

    Made once as a constant; safe to share between threads, because the text is always the same.
    """

    def __init__(self, statement: Select[Any] | Insert | Update | Delete) -> None:
        """Keep the statement; it is spelled when it first runs."""
        self._statement = statement
        self._spelled: _Spelled | None = None

    def run(self, session: Session, values: Mapping[str, Any] = _NOTHING) -> None:
        """Run it for one set of values."""
        driver, spelled = self._ready(session)
        driver.execute(spelled.text, spelled.row(values))

    def run_each(self, session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
        """Run it for every set of values."""
        driver, spelled = self._ready(session)
        driver.executemany(spelled.text, [spelled.row(values) for values in rows])

    def rows(self, session: Session, values: Mapping[str, Any] = _NOTHING) -> list[tuple[Any, ...]]:
        """Return what it finds."""
        driver, spelled = self._ready(session)
        found = driver.execute(spelled.text, spelled.row(values)).fetchall()
        return [spelled.read(row) for row in found]

    def first(
        self, session: Session, values: Mapping[str, Any] = _NOTHING
    ) -> tuple[Any, ...] | None:
        """Return the first row it finds, ``None`` when there is none."""
        found = self.rows(session, values)
        return found[0] if found else None

    def _ready(self, session: Session) -> tuple[Any, _Spelled]:
        """Return the driver's connection inside the session's transaction, and the text."""
        connection = session.connection()
        spelled = self._spelled or self._spell(connection.dialect)
        return connection.connection.dbapi_connection, spelled

    def _spell(self, dialect: Dialect) -> _Spelled:
        compiled = self._statement.compile(dialect=dialect)
        names = compiled.positiontup or []
        binds = [compiled.binds[name] for name in names]
        columns = self._statement.selected_columns if isinstance(self._statement, Select) else ()
        self._spelled = _Spelled(
            text=str(compiled),
            parameters=tuple(
                (name, bind.type.dialect_impl(dialect).bind_processor(dialect))
                for name, bind in zip(names, binds, strict=True)
            ),
            fixed={
                name: bind.value
                for name, bind in zip(names, binds, strict=True)
                if not bind.required
            },
            columns=tuple(
                one.type.dialect_impl(dialect).result_processor(dialect, None) for one in columns
            ),
        )
        return self._spelled
