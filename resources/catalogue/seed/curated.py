"""What was done by hand: the papers of the commonest procedures and facts about a few others.

Sources: regulation of each procedure as published in July 2026, condensed; see docs/catalogue.md.
"""

from dataclasses import dataclass
from pathlib import Path

from receptiondesk.domain.procedures import After15, PublishedChannel, RequiredPaper
from resources.catalogue.seed.raw import rows


@dataclass(frozen=True, slots=True)
class CuratedFacts:
    """Facts that the published list lacks; empty where nothing is known."""

    applicants: str = ""
    competent_body: str = ""
    after_15: After15 | None = None
    fee_per: str = ""
    review: str = ""


def read_curated_papers(file: Path) -> dict[str, tuple[RequiredPaper, ...]]:
    """Read ``curated_papers.csv``: one row a paper, in checklist order."""
    found: dict[str, list[RequiredPaper]] = {}
    for row in rows(file):
        papers = found.setdefault(row["procedure"], [])
        papers.append(
            RequiredPaper(
                code=f"{row['procedure']}-{len(papers) + 1:02d}",
                name=row["name"],
                originals=int(row["originals"]),
                copies=int(row["copies"]),
                required=row["required"] == "1",
                shown_only=row["shown_only"] == "1",
                case=row["case"],
                alternative=row["alternative"],
                channels=frozenset(PublishedChannel(word) for word in row["channels"].split()),
                form=row["form"],
            )
        )
    return {code: tuple(papers) for code, papers in found.items()}


def read_curated_facts(file: Path) -> dict[str, CuratedFacts]:
    """Read ``curated_procedures.csv``."""
    return {
        row["code"]: CuratedFacts(
            applicants=row["applicants"],
            competent_body=row["competent_body"],
            after_15=After15(row["after_15"]) if row["after_15"] else None,
            fee_per=row["fee_per"],
            review=row["review"],
        )
        for row in rows(file)
    }
