"""Paper against the bare libraries: a receipt, and the wall of 112 procedures."""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from receptiondesk.desk import intake, papers, procedures
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.domain.dossier import Dossier
from receptiondesk.office import Office
from receptiondesk.printing import receipt as receipt_paper
from receptiondesk.printing import wording
from receptiondesk.printing.sheet import Size
from tests.benchmarks.bare_canvas import noted
from tests.benchmarks.ratio import Row, cpu_seconds, keep, pair_up
from tests.benchmarks.test_accept import walk_in
from tests.support.office import OfficeKind, make_office
from tests.support.paper import page_words

RECEIPT_AT_MOST = 1.5
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
def test_a_receipt_costs_at_most_half_more_than_bare_drawing(
    office: Office, dossier: Dossier
) -> None:
    words = wording.load("receipt", office.paths.root / "forms")
    data = papers.receipt_data(office, dossier, words)
    assert data.seal

    def ours() -> bytes:
        return receipt_paper.render(data, Size.A5)

    drawing = noted(ours)
    assert len(drawing.codes) == 2
    assert page_words(drawing.again()) == page_words(ours())
    mine, other, ratio = pair_up(
        lambda: cpu_seconds(ours), lambda: cpu_seconds(drawing.again), pairs=30, warm=3
    )
    keep(
        Row(
            "receipt PDF, warm",
            "bare reportlab, same drawing, codes made too",
            "ms CPU",
            mine * 1e3,
            other * 1e3,
            ratio,
            RECEIPT_AT_MOST,
            30,
        )
    )
    assert ratio <= RECEIPT_AT_MOST


@pytest.mark.bench
def test_the_wall_costs_at_most_half_more_than_bare_drawing(office: Office) -> None:
    def ours() -> bytes:
        return papers.notices(office, NoticeOrder("list")).pdf

    drawing = noted(ours)
    assert len(drawing.codes) == len({one.portal_url for one in procedures.posted(office)})
    assert page_words(drawing.again()) == page_words(ours())
    mine, other, ratio = pair_up(
        lambda: cpu_seconds(ours), lambda: cpu_seconds(drawing.again), pairs=9
    )
    keep(
        Row(
            "notice wall, 112 procedures with QR",
            "bare reportlab, same drawing, codes made too",
            "s CPU",
            mine,
            other,
            ratio,
            WALL_AT_MOST,
            9,
        )
    )
    assert ratio <= WALL_AT_MOST
