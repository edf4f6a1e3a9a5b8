"""Whatever is changed in a closed day is named by `verify`, with its day and its dossier."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from receptiondesk.desk import corrections, day_close, intake, papers, safekeeping
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.day import Counted
from receptiondesk.domain.events import canonical_json
from receptiondesk.office import Office
from receptiondesk.storage.journal import DamagedRow
from tests.support.office import LITTLE, make_office
from tests.support.walk_ins import walk_in

MONDAY, WEDNESDAY = "Ngày 23/11/2026", "Ngày 25/11/2026"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Two closed days of three dossiers each, and one dossier after the second seal."""
    opened = make_office(tmp_path / "office", LITTLE)
    for days in (0, 2):
        assert isinstance(opened.clock, SetClock)
        opened.clock.advance(timedelta(days=days))
        codes = [intake.accept(opened, walk_in(opened)).dossier.code for _ in range(3)]
        papers.receipt(opened, codes[0])
        corrections.cancel(opened, codes[1], "nhầm")
        day_close.close(opened, Counted())
    intake.accept(opened, walk_in(opened))
    yield opened
    opened.close()


def change(office: Office, *statements: str) -> tuple[DamagedRow, ...]:
    """Change the file behind the program's back and return what `verify` says."""
    with office.database.raw() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
    return safekeeping.verify(office)


def asked(office: Office, question: str) -> Any:
    with office.database.raw() as connection:
        return connection.execute(question).fetchone()[0]


def test_two_closed_days_are_intact(office: Office) -> None:
    assert safekeeping.verify(office) == ()


OF_MONDAY = "(SELECT min(received_seq) FROM dossier)"
OWN = f"(SELECT uid FROM dossier WHERE received_seq = {OF_MONDAY})"


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        (f"UPDATE dossier SET applicant_name = 'Kẻ Gian' WHERE received_seq = {OF_MONDAY}",
         "dossier"),
        (f"UPDATE dossier SET cancelled = 1 WHERE received_seq = {OF_MONDAY}", "dossier"),
        (f"UPDATE event SET officer = 'Người khác' WHERE seq = {OF_MONDAY}", "event"),
        (f"UPDATE event SET at = '2026-11-20T00:00:00.000000Z' WHERE seq = {OF_MONDAY}", "event"),
        (f"UPDATE dossier_fee SET amount = 99000 WHERE dossier_uid = {OWN}", "dossier_fee"),
        (f"UPDATE dossier_paper SET copies = 7 WHERE position = 1 AND dossier_uid = {OWN}",
         "dossier_paper"),
        ("UPDATE event SET payload = '{}' WHERE kind = 'cancelled' AND seq < 10", "event"),
    ],
)  # fmt: skip
def test_a_changed_row_is_named_with_its_day_and_dossier(
    office: Office, statement: str, table: str
) -> None:
    named = [row for row in change(office, statement) if row.table == table]
    assert named
    assert all(row.what.startswith(MONDAY) for row in named)
    assert all("H56.14-261123-000" in row.what for row in named)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE order_number SET counter = 2 WHERE number = 2 AND day = '2026-11-23'",
        "UPDATE order_number SET number = 7 WHERE number = 2 AND day = '2026-11-23'",
        "DELETE FROM order_number WHERE number = 2 AND day = '2026-11-23'",
        "UPDATE order_number SET day = '2026-11-20' WHERE number = 2 AND day = '2026-11-23'",
    ],
)
def test_a_changed_number_is_named_with_its_day(office: Office, statement: str) -> None:
    rows = change(office, statement)
    assert any(row.table == "order_number" and row.what.startswith(MONDAY) for row in rows)
    assert any("0002" in row.what for row in rows)


@pytest.mark.parametrize(
    ("statement", "day"),
    [
        ("UPDATE day_seal SET figures = '{}' WHERE number = 1", MONDAY),
        ("UPDATE day_seal SET seal = previous WHERE number = 2", WEDNESDAY),
        ("UPDATE day_seal SET last_seq = last_seq - 1 WHERE number = 2", WEDNESDAY),
        ("UPDATE day_seal SET event_seq = event_seq - 1 WHERE number = 1", MONDAY),
        ("UPDATE day_seal SET stamp_seq = 3 WHERE number = 1", MONDAY),
        ("DELETE FROM day_seal WHERE number = 2", WEDNESDAY),
        ("DELETE FROM day_seal", MONDAY),
        ("UPDATE day_seal SET day = '2026-11-24' WHERE number = 1", MONDAY),
    ],
)
def test_a_changed_or_deleted_seal_is_named_with_its_day(
    office: Office, statement: str, day: str
) -> None:
    rows = change(office, statement)
    assert any(row.table == "day_seal" and row.what.startswith(day) for row in rows)


