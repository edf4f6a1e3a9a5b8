"""The register of notice sheets: filed before the paper, numbered once, found by its code."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from receptiondesk.desk import configuration, papers, procedures, safekeeping, wall, wall_look
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.desk.wall import WallPaper
from receptiondesk.desk.wall_look import SheetState
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.wall import Place
from receptiondesk.office import Office
from receptiondesk.printing import notices as notice_papers
from receptiondesk.storage import journal
from tests.support import paper
from tests.support.office import MORNING, OfficeKind, make_office

CODES = ("1.001193", "1.000656", "1.000894", "2.000635", "2.000815")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office", OfficeKind(practice=False))
    procedures.offer(opened, CODES)
    yield opened
    opened.close()


def filed(office: Office) -> list[dict[str, object]]:
    with office.database.read() as session:
        return [dict(one.payload) for one in journal.of_kinds(session, [EventKind.NOTICES_POSTED])]


def bars(pdf: bytes) -> list[str]:
    return [text for page in paper.codes(pdf) for kind, text in page if kind == "Code 128"]


def test_every_sheet_is_filed_with_what_it_says_and_where_it_will_hang(office: Office) -> None:
    posting = wall.post(office, NoticeOrder("sheets", board="Sảnh"))
    kept = wall.register(office)
    assert kept == posting.sheets
    assert [one.codes for one in kept] == [(one.code,) for one in procedures.posted(office)]
    assert [one.number for one in kept] == [1, 2, 3, 4, 5]
    assert [one.place for one in kept] == [Place("Sảnh", str(n)) for n in range(1, 6)]
    assert {one.version for one in kept} == {1}
    assert {one.printed_at for one in kept} == {MORNING}
    assert all(one.hung and one.taken_at is None for one in kept)
    first = kept[0].carried[0]
    assert set(first.marks) >= {"fee", "limit", "papers", "decision"}
    assert first.address == procedures.by_code(office, first.code).portal_url
    [told] = filed(office)
    assert told["sha256"] == [one.sha256 for one in posting.papers]
    assert safekeeping.verify(office) == ()


def test_each_side_bears_its_bar_code_and_the_procedure_s_code_stays_the_bare_address(
    office: Office,
) -> None:
    posting = wall.post(office, NoticeOrder("sheets"))
    [made] = posting.papers
    by_code = {one.code: one.portal_url for one in procedures.posted(office)}
    pages = iter(paper.codes(made.pdf))
    for sheet in posting.sheets:
        found = next(pages)
        assert ("QR", by_code[sheet.codes[0]]) in found
        assert ("Code 128", f"{sheet.id}/1") in found
        assert len(found) == 2
    text = paper.page_words(made.pdf)[0]
    assert f"Tờ {posting.sheets[0].id}, danh mục bản 1, in ngày 23/11/2026" in text


def test_a_page_of_a_list_is_a_sheet_of_its_own_and_carries_what_stands_on_it(
    office: Office,
) -> None:
    posting = wall.post(office, NoticeOrder("list"))
    pages = paper.page_words(posting.papers[0].pdf)
    assert len(posting.sheets) == len(pages) > 0
    for sheet, text in zip(posting.sheets, pages, strict=True):
        assert all(code in text for code in sheet.codes)
        assert (sheet.layout.page, sheet.layout.pages) == (sheet.number, len(pages))
    assert sorted(code for sheet in posting.sheets for code in sheet.codes) == sorted(CODES)


@pytest.mark.parametrize("kind", ["feedback", "hotline", "poster"])
def test_notices_without_procedures_are_filed_too(office: Office, kind: str) -> None:
    posting = wall.post(office, NoticeOrder(kind))
    [sheet] = posting.sheets
    assert (sheet.kind, sheet.codes) == (kind, ())
    assert bars(posting.papers[0].pdf) == [sheet.scanned]
    assert wall_look.look(office, sheet.scanned).state is SheetState.RIGHT


def test_what_the_office_has_not_told_is_named(office: Office) -> None:
    posting = wall.post(office, NoticeOrder("feedback"))
    assert {(one.field, one.code) for one in posting.warnings} == {
        ("feedback_mailing", "left_blank"),
        ("feedback_website", "left_blank"),
        ("feedback_email", "left_blank"),
    }
    assert wall.post(office, NoticeOrder("list")).warnings == ()


def test_a_preview_is_not_filed_and_bears_no_bar_code(office: Office) -> None:
    made = papers.notices(office, NoticeOrder("sheets"))
    assert bars(made.pdf) == []
    assert wall.register(office) == ()
    assert filed(office) == []


def test_numbers_go_on_and_are_never_given_twice(office: Office) -> None:
    first = wall.post(office, NoticeOrder("list")).sheets
    second = wall.post(office, NoticeOrder("sheets")).sheets
    ids = [one.id for one in (*first, *second)]
    assert len(set(ids)) == len(ids)
    assert [one.number for one in second] == [len(first) + n for n in range(1, 6)]


def test_after_a_restore_other_letters_keep_the_numbers_apart(
    office: Office, tmp_path: Path
) -> None:
    safekeeping.backup(office, tmp_path / "b.db")
    lost = wall.post(office, NoticeOrder("index")).sheets
    restored = safekeeping.restore(
        office.paths,
        tmp_path / "b.db",
        clock=office.clock,
        officer=office.officer,
        credentials=office.credentials,
    )
    again = restored.office
    found = wall.post(again, NoticeOrder("index")).sheets
    assert not {one.id for one in lost} & {one.id for one in found}
    again.close()


def test_sheets_whose_paper_could_not_be_kept_are_not_filed(office: Office) -> None:
    def full(_: Sequence[WallPaper]) -> None:
        raise Trouble("cannot_write", "đầy")

    with pytest.raises(Trouble):
        wall.post(office, NoticeOrder("index"), keep=full)
    assert wall.register(office) == ()
    assert filed(office) == []


def test_two_that_print_at_once_get_numbers_of_their_own(office: Office) -> None:
    others = iter([True])
    kept: list[str] = []

    def slowly(made: Sequence[WallPaper]) -> None:
        if next(others, False):
            wall.post(office, NoticeOrder("index"))
        kept.append(made[0].sheets[0])

    mine = wall.post(office, NoticeOrder("index"), keep=slowly)
    assert len(kept) == 2
    assert mine.sheets[0].id == kept[-1] != kept[0]
    assert len(wall.register(office)) == 2
    assert bars(mine.papers[0].pdf) == [mine.sheets[0].scanned]


def test_no_file_has_more_than_its_pages_and_no_sheet_is_torn(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_papers, "PAGES_AT_MOST", 2)
    posting = wall.post(office, NoticeOrder("sheets"))
    assert [len(paper.page_words(one.pdf)) for one in posting.papers] == [2, 2, 1]
    assert [one for made in posting.papers for one in made.sheets] == [
        sheet.id for sheet in posting.sheets
    ]
    for made in posting.papers:
        assert bars(made.pdf) == [f"{one}/1" for one in made.sheets]


def test_stopped_by_a_person_files_nothing(office: Office) -> None:
    asked = iter([False, True])
    with pytest.raises(Refused) as caught:
        wall.post(office, NoticeOrder("sheets"), cancelled=lambda: next(asked))
    assert caught.value.problems[0].code == "cancelled"
    assert wall.register(office) == ()


def test_a_sheet_moves_and_the_register_stands_in_wall_order(office: Office) -> None:
    sheets = wall.post(office, NoticeOrder("sheets", board="Sảnh")).sheets
    wall.put(office, sheets[0].id, "Sảnh", "10")
    wall.put(office, sheets[1].scanned.lower(), "An ninh", "3b")
    order = [one.id for one in wall.register(office)]
    assert order == [sheets[n].id for n in (1, 2, 3, 4, 0)]
    assert wall.register(office)[0].place.told() == "bảng An ninh, vị trí 3b"
    assert safekeeping.verify(office) == ()
    more = wall.post(office, NoticeOrder("poster", board="Sảnh")).sheets
    assert more[0].place == Place("Sảnh", "11")


@pytest.mark.parametrize(
    ("sheet", "board", "position", "code"),
    [
        ("1ABC-999", "Sảnh", "1", "unknown_sheet"),
        ("không phải tờ", "Sảnh", "1", "unknown_sheet"),
        ("", "", "", "place_needed"),
        ("", "B" * 31, "1", "bad_place"),
        ("", "Sảnh\u202e", "1", "bad_place"),
    ],
)
def test_a_wrong_place_is_refused(
    office: Office, sheet: str, board: str, position: str, code: str
) -> None:
    kept = wall.post(office, NoticeOrder("index")).sheets[0]
    with pytest.raises(Refused) as caught:
        wall.put(office, sheet or kept.id, board, position)
    assert caught.value.problems[0].code == code
    assert wall.register(office) == (kept,)


def test_a_bar_code_of_another_catalogue_is_not_of_this_register(office: Office) -> None:
    [sheet] = wall.post(office, NoticeOrder("poster")).sheets
    with pytest.raises(Refused) as caught:
        wall_look.look(office, f"{sheet.id}/7")
    assert caught.value.problems[0].code == "unknown_sheet"


def test_the_poster_needs_an_address_to_lead_to(office: Office) -> None:
    bare = configuration.change(office, "lookup_url", "")
    with pytest.raises(Refused) as caught:
        wall.post(bare, NoticeOrder("poster"))
    assert caught.value.problems[0].code == "no_lookup_url"


def test_every_layout_is_filed_on_every_paper(office: Office) -> None:
    for kind in notice_papers.NoticeKind:
        for size in ("a4", "a3", "a3-a4"):
            order = NoticeOrder(kind.value, size=size, landscape=size == "a3", large=size == "a4")
            posting = wall.post(office, replace(order, codes=CODES[:2]))
            for sheet in posting.sheets:
                assert (sheet.layout.size, sheet.layout.large) == (size, size == "a4")
            found = bars(posting.papers[0].pdf)
            assert set(found) == {sheet.scanned for sheet in posting.sheets}
    assert safekeeping.verify(office) == ()
