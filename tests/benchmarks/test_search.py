"""Search as one types over 150,000 dossiers, against a bare FTS5 query on the same file."""

import random
import statistics
from pathlib import Path

import pytest

from receptiondesk.desk import look
from tests.benchmarks.ratio import Row, keep, seconds
from tests.support.many_dossiers import fill
from tests.support.office import OfficeKind, make_office

AT_MOST = 2.0
DOSSIERS = 150_000
QUESTIONS = 700
HITS = 50
BARE = (
    "SELECT dossier_uid FROM dossier_search WHERE dossier_search MATCH ? "
    "ORDER BY rowid DESC LIMIT ?"
)


def keystrokes(indexed: list[tuple[str, ...]]) -> list[str]:
    """Return what stands in the search field after each key, for texts that clerks look for."""
    chance = random.Random(7)
    typed: list[str] = []
    while len(typed) < QUESTIONS:
        code, applicant, identity, phone, _ = chance.choice(indexed)
        family, *_, given = applicant.split()
        texts = (applicant, f"{family} {given}", given, identity, phone.split()[0],
                 code.split()[0])  # fmt: skip
        whole = chance.choice(texts)
        typed.extend(whole[:length] for length in range(1, len(whole) + 1))
    chance.shuffle(typed)
    return typed[:QUESTIONS]


def bare_question(text: str) -> str:
    words = "".join(sign if sign.isalnum() else " " for sign in text).split()
    return " AND ".join(f'"{word}"*' for word in words)


@pytest.mark.bench
@pytest.mark.timeout(900)
def test_the_slow_keystrokes_cost_at_most_twice_the_bare_query(tmp_path: Path) -> None:
    office = make_office(tmp_path / "office", OfficeKind(number_range="1-999"))
    typed = [text for text in keystrokes(fill(office, DOSSIERS)) if bare_question(text)]
    ours: list[float] = []
    bare: list[float] = []
    with office.database.raw() as connection:
        for turn, text in enumerate(typed):
            asked = (bare_question(text), HITS)
            other = seconds(lambda asked=asked: connection.execute(BARE, asked).fetchall())  # type: ignore[misc]
            mine = seconds(lambda text=text: look.search(office, text, limit=HITS))  # type: ignore[misc]
            if turn >= 100:  # the first ones fill the caches of both
                ours.append(mine)
                bare.append(other)
    office.close()
    mine, other = (statistics.quantiles(taken, n=20)[-1] for taken in (ours, bare))
    keep(
        Row(
            "search as you type, 150,000 dossiers, p95",
            "bare FTS5 query on the same file",
            "ms",
            mine * 1e3,
            other * 1e3,
            mine / other,
            AT_MOST,
            len(ours),
        )
    )
    assert mine / other <= AT_MOST
