"""Which sheets must go when a catalogue comes, printing right ones, striking the old ones."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from receptiondesk.desk import (
    configuration,
    papers,
    procedures,
    safekeeping,
    wall,
    wall_look,
    wall_stale,
)
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.desk.wall_look import SheetState
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.procedures import FeeRule, FeeState, Procedure, PublishedChannel
from receptiondesk.domain.wall import Place
from receptiondesk.office import Office
from receptiondesk.storage import journal
from tests.support import paper
from tests.support.catalogues import bring_in
from tests.support.office import OFFICER, OfficeKind, make_office

BIRTH, DEATH, MARRIAGE, EXTRACT, COPIES = CODES = (
    "1.001193", "1.000656", "1.000894", "2.000635", "2.000815",
)  # fmt: skip
#: On no wall until somebody hangs it.
ANOTHER = "1.014027"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    kind = OfficeKind(practice=False, procedures=(*CODES, ANOTHER))
    opened = make_office(tmp_path / "office", kind)
    procedures.offer(opened, CODES)
    yield opened
    opened.close()


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Office]:
    """An office with the whole catalogue: a list of it has several pages."""
    opened = make_office(tmp_path / "large", OfficeKind(practice=False))
    procedures.offer(opened, CODES)
    yield opened
    opened.close()


def dearer(one: Procedure) -> Procedure:
    return replace(
        one, fees=tuple(FeeRule(c, FeeState.FIXED, 12_000, "bản") for c in PublishedChannel)
    )


def by_code(office: Office) -> dict[str, str]:
    """Return the sheet of each procedure that hangs now."""
    return {one.codes[0]: one.id for one in wall.register(office) if one.hung}


def whats(office: Office) -> dict[str, list[tuple[str, str]]]:
    return {
        one.sheet.id: [(reason.code, reason.what) for reason in one.reasons]
        for one in wall_stale.standing(office).stale
    }


def test_each_reason_is_named_with_old_and_new(office: Office, tmp_path: Path) -> None:
    wall.post(office, NoticeOrder("sheets"))
    sheets = by_code(office)
    assert wall_stale.standing(office).told == "5 tờ đang treo đều đúng với danh mục bản 1."
    bring_in(
        office,
        tmp_path,
        {
            BIRTH: dearer,
            DEATH: lambda one: replace(one, papers=one.papers[:1]),
            MARRIAGE: lambda one: replace(one, decision="99/QĐ-BTP", valid_from=date(2027, 1, 1)),
            EXTRACT: lambda one: replace(one, portal_url="https://dichvucong.example.vn/moi"),
            COPIES: lambda one: replace(one, limits=one.limits[:1]),
        },
    )
    told = wall_stale.standing(office)
    assert told.told == "Cần thay 5 trong 5 tờ (danh mục bản 2)."
    assert whats(office) == {
        sheets[BIRTH]: [(BIRTH, "fee")],
        sheets[DEATH]: [(DEATH, "papers")],
        sheets[MARRIAGE]: [(MARRIAGE, "decision")],
        sheets[EXTRACT]: [(EXTRACT, "address")],
        sheets[COPIES]: [(COPIES, "limit")],
    }
    reasons = {reason.what: reason for one in told.stale for reason in one.reasons}
    assert reasons["fee"].new == "12.000 đồng/bản"
    assert reasons["fee"].old
    assert reasons["decision"].new == "99/QĐ-BTP, hiệu lực từ 01/01/2027"
    assert reasons["address"].new == "https://dichvucong.example.vn/moi"


def test_a_catalogue_that_changes_nothing_printed_makes_nothing_stale(
    office: Office, tmp_path: Path
) -> None:
    wall.post(office, NoticeOrder("sheets"))
    wall.post(office, NoticeOrder("index"))
    assert bring_in(
        office,
        tmp_path,
        {
            BIRTH: lambda one: replace(one, limit_text="chữ khác", fee_text="khác", review="xem"),
            ANOTHER: dearer,
        },
    ) == 2  # fmt: skip
    assert wall_stale.standing(office).stale == ()
    sheet = wall.register(office)[0]
    assert wall_look.look(office, sheet.scanned).told == f"Tờ {sheet.id} đang đúng."


def test_an_index_is_not_stale_by_what_it_does_not_print(office: Office, tmp_path: Path) -> None:
    wall.post(office, NoticeOrder("index"))
    wall.post(office, NoticeOrder("needs"))
    bring_in(office, tmp_path, {BIRTH: dearer})
    assert wall_stale.standing(office).stale == ()
    bring_in(office, tmp_path, {BIRTH: lambda one: replace(one, name="Ghi việc sinh")})
    assert {what for found in whats(office).values() for _, what in found} == {"name"}
    assert len(whats(office)) == 2


def test_other_wording_of_our_own_makes_nothing_stale(office: Office) -> None:
    wall.post(office, NoticeOrder("sheets"))
    folder = office.paths.root / "forms"
    folder.mkdir()
    (folder / "notices.toml").write_text('free = "Miễn phí"\nwall_title = "Tờ"\n', encoding="utf-8")
    assert wall_stale.standing(office).stale == ()


def test_another_hot_line_makes_every_sheet_that_names_it_stale(office: Office) -> None:
    wall.post(office, NoticeOrder("hotline"))
    wall.post(office, NoticeOrder("index"))
    office = configuration.change(office, "hotline", "1900 1234")
    [stale] = wall_stale.standing(office).stale
    assert stale.sheet.kind == "hotline"
    [reason] = stale.reasons
    assert (reason.what, reason.old, reason.new) == ("office", "1022", "1900 1234")


def test_a_procedure_without_a_page_is_stale_when_the_look_up_moves(
    office: Office, tmp_path: Path
) -> None:
    bring_in(office, tmp_path, {BIRTH: lambda one: replace(one, portal_url="")})
    wall.post(office, NoticeOrder("sheets", codes=(BIRTH,)))
    office = configuration.change(office, "lookup_url", "https://khac.example.vn/")
    assert [found for [found] in whats(office).values()] == [(BIRTH, "address")]


def test_stale_sheets_are_printed_in_wall_order_and_struck_when_confirmed(
    office: Office, tmp_path: Path
) -> None:
    posted = wall.post(office, NoticeOrder("sheets", board="Sảnh")).sheets
    old = by_code(office)
    wall.put(office, old[BIRTH], "Sảnh", "9")
    bring_in(office, tmp_path, {BIRTH: dearer, DEATH: dearer})
    posting = wall_stale.replace_stale(office)
    assert [one.codes for one in posting.sheets] == [(DEATH,), (BIRTH,)]
    assert [one.replaces for one in posting.sheets] == [old[DEATH], old[BIRTH]]
    assert posting.sheets[1].place == Place("Sảnh", "9")
    pages = paper.page_words(posting.papers[0].pdf)
    assert f"thay tờ {old[DEATH]}; treo ở bảng Sảnh" in pages[0]
    assert "12.000 đồng/bản" in pages[0]
    number = next(one.carried[0].number for one in posted if one.id == old[DEATH])
    assert f"Tờ số {number} " in pages[0]
    # Until somebody says that they hang, the old ones stand and are still wrong.
    assert wall_stale.standing(office).sheets == 5
    assert [one.replacement for one in wall_stale.standing(office).stale] == [
        (one.id,) for one in posting.sheets
    ]
    assert wall_look.look(office, posting.sheets[0].scanned).state is SheetState.WAITING
    done = wall_stale.confirm(office, [posting.sheets[0].scanned, old[BIRTH]])
    assert set(done.struck) == {old[DEATH], old[BIRTH]}
    assert set(done.hung) == {one.id for one in posting.sheets}
    told = wall_stale.standing(office)
    assert (told.sheets, told.stale) == (5, ())
    looked = wall_look.look(office, old[DEATH])
    assert looked.state is SheetState.STRUCK
    assert looked.told == f"Tờ {old[DEATH]} đã gỡ từ 23/11/2026, thay bằng tờ {done.hung[0]}."
    with office.database.read() as session:
        [event] = journal.of_kinds(session, [EventKind.NOTICE_TAKEN_DOWN])
    assert event.officer == OFFICER
    assert safekeeping.verify(office) == ()


def test_a_stale_page_of_a_list_is_printed_again_by_itself(large: Office, tmp_path: Path) -> None:
    codes = tuple(one.code for one in procedures.find(large, "", limit=30))
    sheets = wall.post(large, NoticeOrder("list", codes=codes)).sheets
    assert len(sheets) > 3
    middle = sheets[1]
    numbers = {one.code: one.number for one in middle.carried}
    bring_in(large, tmp_path, {middle.codes[1]: dearer})
    [stale] = wall_stale.standing(large).stale
    assert stale.sheet == middle
    posting = wall_stale.replace_stale(large)
    assert {code for one in posting.sheets for code in one.codes} == set(middle.codes)
    [page, *_] = paper.page_words(posting.papers[0].pdf)
    assert f"Trang 2/{len(sheets)}" in page
    assert "CỘNG HÒA" not in page
    for one in posting.sheets:
        assert {each.code: each.number for each in one.carried}.items() <= numbers.items()


def test_the_first_page_keeps_its_heading_and_the_last_its_box(
    large: Office, tmp_path: Path
) -> None:
    codes = tuple(one.code for one in procedures.find(large, "", limit=30))
    sheets = wall.post(large, NoticeOrder("list", codes=codes)).sheets
    bring_in(large, tmp_path, {sheets[0].codes[0]: dearer, sheets[-1].codes[-1]: dearer})
    pages = paper.page_words(wall_stale.replace_stale(large).papers[0].pdf)
    assert "DANH MỤC THỦ TỤC HÀNH CHÍNH" in pages[0]
    assert "Tiếp nhận phản ánh, kiến nghị" in pages[-1]
    assert "Tiếp nhận phản ánh, kiến nghị" not in pages[0]


def test_what_is_gone_or_no_longer_posted_comes_down(office: Office, tmp_path: Path) -> None:
    wall.post(office, NoticeOrder("sheets"))
    sheets = by_code(office)
    pages = len(wall.post(office, NoticeOrder("office")).sheets)
    bring_in(office, tmp_path, {BIRTH: lambda _: None})
    procedures.offer(office, [DEATH, MARRIAGE, EXTRACT])
    told = wall_stale.standing(office)
    assert {one.sheet.id for one in told.stale if one.leaves} == {sheets[BIRTH], sheets[COPIES]}
    assert told.sheets == 5 + pages
    assert told.told == (
        f"Cần thay 1 trong {told.sheets} tờ, gỡ 2 tờ không còn hiệu lực (danh mục bản 2)."
    )
    found = whats(office)
    assert found[sheets[BIRTH]] == [(BIRTH, "gone")]
    assert found[sheets[COPIES]] == [(COPIES, "not_posted")]
    # The table of the office is printed again without them; the sheets only come down.
    posting = wall_stale.replace_stale(office)
    assert [one.kind for one in posting.sheets] == ["office"]
    assert not {BIRTH, COPIES} & set(posting.sheets[0].codes)
    wall_stale.confirm(office, everything=True)
    told = [code for one in wall.register(office) if one.kind == "office" for code in one.codes]
    assert sorted(told) == sorted({DEATH, MARRIAGE, EXTRACT})
    assert wall_stale.standing(office).stale == ()
    assert {one.codes for one in wall.register(office) if one.kind == "sheets"} == {
        (DEATH,), (MARRIAGE,), (EXTRACT,),
    }  # fmt: skip


def test_what_was_asked_for_though_it_is_not_posted_stays(office: Office) -> None:
    wall.post(office, NoticeOrder("sheets", codes=(ANOTHER,)))
    assert wall_stale.standing(office).stale == ()


def test_posted_procedures_without_a_sheet_are_listed_and_printed_alone(office: Office) -> None:
    wall.post(office, NoticeOrder("sheets", codes=(BIRTH, DEATH)))
    wall.post(office, NoticeOrder("index"))
    assert set(wall_stale.standing(office).missing) == {MARRIAGE, EXTRACT, COPIES}
    order = wall_stale.of_missing(office, NoticeOrder("sheets"))
    posting = wall.post(office, order)
    assert {one.codes[0] for one in posting.sheets} == {MARRIAGE, EXTRACT, COPIES}
    assert sorted(one.carried[0].number for one in posting.sheets) == [3, 4, 5]
    assert wall_stale.standing(office).missing == ()
    with pytest.raises(Refused) as caught:
        wall_stale.of_missing(office, NoticeOrder("sheets"))
    assert caught.value.problems[0].code == "nothing_missing"


def test_a_further_change_before_hanging_strikes_the_sheet_that_never_hung(
    office: Office, tmp_path: Path
) -> None:
    wall.post(office, NoticeOrder("sheets"))
    bring_in(office, tmp_path, {BIRTH: dearer})
    [first] = wall_stale.replace_stale(office).sheets
    with pytest.raises(Refused) as caught:
        wall_stale.replace_stale(office)
    assert caught.value.problems[0].code == "nothing_stale"
    bring_in(office, tmp_path, {BIRTH: lambda one: replace(one, decision="1/QĐ-UBND")})
    [second] = wall_stale.replace_stale(office).sheets
    assert wall_look.look(office, first.id).state is SheetState.STRUCK
    assert wall_look.look(office, second.id).state is SheetState.WAITING
    [third] = wall_stale.replace_stale(office, again=True).sheets
    assert wall_look.look(office, second.id).state is SheetState.STRUCK
    done = wall_stale.confirm(office, everything=True)
    assert done.hung == (third.id,)
    assert safekeeping.verify(office) == ()


def test_it_says_since_when_and_by_which_catalogue(office: Office, tmp_path: Path) -> None:
    wall.post(office, NoticeOrder("sheets"))
    sheet = by_code(office)[BIRTH]
    bring_in(office, tmp_path, {DEATH: dearer})
    bring_in(office, tmp_path, {BIRTH: dearer})
    found = wall_look.look(office, f"{sheet}/1")
    assert (found.state, found.version) == (SheetState.STALE, 3)
    assert found.told == f"Tờ {sheet} đã thay từ 23/11/2026 (danh mục bản 3): phí, lệ phí."


def test_nothing_is_struck_without_a_name_or_without_cause(office: Office, tmp_path: Path) -> None:
    wall.post(office, NoticeOrder("sheets"))
    right = by_code(office)[BIRTH]
    for act, code in (
        (lambda: wall_stale.confirm(office, [right]), "not_replaced"),
        (lambda: wall_stale.confirm(office, everything=True), "nothing_to_confirm"),
        (lambda: wall_stale.confirm(office.with_officer(""), [right]), "officer_needed"),
        (lambda: wall_stale.remove(office.with_officer(""), [right], "rách"), "officer_needed"),
        (lambda: wall_stale.remove(office, [right], " "), "missing_reason"),
        (lambda: wall_stale.remove(office, [right], "x" * 501), "too_long"),
        (lambda: wall_stale.remove(office, [right], "a\nb"), "bad_characters"),
        (lambda: wall_stale.remove(office, [right, "1ZZZ-9"], "rách"), "unknown_sheet"),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.problems[0].code == code
    assert len(wall.register(office)) == 5
    done = wall_stale.remove(office, [right], "rách, mưa hắt")
    assert done.struck == (right,)
    with pytest.raises(Refused) as caught:
        wall_stale.remove(office, [right], "lần nữa")
    assert caught.value.problems[0].code == "sheet_struck"
    assert BIRTH in wall_stale.standing(office).missing
    assert safekeeping.verify(office) == ()


def test_sheets_of_several_papers_come_in_a_file_each(office: Office, tmp_path: Path) -> None:
    wall.post(office, NoticeOrder("sheets", codes=(BIRTH,), size="a3"))
    wall.post(office, NoticeOrder("sheets", codes=(DEATH,), landscape=True))
    wall.post(office, NoticeOrder("office", codes=(BIRTH, DEATH), landscape=True))
    bring_in(office, tmp_path, {BIRTH: dearer, DEATH: dearer})
    posting = wall_stale.replace_stale(office)
    assert [len(one.sheets) for one in posting.papers] == [1, 2] or [
        len(one.sheets) for one in posting.papers
    ] == [2, 1]
    widths = {round(paper.pictures(one.pdf, 72)[0].width) for one in posting.papers}
    assert widths == {842}


def test_a_preview_shows_the_same_sheet_without_its_foot(office: Office) -> None:
    made = papers.notices(office, NoticeOrder("sheets", codes=(BIRTH,)))
    [text] = paper.page_words(made.pdf)
    assert "danh mục bản" not in text


def test_what_left_the_catalogue_keeps_the_name_of_its_sheet(
    office: Office, tmp_path: Path
) -> None:
    wall.post(office, NoticeOrder("sheets", codes=(BIRTH, DEATH)))
    before = wall.names(office, wall.register(office), (COPIES,))
    assert set(before) == {BIRTH, DEATH, COPIES}
    bring_in(office, tmp_path, {BIRTH: lambda one: replace(one, name="Mới"), DEATH: lambda _: None})
    now = wall.names(office, wall.register(office), (COPIES,))
    assert now == {**before, BIRTH: "Mới"}
