from datetime import UTC, datetime, timedelta, timezone

from hypothesis import HealthCheck, given, settings, strategies
from sqlalchemy import select, text

from receptiondesk.domain.events import GENESIS, EventKind, event_hash
from receptiondesk.storage import chain, journal
from receptiondesk.storage.engine import Database
from receptiondesk.storage.tables import DeliveryRow, core

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
JSON = strategies.recursive(
    strategies.none()
    | strategies.booleans()
    | strategies.integers(-(2**60), 2**60)
    | strategies.text(strategies.characters(exclude_categories=["Cs"])),
    lambda inner: (
        strategies.lists(inner, max_size=3)
        | strategies.dictionaries(
            strategies.text(strategies.characters(exclude_categories=["Cs"])), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def line(**changes: object) -> journal.NewEvent:
    told: dict[str, object] = {
        "kind": EventKind.PRINTED,
        "dossier_uid": None,
        "at": AT,
        "officer": "Lê Thị Thử",
        "counter": 1,
        "payload": {},
    }
    return journal.NewEvent(**(told | changes))  # type: ignore[arg-type]


def test_each_line_is_chained_to_the_one_before(database: Database) -> None:
    with database.write() as session:
        first = journal.append(session, line())
        second = journal.append(session, line())
    assert (first.seq, first.prev_hash) == (1, GENESIS)
    assert (second.seq, second.prev_hash) == (2, first.hash)
    assert first.hash == event_hash(first)
    assert first.uid != second.uid


def test_a_line_reads_back_as_it_was_written(database: Database) -> None:
    vietnam = timezone(timedelta(hours=7))
    at = datetime(2026, 11, 23, 9, 0, 0, 120, tzinfo=vietnam)
    with database.write() as session:
        written = journal.append(
            session, line(at=at, dossier_uid="d", payload={"tên": "Bích", "số": 7})
        )
    with database.read() as session:
        assert journal.events_of(session, "d") == (written,)
        assert list(journal.stream(session)) == [written]
        assert journal.of_kinds(session, [EventKind.PRINTED]) == (written,)
        assert journal.of_kinds(session, [EventKind.RESTORED]) == ()
    assert written.at == at
    assert written.at.tzinfo is UTC


def test_an_empty_journal_has_the_genesis_for_a_head(database: Database) -> None:
    with database.read() as session:
        assert journal.head(session) == journal.Head(0, GENESIS)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(payload=strategies.dictionaries(strategies.text(max_size=4), JSON, max_size=3))
def test_any_payload_keeps_its_hash_through_the_file(
    database: Database, payload: dict[str, object]
) -> None:
    clean = {
        key.replace("\ud800", ""): value for key, value in payload.items() if key.isprintable()
    }
    with database.write() as session:
        journal.append(session, line(payload=clean))
    with database.read() as session:
        assert chain.damaged(session) == ()
        for event in journal.stream(session):
            assert event.hash == event_hash(event)


def test_the_kinds_a_portal_must_hear_of_get_a_delivery_per_target(database: Database) -> None:
    with database.write() as session:
        session.execute(text("PRAGMA defer_foreign_keys = ON"))
        heard = journal.append(session, line(kind=EventKind.RECEIVED, dossier_uid="d"), ["a", "b"])
        journal.append(session, line(kind=EventKind.PRINTED, dossier_uid="d"), ["a", "b"])
        rows = session.execute(select(core(DeliveryRow)).order_by("target")).all()
        session.execute(text("DELETE FROM delivery"))  # their dossier is not part of this test
    assert [(row.event_seq, row.target, row.state) for row in rows] == [
        (heard.seq, "a", "waiting"),
        (heard.seq, "b", "waiting"),
    ]


def hurt(database: Database, *statements: str) -> None:
    """Change the file as another program could, with the guards out of the way."""
    with database.raw() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for act in ("update", "delete"):
            connection.execute(f"DROP TRIGGER IF EXISTS tr_event_{act}")
        for statement in statements:
            connection.execute(statement)


def damage(database: Database) -> list[str]:
    with database.read() as session:
        return [row.key for row in chain.damaged(session)]


def four_lines(database: Database) -> None:
    with database.write() as session:
        for number in range(4):
            journal.append(session, line(payload={"n": number}))


def test_an_untouched_chain_is_whole(database: Database) -> None:
    four_lines(database)
    assert damage(database) == []


def test_a_changed_line_is_named(database: Database) -> None:
    four_lines(database)
    for change in (
        "payload = '{\"n\":9}'",
        "officer = 'x'",
        "at = '2026-11-23T02:00:01.000000Z'",
        "kind = 'cancelled'",
        "counter = 7",
        "uid = 'u'",
        "dossier_uid = 'd'",
    ):
        hurt(database, f"UPDATE event SET {change} WHERE seq = 2")
        assert "2" in damage(database), change


def test_a_line_changed_with_its_hash_breaks_the_next(database: Database) -> None:
    four_lines(database)
    hurt(database, f"UPDATE event SET hash = '{'a' * 64}' WHERE seq = 2")
    assert damage(database) == ["2", "3"]


def test_a_missing_line_and_a_missing_stretch_are_named(database: Database) -> None:
    four_lines(database)
    hurt(database, "DELETE FROM event WHERE seq = 2")
    assert damage(database) == ["2"]
    hurt(database, "DELETE FROM event WHERE seq IN (1, 3)")
    assert damage(database) == ["1-3"]


def test_a_line_that_is_no_value_any_more_is_named_and_the_walk_goes_on(database: Database) -> None:
    four_lines(database)
    hurt(database, "UPDATE event SET at = 'yesterday', kind = 'no kind' WHERE seq = 1")
    hurt(database, "UPDATE event SET payload = x'ff' WHERE seq = 3")
    assert damage(database) == ["1", "3"]


def test_a_damaged_row_is_told_as_the_command_line_prints_it() -> None:
    row = journal.DamagedRow("event", "2", "Dòng nhật ký 2 đã bị sửa.")
    assert row.as_json() == {"table": "event", "key": "2", "what": "Dòng nhật ký 2 đã bị sửa."}
