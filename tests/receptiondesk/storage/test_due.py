"""A page of what is due costs the page, however long the queue is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from receptiondesk.domain.outbox import FIRST, Asking, DueKey
from receptiondesk.office import Office
from receptiondesk.storage import due
from tests.support.office import MORNING, make_office
from tests.support.sendings import join

NAME = "opencps"
_FILL = """
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many})
"""


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office")
    join(opened)
    yield opened
    opened.close()


def fill(office: Office, many: int, state: str = "waiting") -> int:
    """Write a long queue of dossiers that need no facts; return the first number of it."""
    first = 1_000
    numbers = _FILL.format(many=many)
    with office.database.raw() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(
            "INSERT INTO event SELECT * FROM ("
            + numbers
            + f"SELECT {first} + i, 'e' || i, 'd' || i, "
            "'received', '2026-11-23T02:00:00.000000Z', 'x', 1, '{}', "
            "printf('%064d', i), printf('%064d', i) FROM n)"
        )
        connection.execute(
            "INSERT INTO delivery (event_seq, target, dossier_uid, state, attempts, last_answer,"
            " reason) SELECT * FROM (" + numbers
            + f"SELECT {first} + i, '{NAME}', 'd' || i, '{state}', i % 3, '', '' FROM n)"
        )  # fmt: skip
    return first


def ask(session: Session, after: DueKey = FIRST, limit: int = 100) -> tuple[due.Due, ...]:
    return due.facts(session, Asking(NAME, MORNING, limit=limit, after=after))


def test_every_dossier_of_a_long_queue_comes_once_in_order(office: Office) -> None:
    fill(office, 1_000)
    found: list[due.Due] = []
    with office.database.read() as session:
        while page := ask(session, found[-1].key if found else FIRST):
            assert len(page) <= 100
            found += page
    assert len({item.dossier_uid for item in found}) == len(found) == 1_000
    assert [item.key for item in found] == sorted(item.key for item in found)


@pytest.mark.parametrize("question", [due.facts, due.files, due.facts_to_prove, due.files_to_prove])
def test_no_question_looks_at_the_whole_queue(office: Office, question: object) -> None:
    """The queue is walked by its index, in its order: nothing is sorted, no table is scanned."""
    fill(office, 10)
    asked: list[str] = []
    with office.database.read() as session:
        driver: Any = session.connection().connection.dbapi_connection
        driver.set_trace_callback(asked.append)
        assert callable(question)
        question(session, Asking(NAME, MORNING))
        driver.set_trace_callback(None)
        walks = [
            [row[3] for row in driver.execute(f"EXPLAIN QUERY PLAN {said}")]
            for said in asked
            if "LIMIT" in said
        ]
    assert walks
    for plan in walks:
        assert "ix_delivery_target_state_attempts_event_seq" in plan[0]
        assert not [step for step in plan if "SCAN" in step or "TEMP B-TREE" in step], plan


def steps(office: Office, dossiers: int) -> int:
    """Return the work of so many dues, in steps of the file's engine: no slow machine changes it.

    One more than there are walks to the end of the queue.
    """
    counted = 0

    def step() -> int:
        nonlocal counted
        counted += 1
        return 0

    with office.database.read() as session:
        driver = session.connection().connection.dbapi_connection
        assert driver is not None
        driver.set_progress_handler(step, 10)
        last, left = FIRST, dossiers
        while left > 0 and (page := ask(session, last)):
            last, left = page[-1].key, left - len(page)
        driver.set_progress_handler(None, 0)
    return counted


def test_work_grows_with_the_queue_and_not_with_its_square(office: Office) -> None:
    fill(office, 4_000)
    assert steps(office, 4_000) < 4_000 / 500 * steps(office, 500) * 1.25


def test_what_is_done_costs_a_round_nothing(office: Office) -> None:
    before = steps(office, 1)
    fill(office, 3_000, "proved")
    assert steps(office, 1) <= before + 1
