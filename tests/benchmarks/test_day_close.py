"""Closing a day of 150 dossiers: under two seconds, and against the same sums by bare SQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import day_close, intake, papers
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.day import Counted
from receptiondesk.office import Office
from tests.benchmarks.ratio import Row, keep, pair_up, seconds
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.walk_ins import COPY_OF_RECORD, walk_in

DOSSIERS = 150
AT_MOST_S = 2.0
PAIRS = 15

BARE = (
    "SELECT kind, count(*) FROM event GROUP BY kind",
    "SELECT count(*), sum(due_at < '2026-11-23') FROM dossier WHERE cancelled = 0 AND status < 7",
    "SELECT method, count(*), sum(amount) FROM dossier_fee GROUP BY method",
    "SELECT series, day, counter, number FROM order_number ORDER BY series, day, number",
    "SELECT target, state, count(*) FROM delivery GROUP BY target, state",
    "SELECT hash FROM event ORDER BY seq",
)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(
        tmp_path / "office", OfficeKind(number_range="1-999"), clock=SetClock(MORNING)
    )
    for number in range(DOSSIERS):
        facts = walk_in(opened, COPY_OF_RECORD) if number % 2 else walk_in(opened)
        papers.receipt(opened, intake.accept(opened, facts).dossier.code)
    yield opened
    opened.close()


@pytest.mark.bench
def test_a_day_is_closed_in_under_two_seconds(office: Office) -> None:
    """The sums alone are told beside bare SQL; what a clerk waits for is the close."""
    with office.database.raw() as connection:

        def bare() -> None:
            for statement in BARE:
                connection.execute(statement).fetchall()

        ours, plain, ratio = pair_up(
            lambda: seconds(lambda: day_close.preview(office)), lambda: seconds(bare), pairs=PAIRS
        )
    what, against = f"figures of a day, {DOSSIERS} dossiers", "the same sums, bare SQL, same file"
    keep(Row(what, against, "ms", ours * 1e3, plain * 1e3, ratio, None, PAIRS))
    taken = seconds(lambda: day_close.close(office, Counted()))
    what = f"close a day, {DOSSIERS} dossiers, durable"
    keep(Row(what, "two seconds", "s", taken, AT_MOST_S, taken / AT_MOST_S, 1.0, 1))
    assert taken < AT_MOST_S