def test_exchanged_seals_are_both_named(office: Office) -> None:
    rows = change(
        office,
        "UPDATE day_seal SET day = '2000-01-01' WHERE number = 1",
        "UPDATE day_seal SET day = '2026-11-23' WHERE number = 2",
        "UPDATE day_seal SET day = '2026-11-25' WHERE number = 1",
    )
    said = [row.what for row in rows if row.table == "day_seal"]
    assert [one[: len(MONDAY)] for one in said] == [MONDAY, WEDNESDAY]


def test_a_seal_out_of_nowhere_is_named(office: Office) -> None:
    rows = change(
        office,
        "INSERT INTO day_seal SELECT '2026-11-20', 9, 1, 2, 3, previous, seal, figures, NULL"
        " FROM day_seal WHERE number = 1",
    )
    assert "Ngày 20/11/2026: dấu khóa ngày không có trong nhật ký." in [row.what for row in rows]


def test_the_newest_seal_deleted_with_its_line_is_seen(office: Office) -> None:
    """The witness outside the file knows how long the journal was."""
    rows = change(
        office,
        "DELETE FROM day_seal WHERE number = 2",
        "DELETE FROM event WHERE kind = 'day_closed' AND seq = (SELECT max(seq) FROM event WHERE"
        " kind = 'day_closed')",
    )
    assert any(row.table == "event" and "thiếu" in row.what for row in rows)


def test_a_journal_whose_hashes_were_made_anew_is_named_at_its_first_changed_line(
    office: Office,
) -> None:
    """A chain alone would be whole again; the seal remembers what stood there."""
    seq = asked(office, "SELECT min(received_seq) FROM dossier") + 1
    with office.database.raw() as connection:
        connection.execute("DROP TRIGGER tr_event_update")
        connection.execute("UPDATE event SET officer = 'Người khác' WHERE seq = ?", (seq,))
        before = connection.execute("SELECT hash FROM event WHERE seq = ?", (seq - 1,)).fetchone()
        rows = connection.execute(
            "SELECT seq, uid, dossier_uid, kind, at, officer, counter, payload FROM event"
            " WHERE seq >= ? ORDER BY seq",
            (seq,),
        ).fetchall()
        chained = before[0]
        for number, uid, dossier, kind, at, officer, counter, payload in rows:
            moment = at.replace("Z", "+00:00").replace(".000000", "")
            start = canonical_json([chained, number, uid, dossier, kind, moment, officer, counter])
            anew = hashlib.sha256(f"{start[:-1]},{payload}]".encode()).hexdigest()
            connection.execute(
                "UPDATE event SET prev_hash = ?, hash = ? WHERE seq = ?", (chained, anew, number)
            )
            chained = anew
    said = [row for row in safekeeping.verify(office) if row.what.startswith(MONDAY)]
    assert [row.key for row in said if row.table == "event"] == [str(seq)]


def test_a_seal_whose_line_and_row_were_both_rewritten_does_not_reckon(office: Office) -> None:
    told = json.loads(asked(office, "SELECT figures FROM day_seal WHERE number = 1"))
    told["dossiers"]["received"] = 2
    figures = canonical_json(told).replace("'", "''")
    rows = change(
        office,
        f"UPDATE day_seal SET figures = '{figures}' WHERE number = 1",
        f"UPDATE event SET payload = json_set(payload, '$.figures', json('{figures}'))"
        " WHERE kind = 'day_closed' AND seq = (SELECT min(seq) FROM event WHERE"
        " kind = 'day_closed')",
    )
    assert f"{MONDAY}: số liệu trong dòng khóa ngày không khớp với dấu khóa." in [
        row.what for row in rows
    ]


def test_what_was_done_after_the_last_seal_is_named_without_a_day(office: Office) -> None:
    newest = "(SELECT max(received_seq) FROM dossier)"
    rows = change(office, f"UPDATE dossier SET prints = 4 WHERE received_seq = {newest}")
    assert [row.table for row in rows] == ["dossier"]
    assert not rows[0].what.startswith("Ngày ")
