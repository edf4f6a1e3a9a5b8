"""The wall of a large commune: 405 procedures take no more a procedure than 112."""

from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest

from receptiondesk.desk import catalogue_files, procedures, wall, wall_stale
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.domain.catalogue_rows import Catalogue, to_sheets
from receptiondesk.office import Office
from tests.benchmarks.ratio import Row, keep, pair_up, seconds
from tests.support.office import OfficeKind, make_office

SMALL, LARGE = 112, 405
AT_MOST = 1.1


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """An office whose catalogue holds 405 procedures: the practice wall's 112 again and again."""
    opened = make_office(tmp_path / "office", OfficeKind(number_range="1-9000"))
    offered = (files("resources") / "practice" / "offered.txt").read_text("utf-8").split("\n")
    procedures.offer(opened, [code for line in offered if (code := line.split("#")[0].strip())])
    few = procedures.posted(opened)
    assert len(few) == SMALL
    many = tuple(
        replace(
            few[n % SMALL],
            code=f"9.{n:06d}",
            portal_url=f"https://dichvucong.example.vn/{n:060d}",
            papers=tuple(
                replace(one, code=f"9.{n:06d}-{place:02d}")
                for place, one in enumerate(few[n % SMALL].papers, 1)
            ),
        )
        for n in range(LARGE)
    )
    file = tmp_path / "c.zip"
    catalogue_files.write(file, to_sheets(Catalogue("405", many)))
    procedures.import_file(opened, file)
    yield opened
    opened.close()


@pytest.mark.bench
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", ["sheets", "list"])
def test_405_procedures_cost_no_more_each_than_112(office: Office, kind: str) -> None:
    codes = tuple(f"9.{n:06d}" for n in range(LARGE))

    def posted(count: int) -> float:
        return seconds(lambda: wall.post(office, NoticeOrder(kind, codes=codes[:count]))) / count

    large, small, ratio = pair_up(lambda: posted(LARGE), lambda: posted(SMALL), pairs=3)
    keep(
        Row(
            f"notice {kind} filed, 405 procedures, each",
            "the same, 112 procedures, each",
            "ms",
            large * 1e3,
            small * 1e3,
            ratio,
            AT_MOST,
            3,
        )
    )
    assert ratio <= AT_MOST


@pytest.mark.bench
def test_how_long_a_new_catalogue_s_stale_sheets_take_to_find(office: Office) -> None:
    codes = tuple(f"9.{n:06d}" for n in range(LARGE))
    wall.post(office, NoticeOrder("sheets", codes=codes))
    assert wall_stale.standing(office).sheets == LARGE
    took, plain, ratio = pair_up(
        lambda: seconds(lambda: wall_stale.standing(office)),
        lambda: seconds(lambda: [procedures.by_code(office, code) for code in codes]),
        pairs=5,
    )
    keep(
        Row(
            "405 sheets against the catalogue", "reading 405 procedures one by one", "ms",
            took * 1e3, plain * 1e3, ratio, None, 5,
        )
    )  # fmt: skip
    assert took < plain
