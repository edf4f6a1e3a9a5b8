"""The papers against other tools that make the same ones (`make rivals` installs them)."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import intake, papers, procedures
from receptiondesk.desk.papers import NoticeOrder
from receptiondesk.office import Office
from receptiondesk.printing import receipt as receipt_paper
from receptiondesk.printing import wording
from receptiondesk.printing.sheet import Size
from tests.benchmarks import rivals
from tests.benchmarks.ratio import Row, keep, pair_up, seconds
from tests.benchmarks.test_accept import walk_in
from tests.benchmarks.test_paper import offered
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


def wall_of(office: Office) -> list[rivals.Line]:
    words = wording.load("notices", office.paths.root / "forms")
    return rivals.lines(words, procedures.posted(office))


@pytest.mark.bench
@pytest.mark.parametrize(
    ("tool", "make", "at_most", "pairs"),
    [
        ("weasyprint", rivals.wall_by_weasyprint, WEASYPRINT_AT_MOST, 3),
        ("typst", rivals.wall_by_typst, TYPST_AT_MOST, 7),
    ],
)
def test_the_wall_is_made_faster(
    office: Office, tool: str, make: rivals.Wall, at_most: float, pairs: int
) -> None:
    pytest.importorskip(tool, reason=f"{tool} is not installed: make rivals")
    told = wall_of(office)
    assert len(told) == 112
    mine, other, ratio = pair_up(
        lambda: seconds(lambda: papers.notices(office, NoticeOrder("list"))),
        lambda: seconds(lambda: make(wall_of(office))),
        pairs=pairs,
    )
    what = "notice wall, 112 procedures"
    keep(Row(f"{what} ({tool})", f"{tool}, same poster", "s", mine, other, ratio, at_most, pairs))
    assert ratio <= at_most


@pytest.mark.bench
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
        lambda: seconds(lambda: receipt_paper.render(data, Size.A5)),
        lambda: seconds(theirs),
        pairs=5,
    )
    assert file.with_suffix(".pdf").stat().st_size
    keep(
        Row(
            "receipt PDF (LibreOffice)",
            "LibreOffice, the same form from .docx",
            "ms",
            mine * 1e3,
            other * 1e3,
            ratio,
            LIBREOFFICE_AT_MOST,
            5,
        )
    )
    assert ratio <= LIBREOFFICE_AT_MOST


@pytest.mark.bench
def test_the_wall_grows_no_faster_than_its_procedures(office: Office) -> None:
    few = NoticeOrder("list", codes=tuple(offered()))
    every = [one.code for one in procedures.find(office, "", limit=MANY)]
    many = replace(few, codes=tuple(every))
    assert len(many.codes) == MANY
    mine, other, ratio = pair_up(
        lambda: seconds(lambda: papers.notices(office, many)) / len(many.codes),
        lambda: seconds(lambda: papers.notices(office, few)) / len(few.codes),
        pairs=5,
    )
    keep(
        Row(
            f"notice wall, {MANY} procedures, per procedure",
            f"the same of {len(few.codes)}",
            "ms",
            mine * 1e3,
            other * 1e3,
            ratio,
            GROWTH_AT_MOST,
            5,
        )
    )
    assert ratio <= GROWTH_AT_MOST
