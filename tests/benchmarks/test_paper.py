"""Paper against the bare libraries: a receipt, and the wall of 112 procedures."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from receptiondesk.desk import intake, papers, procedures
from receptiondesk.desk.papers import NoticeOrder
from receptiondesk.domain.dossier import Dossier
from receptiondesk.office import Office
from receptiondesk.printing import receipt as receipt_paper
from receptiondesk.printing import wording
from receptiondesk.printing.sheet import Size
from tests.benchmarks.bare_canvas import EVERYTHING, WORDS, noted
from tests.benchmarks.ratio import Row, keep, pair_up, seconds
from tests.benchmarks.test_accept import walk_in
from tests.support.office import OfficeKind, make_office

RECEIPT_AT_MOST = 2.0
WALL_AT_MOST = 1.5


def offered() -> list[str]:
    """Return the 112 procedures of the practice wall."""
    told = (files("resources") / "practice" / "offered.txt").read_text("utf-8").split("\n")
    return [code for line in told if (code := line.split("#")[0].strip())]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-9000"))
    procedures.offer(opened, offered())
    yield opened
    opened.close()


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return intake.accept(office, walk_in(1)).dossier


@pytest.mark.bench
def test_a_receipt_costs_at_most_twice_its_bare_words(office: Office, dossier: Dossier) -> None:
    words = wording.load("receipt", office.paths.root / "forms")
    data = papers.receipt_data(office, dossier, words)

    def ours() -> bytes:
        return receipt_paper.render(data, Size.A5)

    script = noted(ours)
    mine, other, ratio = pair_up(
        lambda: seconds(ours), lambda: seconds(lambda: script.play(WORDS)), pairs=40, warm=3
    )
    keep(
        Row(
            "receipt PDF, warm",
            "bare reportlab canvas, same words, same fonts",
            "ms",
            mine * 1e3,
            other * 1e3,
            ratio,
            RECEIPT_AT_MOST,
            40,
        )
    )
    assert ratio <= RECEIPT_AT_MOST


@pytest.mark.bench
def test_the_wall_costs_at_most_half_more_than_bare_drawing(office: Office) -> None:
    def ours() -> bytes:
        return papers.notices(office, NoticeOrder("list")).pdf

    script = noted(ours)
    assert len(script.codes) == len({one.portal_url for one in procedures.posted(office)})

    def bare() -> None:
        script.make_codes()
        script.play(EVERYTHING)

    mine, other, ratio = pair_up(lambda: seconds(ours), lambda: seconds(bare), pairs=7)
    keep(
        Row(
            "notice wall, 112 procedures with QR",
            "bare reportlab + qrcode, same drawing",
            "s",
            mine,
            other,
            ratio,
            WALL_AT_MOST,
            7,
        )
    )
    assert ratio <= WALL_AT_MOST
