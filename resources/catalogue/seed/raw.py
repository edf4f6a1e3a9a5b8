"""Reads the published source data as it is, cleaned of nothing but its encoding."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from receptiondesk.domain.text import clean_line


@dataclass(frozen=True, slots=True)
class RawPaper:
    """One published row of a procedure's papers; counts are text because some are misprinted."""

    procedure: str
    group: str
    text: str
    originals: str = "1"
    copies: str = "0"
    has_form: bool = False


@dataclass(frozen=True, slots=True)
class RawProcedure:
    """One published procedure."""

    code: str
    name: str
    field: str
    level: str
    limit_text: str
    fee_text: str
    result: str
    legal_basis: str
    portal_url: str
    decision: str


def rows(file: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a CSV file with NFC text and single spaces."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            yield {key: clean_line(value or "") for key, value in row.items()}


def read_procedures(file: Path) -> tuple[RawProcedure, ...]:
    """Read ``procedures.csv`` in its order."""
    return tuple(
        RawProcedure(
            code=row["code"],
            name=row["name"],
            field=row["field"],
            level=row["level"],
            limit_text=row["time_limit_text"],
            fee_text=row["fee_text"],
            result=row["result"],
            legal_basis=row["legal_basis"],
            portal_url=row["portal_url"],
            decision=row["published_by"],
        )
        for row in rows(file)
    )


def read_papers(file: Path) -> dict[str, tuple[RawPaper, ...]]:
    """Read ``procedure_papers.csv``: the rows of each procedure in published order."""
    found: dict[str, list[RawPaper]] = {}
    for row in rows(file):
        paper = RawPaper(
            procedure=row["code"],
            group=row["group_or_case"],
            text=row["paper"],
            originals=row["originals"],
            copies=row["copies"],
            has_form=row["has_form"] == "1",
        )
        found.setdefault(paper.procedure, []).append(paper)
    return {code: tuple(papers) for code, papers in found.items()}


def codes_with_channel_data(file: Path) -> frozenset[str]:
    """Return the procedures for which ``procedure_channels.csv`` states a limit or a fee."""
    return frozenset(row["code"] for row in rows(file) if row["amount"] or row["fee_as_published"])
