"""Accepting one walk-in, durable, against the same rows by bare sqlcipher3 in one transaction."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from receptiondesk.desk import intake
from receptiondesk.domain.walk_in import PaperTick, Person, WalkIn
from tests.benchmarks.ratio import Row, keep, pair_up, seconds
from tests.support.office import OfficeKind, make_office

AT_MOST = 4.0
PAIRS = 60


def walk_in(number: int) -> WalkIn:
    return WalkIn(
        procedure="1.001193",
        applicant=Person(full_name=f"Nguyễn Văn Thứ {number}", phone="0912 345 678"),
        papers=(PaperTick(code="1.001193-01"), PaperTick(code="1.001193-03")),
    )


@pytest.mark.bench
def test_accepting_costs_at_most_four_times_the_bare_rows(tmp_path: Path) -> None:
    kind = OfficeKind(number_range="1-9000")
    ours = make_office(tmp_path / "ours", kind)
    bare = make_office(tmp_path / "bare", kind)
    written: list[tuple[str, Any]] = []

    def note(_c: Any, _cur: Any, statement: str, parameters: Any, _ctx: Any, many: bool) -> None:
        if statement.lstrip()[:6].upper() in {"INSERT", "UPDATE", "DELETE"}:
            written.extend((statement, row) for row in (parameters if many else [parameters]))

    count = iter(range(10_000))

    def accept() -> float:
        written.clear()
        one = walk_in(next(count))
        return seconds(lambda: intake.accept(ours, one))

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        with bare.database.raw() as connection:

            def same_rows() -> float:
                def write() -> None:
                    connection.execute("BEGIN IMMEDIATE")
                    for statement, parameters in written:
                        connection.execute(statement, parameters)
                    connection.execute("COMMIT")

                return seconds(write)

            mine, other, ratio = pair_up(accept, same_rows, pairs=PAIRS, warm=5)
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)
        ours.close()
        bare.close()
    keep(
        Row(
            "accept one walk-in, durable",
            "the same rows by bare sqlcipher3",
            "ms",
            mine * 1e3,
            other * 1e3,
            ratio,
            AT_MOST,
            PAIRS,
        )
    )
    assert ratio <= AT_MOST
