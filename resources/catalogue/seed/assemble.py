"""Puts the shipped catalogue together from its source files."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from receptiondesk.domain.catalogue_rows import Catalogue
from receptiondesk.domain.fee_text import read_fee
from receptiondesk.domain.limit_text import read_limit
from receptiondesk.domain.procedures import FeeRule, FeeState, Procedure, RequiredPaper
from resources.catalogue.seed.curated import (
    CuratedFacts,
    read_curated_facts,
    read_curated_papers,
)
from resources.catalogue.seed.paper_rows import clean
from resources.catalogue.seed.raw import (
    RawProcedure,
    codes_with_channel_data,
    read_papers,
    read_procedures,
)

LABEL = "Danh mục kèm phần mềm, dữ liệu công bố tháng 7/2026"


@dataclass(frozen=True, slots=True)
class Source:
    """The source data: raw tables as published, and what was done by hand."""

    procedures: tuple[RawProcedure, ...]
    papers: dict[str, tuple[RequiredPaper, ...]]
    facts: dict[str, CuratedFacts]
    with_channel_data: frozenset[str]


def read_source(folder: Path) -> Source:
    """Read the source folder; papers done by hand win over cleaned ones."""
    cleaned = {
        code: clean(rows) for code, rows in read_papers(folder / "procedure_papers.csv").items()
    }
    return Source(
        procedures=read_procedures(folder / "procedures.csv"),
        papers={**cleaned, **read_curated_papers(folder / "curated_papers.csv")},
        facts=read_curated_facts(folder / "curated_procedures.csv"),
        with_channel_data=codes_with_channel_data(folder / "procedure_channels.csv"),
    )


def assemble(source: Source) -> Catalogue:
    """Return the catalogue in the order of the published list."""
    return Catalogue(LABEL, tuple(_procedure(raw, source) for raw in source.procedures))


def _procedure(raw: RawProcedure, source: Source) -> Procedure:
    facts = source.facts.get(raw.code, CuratedFacts())
    reading = read_limit(raw.limit_text)
    reviews = [reading.review, facts.review]
    if not raw.limit_text and raw.code in source.with_channel_data:
        reviews.append("Bảng theo cách nộp của Cổng có số liệu nhưng lời văn để trống")
    return Procedure(
        code=raw.code,
        name=raw.name,
        field=raw.field[:1].upper() + raw.field[1:],
        level=tidy_level(raw.level),
        limits=reading.limits,
        fees=tuple(_with_unit(fee, facts.fee_per) for fee in read_fee(raw.fee_text)),
        papers=source.papers.get(raw.code, ()),
        applicants=facts.applicants,
        result=raw.result,
        competent_body=facts.competent_body,
        legal_basis=raw.legal_basis,
        portal_url=raw.portal_url,
        decision=raw.decision,
        after_15=facts.after_15 or reading.after_15,
        limit_text=raw.limit_text,
        fee_text=raw.fee_text,
        review="; ".join(review for review in reviews if review),
    )


def tidy_level(text: str) -> str:
    """Return the levels in one spelling: "Cấp Bộ; Cấp Xã" gives "Cấp bộ, Cấp xã"."""
    parts = [part.strip().capitalize() for part in re.split(r"[,;]", text) if part.strip()]
    return ", ".join(parts)


def _with_unit(fee: FeeRule, unit: str) -> FeeRule:
    if unit and fee.state is FeeState.FIXED and not fee.per:
        return replace(fee, per=unit)
    return fee
