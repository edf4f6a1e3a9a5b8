import json
import logging
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from receptiondesk.domain.events import EventKind
from receptiondesk.domain.numbering import NumberRange
from receptiondesk.storage import journal, order_numbers, witness
from receptiondesk.storage.engine import Database
from receptiondesk.storage.witness import Seen, Witness

DAY = date(2026, 11, 23)
ALL = NumberRange(1, 999)
LINE = journal.NewEvent(
    EventKind.PRINTED, None, datetime(2026, 11, 23, tzinfo=UTC), "Lê Thị Thử", 1, {}
)


def run(first: int, last: int) -> tuple[NumberRange, ...]:
    return (NumberRange(first, last),)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "witness.json"


@pytest.fixture
def watched(database: Database, path: Path) -> Database:
    database.listeners.append(Witness(path, "office", "first").record)
    return database


def act(database: Database, *, day: date = DAY) -> journal.Head:
    with database.write() as session:
        event = journal.append(session, LINE)
        order_numbers.take(session, "s", day, ALL, 1)
    return journal.Head(event.seq, event.hash)


def test_it_follows_journal_and_numbers(watched: Database, path: Path) -> None:
    act(watched)
    head = act(watched)
    seen = witness.read(path)
    assert seen == Seen("office", "first", head.seq, head.hash, {("s", DAY): run(1, 2)})
    with watched.read() as session:
        assert witness.follows(session, seen)
        assert witness.look(session, "office", "first") == seen


def test_it_holds_neither_names_nor_anything_but_counts(watched: Database, path: Path) -> None:
    act(watched)
    told = json.loads(path.read_text())
    assert set(told) == {
        "format",
        "office",
        "generation",
        "seq",
        "hash",
        "machine",
        "departures",
        "numbers",
    }
    assert "Thử" not in path.read_text()


def test_a_write_that_touches_neither_leaves_it_alone(watched: Database, path: Path) -> None:
    with watched.write():
        pass
    assert not path.exists()


def test_numbers_without_an_event_are_seen_too(watched: Database, path: Path) -> None:
    with watched.write() as session:
        order_numbers.take(session, "s", DAY, ALL, 1)
    seen = witness.read(path)
    assert seen is not None
    assert (seen.seq, seen.numbers) == (0, {("s", DAY): run(1, 1)})


def test_a_late_process_does_not_turn_it_back(database: Database, path: Path) -> None:
    one = Witness(path, "office", "first")
    one.record({journal.HEAD: journal.Head(9, "h9"), order_numbers.TAKEN: {("s", DAY): [8, 9]}})
    one.record({journal.HEAD: journal.Head(8, "h8"), order_numbers.TAKEN: {("s", DAY): [7]}})
    assert witness.read(path) == Seen("office", "first", 9, "h9", {("s", DAY): run(7, 9)})


def test_a_window_open_during_a_restore_learns_the_new_generation(path: Path) -> None:
    window = Witness(path, "office", "first")
    Witness(path, "office", "second").write(Seen("office", "second", 4, "h4", {}))
    window.record({journal.HEAD: journal.Head(5, "h5")})
    assert witness.read(path) == Seen("office", "second", 5, "h5", {})


def test_the_witness_of_another_office_is_replaced(path: Path) -> None:
    Witness(path, "other", "g").write(Seen("other", "g", 40, "h", {("s", DAY): run(1, 40)}))
    Witness(path, "office", "first").record({journal.HEAD: journal.Head(1, "h1")})
    assert witness.read(path) == Seen("office", "first", 1, "h1", {})


def test_a_file_that_another_process_is_just_writing_makes_it_forget_nothing(path: Path) -> None:
    one = Witness(path, "office", "first")
    one.record({order_numbers.TAKEN: {("s", DAY): [1, 2]}})
    path.write_text(path.read_text()[:40])
    one.record({order_numbers.TAKEN: {("s", DAY): [3]}})
    seen = witness.read(path)
    assert seen is not None
    assert seen.numbers == {("s", DAY): run(1, 3)}


