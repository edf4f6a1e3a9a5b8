"""Accepting one walk-in, durable, against the same rows by bare sqlcipher3 in one transaction."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from receptiondesk.desk import intake
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.walk_in import Identity, IdentityType, PaperTick, Person, Sex, WalkIn
from tests.benchmarks.ratio import Row, keep, pair_up, seconds
from tests.support.office import OfficeKind, make_office

AT_MOST = 4.0
PAIRS = 100

#: Every table that an acceptance writes to, and by what its rows of one dossier are found.
WRITTEN = {
    "event": "dossier_uid",
    "dossier": "uid",
    "dossier_code": "dossier_uid",
    "dossier_paper": "dossier_uid",
    "dossier_fee": "dossier_uid",
    "order_number": "dossier_uid",
    "dossier_search": "dossier_uid",
}


def walk_in(number: int) -> WalkIn:
    return WalkIn(
        procedure="1.001193",
        applicant=Person(
            full_name=f"Nguyễn Văn Thứ {number}",
            identity=Identity(IdentityType.CCCD, f"038090{number:06d}"),
            birth=date(1990, 3, 8),
            sex=Sex.MALE,
            phone="0912 345 678",
        ),
        papers=(PaperTick(code="1.001193-01"), PaperTick(code="1.001193-03")),
    )


def rows_of(connection: Any, dossier: Dossier) -> list[tuple[str, tuple[Any, ...]]]:
    """Return what was written of a dossier, as plain inserts of the same rows."""
    found = []
    for table, column in WRITTEN.items():
        names = "rowid, *" if table == "dossier_search" else "*"
        asked = f"SELECT {names} FROM {table} WHERE {column} = ?"
        if table == "dossier_search":  # its uid is not indexed
            asked = asked.replace(f"{column} = ?", "rowid = ?")
        cursor = connection.execute(
            asked, (dossier.received_seq if "rowid = ?" in asked else dossier.uid,)
        )
        columns = ", ".join(name for name, *_ in cursor.description)
        for row in cursor.fetchall():
            marks = ", ".join("?" * len(row))
            found.append((f"INSERT INTO {table} ({columns}) VALUES ({marks})", tuple(row)))
    return found


@pytest.mark.bench
def test_accepting_costs_at_most_four_times_the_bare_rows(tmp_path: Path) -> None:
    kind = OfficeKind(number_range="1-9000")
    ours = make_office(tmp_path / "ours", kind)
    bare = make_office(tmp_path / "bare", kind)
    accepted: list[Dossier] = []

    def accept() -> float:
        one = walk_in(len(accepted))
        return seconds(lambda: accepted.append(intake.accept(ours, one).dossier))

    with bare.database.raw() as connection, ours.database.raw() as looking:

        def same_rows() -> float:
            rows = rows_of(looking, accepted[-1])
            assert len(rows) == len(WRITTEN) + 1  # two papers

            def write() -> None:
                connection.execute("BEGIN IMMEDIATE")
                for statement, row in rows:
                    connection.execute(statement, row)
                connection.execute("COMMIT")

            return seconds(write)

        mine, other, ratio = pair_up(accept, same_rows, pairs=PAIRS, warm=10)
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
