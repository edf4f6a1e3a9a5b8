"""Each column of each table is changed behind the program's back once; `verify` names each.

The day of this office is closed, so each is named with that day.

What it cannot name stands in a list, with its reason: a new column or table is not there, so it
cannot slip through.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from receptiondesk.desk import (
    day_close,
    intake,
    mappings,
    outbox,
    print_jobs,
    safekeeping,
    wall,
    wall_links,
)
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.domain.code_map import CodeKind, CodeLine
from receptiondesk.domain.day import Counted
from receptiondesk.domain.errors import Trouble
from receptiondesk.domain.links import LinkFound, LinkState
from receptiondesk.domain.outbox import PulledMessage, PulledNews
from receptiondesk.office import Office
from receptiondesk.storage import tables_of_printing, tables_of_proof, tables_of_wall
from receptiondesk.storage.tables import Row
from tests.support.office import LITTLE, MORNING, OfficeKind, make_office
from tests.support.sendings import attach, join, read_back, send
from tests.support.walk_ins import walk_in

TABLES = sorted(Row.metadata.tables)
assert tables_of_proof.DaySealRow.__tablename__ in TABLES  # those of every module
assert tables_of_wall.NoticeSheetRow.__tablename__ in TABLES
assert tables_of_printing.PrintJobRow.__tablename__ in TABLES

#: Not told by the journal, so not proved; why it does no harm.
NOT_PROVED = {
    "secret.*": "a password; a wrong one opens no portal",
    "draft.*": "what is being typed is nobody's fact yet",
    "offered.*": "which procedures are received; a clerk sees it, no dossier depends on it",
    "portal_cache.*": "what a portal said of itself; asked again",
    "portal_target.cursor": "how far news were pulled; read again or compared with the dossier",
    "catalogue_version.label": "a name for people; the procedures have their fingerprint",
    "catalogue_version.imported_at": "the journal's own line tells when",
    "remote_ref.pulled_at": "whom to ask next",
    "link_check.checked_at": "when it was asked last; asked again",
}
#: What `verify` says of a file that it cannot read at all.
LOCKED = ["tệp không đọc được"]
#: What the file itself refuses must stay within its bounds, or only the file is named.
WITHIN = {
    "attachment.parts": 2,
    "counter_range.first": 2,
    "day_seal.previous": "f" * 64,
    "day_seal.seal": "f" * 64,
    "dossier.status": 9,
    "dossier_code.kind": "provisional",
    "event.hash": "f" * 64,
    "event.prev_hash": "f" * 64,
    "order_number.state": "gap",
    "print_job.sha256": "f" * 64,
    "print_job.state": "dropped",
    "stored_file.sha256": "f" * 64,
}
#: No other value is within the bounds here: the whole file is called damaged, without a day.
OF_THE_FILE = {"attachment.part"}
#: A table that this office has no row in.
EMPTY = {"draft", "offered", "portal_cache"}
#: Which row is changed where it matters.
WHICH = {"delivery": "state = 'proved'"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A closed day with a proved dossier, a paper, a message, codes; all guards taken away."""
    root: Path = tmp_path_factory.mktemp("columns") / "office"
    opened = make_office(root, LITTLE)
    name = join(opened)
    mappings.replace(opened, name, (CodeLine(CodeKind.UNIT, "1.001193", "Xã Thử"),))
    first = intake.accept(opened, walk_in(opened)).dossier
    intake.accept(opened, walk_in(opened))
    attach(opened, first, "giấy")
    send(opened, name)
    read_back(opened, name)
    message = PulledMessage("1", "Bổ sung giấy tờ", MORNING)
    told = PulledNews(first.uid, "17", "", 4, "xử lý", "KQ-1", (message,), MORNING)
    outbox.apply_pull(opened, name, (told,))
    (sheet,) = wall.post(opened, NoticeOrder("sheets", codes=("1.001193",))).sheets
    wall.put(opened, sheet.id, "Sảnh", "1")
    wall_links.note(opened, [LinkFound("https://a.example.vn/", LinkState.MOVED, 302, "b", "x")])
    job = print_jobs.receipt(opened, first.code).job
    print_jobs.failed(opened, job, "silent", "Quay-1")
    print_jobs.sent(opened, job, "Quay-1", "Quay-1-7")
    day_close.close(opened, Counted())
    assert safekeeping.verify(opened) == ()
    with opened.database.raw() as connection:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
    yield opened
    opened.close()


