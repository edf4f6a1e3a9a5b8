"""The papers against other tools that make the same ones (`make rivals` installs them)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from receptiondesk.desk import intake, notice_orders, papers, procedures
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.office import Office
from receptiondesk.printing import notices, wording
from receptiondesk.printing import receipt as receipt_paper
from receptiondesk.printing.notice_words import ProcedureWords
from receptiondesk.printing.sheet import Size
from tests.benchmarks import poster, rivals
from tests.benchmarks.ratio import Row, cpu_seconds, keep, pair_up
from tests.benchmarks.test_accept import walk_in
from tests.benchmarks.test_paper import offered
from tests.support import paper
from tests.support.office import OfficeKind, make_office

WEASYPRINT_AT_MOST = 1 / 10
TYPST_AT_MOST = 1.0
LIBREOFFICE_AT_MOST = 1 / 50
GROWTH_AT_MOST = 1.1
MANY = 405


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-9000"))
    procedures.offer(opened, offered())
    yield opened
    opened.close()


@pytest.mark.bench
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("tool", "makes", "at_most", "pairs"),
    [
        ("weasyprint", rivals.by_weasyprint, WEASYPRINT_AT_MOST, 3),
        ("typst", rivals.by_typst, TYPST_AT_MOST, 15),
    ],
)
def test_the_wall_is_made_faster(
    office: Office, tool: str, makes: Callable[[], rivals.Wall], at_most: float, pairs: int
) -> None:
    pytest.importorskip(tool, reason=f"{tool} is not installed: make rivals")
    order, make = notice_orders.wanted(office, NoticeOrder("list")), makes()
    assert len(order.data.procedures) == 112
    turns = count()

    def ours() -> float:
        data = poster.otherwise(order.data, next(turns))
        return cpu_seconds(lambda: notices.render(order.kind, data, order.paper))

    def theirs() -> float:
        data = poster.otherwise(order.data, next(turns))
        return cpu_seconds(lambda: make(poster.of(data)))

    mine, other, ratio = pair_up(ours, theirs, pairs=pairs)
    what = f"notice wall, 112 procedures ({tool})"
    against = f"{tool}, the same poster and codes"
    keep(Row(what, against, "s CPU", mine, other, ratio, at_most, pairs))
    assert ratio <= at_most


@pytest.mark.bench
@pytest.mark.timeout(900)
@pytest.mark.parametrize("tool", ["weasyprint", "typst"])
def test_the_others_say_what_ours_says(office: Office, tool: str) -> None:
    pytest.importorskip(tool, reason=f"{tool} is not installed: make rivals")
    make = {"weasyprint": rivals.by_weasyprint, "typst": rivals.by_typst}[tool]()
    order = notice_orders.wanted(office, NoticeOrder("list", codes=tuple(offered()[:8])))
    theirs = paper.squeezed(paper.words(make(poster.of(order.data))))
    ours = notices.render(order.kind, order.data, order.paper)
    for one in order.data.procedures:
        assert paper.squeezed(one.code) in theirs
        assert paper.squeezed(ProcedureWords(order.data.words, one).fees()) in theirs
    assert len(theirs) > 0.9 * len(paper.squeezed(paper.words(ours)))


@pytest.mark.bench
@pytest.mark.timeout(900)
def test_a_receipt_is_made_faster_than_a_word_processor_converts_it(
    office: Office, tmp_path: Path
) -> None:
    pytest.importorskip("docx", reason="python-docx is not installed: make rivals")
    if not rivals.soffice():
        pytest.skip("LibreOffice is not installed")
    dossier = intake.accept(office, walk_in(1)).dossier
    words = wording.load("receipt", office.paths.root / "forms")
    data = papers.receipt_data(office, dossier, words)
    file, home = tmp_path / "receipt.docx", tmp_path / "home"

    def theirs() -> None:
        rivals.receipt_docx(data, file)
        rivals.by_libreoffice(file, home)

    mine, other, ratio = pair_up(
        lambda: cpu_seconds(lambda: receipt_paper.render(data, Size.A5)),
        lambda: cpu_seconds(theirs),
        pairs=5,
    )
    assert file.with_suffix(".pdf").stat().st_size
    keep(
        Row(
            "receipt PDF (LibreOffice)",
            "LibreOffice, the same form from .docx",
            "ms CPU",
            mine * 1e3,
            other * 1e3,
            ratio,
            LIBREOFFICE_AT_MOST,
            5,
        )
    )
    assert ratio <= LIBREOFFICE_AT_MOST


@pytest.mark.bench
@pytest.mark.timeout(900)
def test_the_wall_grows_no_faster_than_its_procedures(office: Office) -> None:
    few = NoticeOrder("list", codes=tuple(offered()))
    every = [one.code for one in procedures.find(office, "", limit=MANY)]
    many = replace(few, codes=tuple(every))
    assert len(many.codes) == MANY
    mine, other, ratio = pair_up(
        lambda: cpu_seconds(lambda: papers.notices(office, many)) / len(many.codes),
        lambda: cpu_seconds(lambda: papers.notices(office, few)) / len(few.codes),
        pairs=5,
    )
    keep(
        Row(
            f"notice wall, {MANY} procedures, per procedure",
            f"the same of {len(few.codes)}",
            "ms CPU",
            mine * 1e3,
            other * 1e3,
            ratio,
            GROWTH_AT_MOST,
            5,
        )
    )
    assert ratio <= GROWTH_AT_MOST
