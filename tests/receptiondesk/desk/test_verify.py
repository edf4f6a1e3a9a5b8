"""Every row that is not what the journal says is named, and nothing else is."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import configuration, corrections, drafts, intake, safekeeping
from receptiondesk.office import Office
from tests.support.office import LITTLE, make_office, reopen
from tests.support.walk_ins import walk_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", LITTLE)
    yield opened
    opened.close()


def received(office: Office, many: int = 1) -> list[str]:
    return [intake.accept(office, walk_in(office)).dossier.code for _ in range(many)]


DAMAGES = [
    ("UPDATE dossier SET applicant_name = 'Kẻ Gian'", "dossier"),
    ("UPDATE dossier SET facts = '{}'", "dossier"),
    ("UPDATE dossier SET status = 9", "dossier"),
    ("UPDATE dossier SET prints = 4", "dossier"),
    ("UPDATE dossier SET due_at = NULL", "dossier"),
    ("UPDATE dossier SET cancelled = 1", "dossier"),
    ("UPDATE dossier SET catalogue_version = 7", "dossier"),
    ("UPDATE dossier_code SET code = 'H56.14-261123-0099'", "dossier_code"),
    ("DELETE FROM dossier_paper WHERE position = 1", "dossier_paper"),
    ("UPDATE dossier_paper SET originals = 9 WHERE position = 1", "dossier_paper"),
    ("UPDATE dossier_fee SET amount = 77", "dossier_fee"),
    ("DELETE FROM dossier_fee", "dossier_fee"),
    ("DELETE FROM order_number", "order_number"),
    ("UPDATE order_number SET code = 'x'", "order_number"),
    (
        "INSERT INTO order_number VALUES ('s', '2026-11-23', 9, 1, NULL, '', 'used', '')",
        "order_number",
    ),
    ("DELETE FROM dossier_search", "dossier_search"),
    ("DELETE FROM dossier", "event"),
    ("DELETE FROM dossier", "dossier_code"),
    ("DELETE FROM dossier", "dossier_paper"),
    ("DELETE FROM dossier", "dossier_fee"),
    ("DELETE FROM event WHERE kind = 'received'", "event"),
    ("DELETE FROM event WHERE kind = 'received'", "dossier"),
    ("UPDATE event SET payload = '{}' WHERE kind = 'received'", "dossier"),
    ("UPDATE event SET payload = '{' WHERE kind = 'received'", "event"),
    ("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)", "event"),
    ("DELETE FROM catalogue_procedure", "catalogue_procedure"),
    (
        "INSERT INTO delivery VALUES (1,'t', 'u', 'waiting', 0, NULL, NULL, '', '', NULL, NULL, 0)",
        "delivery",
    ),
]


def test_a_full_day_is_intact(office: Office) -> None:
    mine = received(office, 3)
    told = walk_in(office)
    corrections.correct(office, mine[0], replace(told, note="sửa"))
    corrections.cancel(office, mine[1], "nhập nhầm")
    drafts.keep(office, "walk_in", "{}")
    office = configuration.change(office, "number_range", "100-199")
    received(office, 2)
    assert safekeeping.verify(office) == ()


@pytest.mark.parametrize(("statement", "table"), DAMAGES)
def test_a_changed_row_is_named(office: Office, statement: str, table: str) -> None:
    received(office)
    with office.database.raw() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in names.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
    rows = safekeeping.verify(office)
    assert table in {row.table for row in rows}
    assert all(row.key and row.what.endswith(".") for row in rows)


def test_a_number_skipped_without_a_word_is_named(office: Office) -> None:
    received(office)
    with office.database.raw() as connection:
        connection.execute("DROP TRIGGER tr_order_number_update")
        connection.execute("UPDATE order_number SET number = 5")
    received(office)
    with office.database.raw() as connection:
        connection.execute("UPDATE order_number SET number = 9 WHERE number = 6")
    rows = safekeeping.verify(office)
    assert {row.key for row in rows} == {
        "official:H56.14 23/11/2026 6-8",
        "H56.14-261123-0001",
        "H56.14-261123-0006",
    }


def test_broken_pages_are_named_first(office: Office) -> None:
    received(office)
    office.close()
    hurt = bytearray(office.paths.database.read_bytes())
    hurt[-2000] ^= 0xFF
    office.paths.database.write_bytes(hurt)
    again = reopen(office.paths.root)
    assert {row.table for row in safekeeping.verify(again)} == {"file"}
    again.close()


def test_a_journal_cut_short_while_open_is_seen_by_the_witness(office: Office) -> None:
    received(office)
    before = office.paths.witness.read_bytes()
    with office.database.raw() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("DROP TRIGGER tr_event_delete")
        connection.execute("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)")
    assert office.paths.witness.read_bytes() == before
    assert "những dòng cuối" in safekeeping.verify(office)[0].what


def test_without_a_witness_the_rest_is_still_proved(office: Office) -> None:
    received(office)
    office.paths.witness.unlink()
    assert safekeeping.verify(office) == ()
