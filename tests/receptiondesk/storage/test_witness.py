import json
import logging
from datetime import UTC, date, datetime
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
    assert seen == Seen("office", "first", head.seq, head.hash, {("s", DAY): 2})
    with watched.read() as session:
        assert witness.follows(session, seen)
        assert witness.look(session, "office", "first") == seen


def test_it_holds_neither_names_nor_anything_but_counts(watched: Database, path: Path) -> None:
    act(watched)
    told = json.loads(path.read_text())
    assert set(told) == {"format", "office", "generation", "seq", "hash", "numbers"}
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
    assert (seen.seq, seen.numbers) == (0, {("s", DAY): 1})


def test_a_late_process_does_not_turn_it_back(database: Database, path: Path) -> None:
    one = Witness(path, "office", "first")
    one.record({journal.HEAD: journal.Head(9, "h9"), order_numbers.TAKEN: {("s", DAY): 9}})
    one.record({journal.HEAD: journal.Head(8, "h8"), order_numbers.TAKEN: {("s", DAY): 8}})
    assert witness.read(path) == Seen("office", "first", 9, "h9", {("s", DAY): 9})


def test_a_window_open_during_a_restore_learns_the_new_generation(path: Path) -> None:
    window = Witness(path, "office", "first")
    Witness(path, "office", "second").write(Seen("office", "second", 4, "h4", {}))
    window.record({journal.HEAD: journal.Head(5, "h5")})
    assert witness.read(path) == Seen("office", "second", 5, "h5", {})


def test_the_witness_of_another_office_is_replaced(path: Path) -> None:
    Witness(path, "other", "g").write(Seen("other", "g", 40, "h", {("s", DAY): 40}))
    Witness(path, "office", "first").record({journal.HEAD: journal.Head(1, "h1")})
    assert witness.read(path) == Seen("office", "first", 1, "h1", {})


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"format": 1, "office": 3}'])
def test_what_a_power_cut_left_counts_as_none(path: Path, content: str) -> None:
    path.write_text(content)
    assert witness.read(path) is None


def test_days_long_past_are_forgotten(watched: Database, path: Path) -> None:
    act(watched, day=date(2026, 1, 5))
    act(watched)
    seen = witness.read(path)
    assert seen is not None
    assert set(seen.numbers) == {("s", DAY)}


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
    seen = Seen("o", "g", 9, "h", {("s", DAY): 7, ("other", DAY): 2})
    with database.write() as session:
        gaps = witness.guard_numbers(session, seen, 1)
        assert witness.guard_numbers(session, seen, 1) == ()
        assert order_numbers.take(session, "s", DAY, ALL, 1) == 8
    assert [(gap["series"], gap["first"], gap["last"]) for gap in gaps] == [
        ("other", 1, 2),
        ("s", 2, 7),
    ]


def test_the_farther_of_file_and_witness_counts() -> None:
    inside = Seen("o", "g", 5, "h5", {("s", DAY): 5, ("t", DAY): 1})
    outside = Seen("o", "g", 7, "h7", {("s", DAY): 7})
    assert witness.joined(inside, outside) == Seen(
        "o", "g", 7, "h7", {("s", DAY): 7, ("t", DAY): 1}
    )
    assert witness.joined(inside, None) is inside
    assert witness.joined(inside, Seen("x", "g", 9, "h", {})) is inside
    behind = Seen("o", "g", 3, "h3", {})
    assert witness.joined(inside, behind).seq == 5