def changed(old: Any, kind: str) -> Any:
    if "BOOL" in kind:
        return 0 if old else 1
    if isinstance(old, int):
        return old + 100_000
    if old is None:
        return 7 if "INT" in kind else "2026-01-01T00:00:00.000000Z"
    return f"{old}x"


@pytest.mark.parametrize("table", TABLES)
def test_every_column_is_named_or_listed(office: Office, table: str) -> None:
    with office.database.raw() as connection:
        columns = connection.execute(f"PRAGMA table_info({table})").fetchall()
        found = connection.execute(
            f"SELECT rowid, * FROM {table} WHERE {WHICH.get(table, '1')} LIMIT 1"
        ).fetchone()
    assert (found is None) == (table in EMPTY)
    if found is None:
        return
    unnamed, without_day = [], []
    for place, (_, column, kind, *_) in enumerate(columns, start=1):
        other = WITHIN.get(f"{table}.{column}", changed(found[place], kind))
        assert other != found[place]
        write(office, table, column, other, found[0])
        told = named(office)
        if not told:
            unnamed.append(f"{table}.{column}")
        elif told != LOCKED and f"{table}.{column}" not in OF_THE_FILE and not has_day(told):
            without_day.append((f"{table}.{column}", told))
        row = changed(found[0], "INT") if column_is_rowid(columns, place) else found[0]
        write(office, table, column, found[place], row)
    listed = [one for one in unnamed if one not in NOT_PROVED and f"{table}.*" not in NOT_PROVED]
    assert listed == []
    assert without_day == []
    assert safekeeping.verify(office) == ()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("attachment", "name"),
        ("stored_file", "pages"),
        ("portal_message", "text"),
        ("remote_ref", "status_raw"),
        ("print_job", "title"),
        ("delivery", "reason"),
        ("dossier_fee", "method"),
        ("dossier_paper", "name"),
        ("order_number", "number"),
        ("dossier", "last_seq"),
    ],
)
def test_a_row_of_a_dossier_is_named_with_day_and_code(
    office: Office, table: str, column: str
) -> None:
    with office.database.raw() as connection:
        row, old = connection.execute(
            f"SELECT rowid, {column} FROM {table} WHERE {WHICH.get(table, '1')} LIMIT 1"
        ).fetchone()
        (code,) = connection.execute("SELECT code FROM dossier ORDER BY received_seq").fetchone()
    write(office, table, column, changed(old, ""), row)
    told = [one for one in safekeeping.verify(office) if one.table == table]
    write(office, table, column, old, row)
    assert any(one.what.startswith("Ngày 23/11/2026") and code in one.what for one in told), told


def column_is_rowid(columns: list[Any], place: int) -> bool:
    keys = [one for one in columns if one[5]]
    return len(keys) == 1 and keys[0] == columns[place - 1] and columns[place - 1][2] == "INTEGER"


def named(office: Office) -> list[str]:
    """Return what `verify` says; a file that it cannot read at all is named too."""
    try:
        return [row.what for row in safekeeping.verify(office)]
    except Trouble:
        return LOCKED


def has_day(told: list[str]) -> bool:
    """Return whether the closed day stands first in what is said of a row."""
    return any(one.startswith("Ngày 23/11/2026") for one in told)


def write(office: Office, table: str, column: str, value: Any, row: int) -> None:
    with office.database.raw() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, row))


def test_a_changed_series_ends_in_a_sentence_not_in_a_fault(tmp_path: Path) -> None:
    office = make_office(tmp_path / "office", OfficeKind(number_range="1-999"))
    intake.accept(office, walk_in(office))
    with office.database.raw() as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE order_number SET series = series || 'x'")
    with pytest.raises(Trouble) as caught:
        intake.accept(office, walk_in(office))
    assert caught.value.code == "damaged"
    office.close()


@pytest.mark.parametrize("day", ["", "không phải ngày", "2026-11-23x"])
def test_a_day_that_is_no_date_is_named_and_crashes_nothing(tmp_path: Path, day: str) -> None:
    office = make_office(tmp_path / "office", OfficeKind(number_range="1-999"))
    intake.accept(office, walk_in(office))
    day_close.close(office, Counted())
    with office.database.raw() as connection:
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE order_number SET day = ?", (day,))
    assert any(one.table == "order_number" for one in safekeeping.verify(office))
    office.close()
