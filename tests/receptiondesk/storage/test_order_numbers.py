from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from receptiondesk.domain.errors import Refused
from receptiondesk.domain.numbering import NumberRange
from receptiondesk.storage import order_numbers
from receptiondesk.storage.engine import Database
from receptiondesk.storage.order_numbers import Unknown

DAY = date(2026, 11, 23)
ALL = NumberRange(1, 9999)


def taken(database: Database, allowed: NumberRange = ALL, day: date = DAY, of: str = "s") -> int:
    with database.write() as session:
        return order_numbers.take(session, of, day, allowed, 1)


def take_and_fail(database: Database) -> None:
    with database.write() as session:
        order_numbers.take(session, "s", DAY, ALL, 1)
        raise KeyError


def test_numbers_run_on_and_start_anew_each_day_and_series(database: Database) -> None:
    assert [taken(database) for _ in range(3)] == [1, 2, 3]
    assert taken(database, day=date(2026, 11, 24)) == 1
    assert taken(database, of="other") == 1


def test_a_range_starts_at_its_first_number_and_refuses_when_used_up(database: Database) -> None:
    allowed = NumberRange(10, 11)
    assert [taken(database, allowed), taken(database, allowed)] == [10, 11]
    with pytest.raises(Refused) as caught:
        taken(database, allowed)
    assert caught.value.problems[0].code == "range_exhausted"
    assert "10-11" in caught.value.problems[0].message
    assert taken(database, NumberRange(10, 12)) == 12


def test_a_number_of_an_undone_act_was_never_taken(database: Database) -> None:
    with pytest.raises(KeyError):
        take_and_fail(database)
    assert taken(database) == 1


def test_the_numbers_of_two_counters_do_not_disturb_each_other(database: Database) -> None:
    assert taken(database, NumberRange(100, 199)) == 100
    assert taken(database, NumberRange(1, 99)) == 1
    assert taken(database, NumberRange(100, 199)) == 101


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    strategies.lists(
        strategies.tuples(strategies.integers(1, 40), strategies.integers(0, 20)), max_size=12
    )
)
def test_no_number_comes_twice_however_the_range_is_changed(
    database: Database, moves: list[tuple[int, int]]
) -> None:
    series = f"s{id(moves)}{moves}"
    shown: list[int] = []
    for first, length in moves:
        try:
            shown.append(taken(database, NumberRange(first, first + length), of=series))
        except Refused:
            continue
    assert len(shown) == len(set(shown))


def test_a_number_can_neither_be_deleted_nor_moved(database: Database) -> None:
    taken(database)
    for statement in ("DELETE FROM order_number", "UPDATE order_number SET number = 7"):
        with pytest.raises(IntegrityError), database.write() as session:
            session.execute(text(statement))
    assert taken(database) == 2


def test_numbers_withheld_are_never_taken_and_those_not_held_are_told(database: Database) -> None:
    taken(database)
    with database.write() as session:
        shown = NumberRange(1, 5)
        assert order_numbers.withhold(session, "s", DAY, shown, 1) == (NumberRange(2, 5),)
        assert order_numbers.withhold(session, "s", DAY, shown, 1) == ()
    assert taken(database) == 6


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [(NumberRange(1, 99), 6), (NumberRange(1, 600), 502), (NumberRange(501, 599), 502)],
)
def test_numbers_withheld_are_kept_whatever_the_range(
    database: Database, allowed: NumberRange, expected: int
) -> None:
    with database.write() as session:
        for shown in (NumberRange(4, 5), NumberRange(501, 501)):
            order_numbers.withhold(session, "s", DAY, shown, 1)
    assert taken(database, allowed=allowed) == expected


def test_the_fresh_part_begins_higher_with_time_and_far_above_a_days_numbers() -> None:
    one = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
    parts = [order_numbers.fresh_part(one + timedelta(minutes=n)) for n in range(3)]
    assert parts == sorted(set(parts))
    assert parts[0] > 10_000_000
    assert order_numbers.fresh_part(one + timedelta(days=9000)) < 99_000_000


def test_the_days_nobody_knows_of_are_only_ever_added_to(database: Database) -> None:
    early, late = date(2026, 11, 20), date(2026, 11, 23)
    with database.write() as session:
        assert order_numbers.unknown(session) is None
        order_numbers.note_unknown(session, Unknown(late, late, 10_000_008))
        order_numbers.note_unknown(session, Unknown(early, early, 10_000_016))
    with database.read() as session:
        assert order_numbers.unknown(session) == Unknown(late, late, 10_000_016)


def test_ranges_are_remembered_by_counter(database: Database) -> None:
    with database.write() as session:
        order_numbers.record_range(session, 1, NumberRange(1, 99))
        order_numbers.record_range(session, 2, NumberRange(100, 199))
        order_numbers.record_range(session, 1, NumberRange(1, 50))
    with database.read() as session:
        assert order_numbers.ranges(session) == {1: NumberRange(1, 50), 2: NumberRange(100, 199)}


def test_the_session_tells_which_numbers_it_took(database: Database) -> None:
    with database.write() as session:
        order_numbers.take(session, "s", DAY, ALL, 1)
        order_numbers.take(session, "s", DAY, ALL, 1)
        assert session.info[order_numbers.TAKEN] == {("s", DAY): [1, 2]}


def test_series_of_counters_and_offices_differ() -> None:
    assert order_numbers.official_series("H56.14") != order_numbers.official_series("H56.15")
    assert order_numbers.provisional_series(1) != order_numbers.provisional_series(2)


def test_a_range_that_runs_backwards_is_refused_by_the_file(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(insert(order_numbers._RANGE), {"counter": 1, "first": 5, "last": 4})