def test_two_processes_lose_nothing_of_each_other(path: Path) -> None:
    one, two = (Witness(path, "office", "first") for _ in range(2))
    for number, writer in enumerate([one, two, two, one], start=1):
        writer.record({order_numbers.TAKEN: {("s", DAY): [number]}})
    seen = witness.read(path)
    assert seen is not None
    assert seen.numbers == {("s", DAY): run(1, 4)}


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": 1, "office": 3}'])
def test_what_a_power_cut_left_counts_as_none(path: Path, content: str) -> None:
    path.write_text(content)
    assert witness.read(path) is None


@pytest.mark.parametrize("wrong", [date(2027, 11, 23), date(2001, 1, 1)])
def test_a_wrong_clock_makes_it_forget_nothing(watched: Database, path: Path, wrong: date) -> None:
    act(watched)
    act(watched, day=wrong)
    seen = witness.read(path)
    assert seen is not None
    assert seen.numbers == {("s", DAY): run(1, 1), ("s", wrong): run(1, 1)}
    with watched.read() as session:
        assert list(witness.look(session, "office", "first").numbers) == list(seen.numbers)


def test_the_days_noted_last_are_kept(database: Database, path: Path) -> None:
    one = Witness(path, "office", "first")
    days = [DAY - timedelta(days=n) for n in range(witness.MANY)]
    for number, day in enumerate([*days, days[0], date(2001, 1, 1)], start=1):
        one.record({order_numbers.TAKEN: {("s", day): [number]}})
    seen = witness.read(path)
    assert seen is not None
    assert len(seen.numbers) == witness.MANY
    assert seen.numbers["s", days[0]] == (*run(1, 1), *run(witness.MANY + 1, witness.MANY + 1))
    assert ("s", days[1]) not in seen.numbers


def test_every_range_of_a_day_is_kept(watched: Database, path: Path) -> None:
    for allowed in (ALL, NumberRange(501, 599), ALL):
        with watched.write() as session:
            order_numbers.take(session, "s", DAY, allowed, 1)
    with watched.write() as session:
        order_numbers.take(session, "s", DAY, NumberRange(2, 99), 1)
    seen = witness.read(path)
    assert seen is not None
    assert seen.numbers["s", DAY] == (*run(1, 2), *run(501, 502))
    with watched.read() as session:
        assert witness.look(session, "office", "first").numbers == seen.numbers


def test_a_witness_that_cannot_be_written_does_not_undo_the_work(
    database: Database, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    database.listeners.append(Witness(tmp_path / "no folder" / "w", "office", "g").record)
    with caplog.at_level(logging.WARNING):
        head = act(database)
    with database.read() as session:
        assert journal.head(session) == head
    assert "witness" in caplog.text


def test_a_file_that_lost_the_line_does_not_follow(database: Database) -> None:
    act(database)
    with database.read() as session:
        assert not witness.follows(session, Seen("o", "g", 5, "h", {}))
        assert not witness.follows(session, Seen("o", "g", 1, "h", {}))
        assert witness.follows(session, Seen("o", "g", 0, "", {}))


def test_numbers_go_on_after_the_last_one_it_saw(database: Database) -> None:
    act(database)
    seen = Seen("o", "g", 9, "h", {("s", DAY): run(1, 7), ("other", DAY): run(1, 2)})
    with database.write() as session:
        gaps = witness.guard_numbers(session, seen, 1)
        assert witness.guard_numbers(session, seen, 1) == ()
        assert order_numbers.take(session, "s", DAY, ALL, 1) == 8
    assert [(gap["series"], gap["first"], gap["last"]) for gap in gaps] == [
        ("other", 1, 2),
        ("s", 2, 7),
    ]


def test_the_farther_of_file_and_witness_counts() -> None:
    inside = Seen("o", "g", 5, "h5", {("s", DAY): run(1, 5), ("t", DAY): run(1, 1)})
    outside = Seen("o", "g", 7, "h7", {("s", DAY): run(4, 7)})
    assert witness.joined(inside, outside) == Seen(
        "o", "g", 7, "h7", {("s", DAY): run(1, 7), ("t", DAY): run(1, 1)}
    )
    assert witness.joined(inside, None) is inside
    assert witness.joined(inside, Seen("x", "g", 9, "h", {})) is inside
    behind = Seen("o", "g", 3, "h3", {})
    assert witness.joined(inside, behind).seq == 5
