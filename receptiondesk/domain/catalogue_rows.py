"""A whole catalogue as sheets of text cells: what a person edits in a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from receptiondesk.domain.catalogue_columns import (
    AFTER_15_WORDS,
    CHANNEL_WORDS,
    FEE_WORDS,
    FORMAT,
    NO,
    SHEETS,
    UNIT_WORDS,
    YES,
)
from receptiondesk.domain.procedures import FeeRule, LimitUnit, Procedure, RequiredPaper, TimeLimit
from receptiondesk.domain.text import date_vi


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A catalogue as a file holds it: its label ("Vĩnh Long, tháng 9/2026") and procedures."""

    label: str
    procedures: tuple[Procedure, ...]


def to_sheets(catalogue: Catalogue) -> dict[str, list[list[str]]]:
    """Return every sheet by key as rows of text, headings first.

    `receptiondesk.domain.catalogue_reading.from_sheets` reads them back into an equal catalogue.
    """
    sheets = {sheet.key: [[c.heading for c in sheet.columns]] for sheet in SHEETS}
    sheets["version"] += [["format", str(FORMAT)], ["label", catalogue.label]]
    for procedure in catalogue.procedures:
        sheets["procedures"].append(_procedure_row(procedure))
        sheets["limits"] += [_limit_row(procedure.code, limit) for limit in procedure.limits]
        sheets["fees"] += [_fee_row(procedure.code, fee) for fee in procedure.fees]
        sheets["papers"] += [_paper_row(procedure.code, paper) for paper in procedure.papers]
    return sheets


def to_csv(lines: Sequence[Sequence[str]]) -> bytes:
    """Return rows as CSV that a spreadsheet opens with its accents: UTF-8 with a mark."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(lines)
    return out.getvalue().encode("utf-8-sig")


def _procedure_row(procedure: Procedure) -> list[str]:
    return [
        procedure.code,
        procedure.name,
        procedure.field,
        procedure.level,
        procedure.applicants,
        procedure.competent_body,
        procedure.result,
        procedure.legal_basis,
        procedure.portal_url,
        procedure.decision,
        date_vi(procedure.valid_from) if procedure.valid_from else "",
        AFTER_15_WORDS[procedure.after_15],
        procedure.limit_text,
        procedure.fee_text,
        procedure.review,
    ]


def _limit_row(code: str, limit: TimeLimit) -> list[str]:
    return [
        code,
        CHANNEL_WORDS[limit.channel],
        "" if limit.unit is LimitUnit.SAME_DAY else str(limit.amount),
        UNIT_WORDS[limit.unit],
        limit.case,
        _flag(limit.unit_published),
    ]


def _fee_row(code: str, fee: FeeRule) -> list[str]:
    return [
        code,
        CHANNEL_WORDS[fee.channel],
        FEE_WORDS[fee.state],
        _amount(fee.amount),
        fee.per,
        _amount(fee.from_third),
        _amount(fee.at_most),
        fee.case,
        fee.note,
        fee.review,
    ]


def _paper_row(code: str, paper: RequiredPaper) -> list[str]:
    return [
        code,
        paper.code,
        paper.name,
        str(paper.originals),
        str(paper.copies),
        _flag(paper.required),
        _flag(paper.shown_only),
        paper.case,
        paper.alternative,
        ", ".join(word for channel, word in CHANNEL_WORDS.items() if channel in paper.channels),
        paper.form,
        paper.review,
    ]


def _flag(value: bool) -> str:  # noqa: FBT001 - a cell's yes or no
    return YES if value else NO


def _amount(value: int | None) -> str:
    return "" if value is None else str(value)
