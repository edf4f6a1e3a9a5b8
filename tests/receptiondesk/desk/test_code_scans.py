"""What a scanner read, told apart: genuine, changed, mangled on the way, or something else."""

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from receptiondesk.credentials.receipt_key import ReceiptKey
from receptiondesk.desk import (
    code_scans,
    corrections,
    day_close,
    intake,
    papers,
    procedures,
    receipt_seals,
    wall,
)
from receptiondesk.desk.code_scans import Finding, Scanned
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.desk.receipt_seals import KnownKey
from receptiondesk.domain.clock import SetClock
from receptiondesk.domain.day import Counted
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.receipt_seal import SealedFacts, message, spell
from receptiondesk.office import Office
from receptiondesk.storage import journal
from tests.support import paper
from tests.support.catalogues import bring_in
from tests.support.office import MORNING, OfficeKind, make_office
from tests.support.typing_methods import telex, vni
from tests.support.walk_ins import walk_in

OTHER = ReceiptKey(bytes(range(32)))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    kind = OfficeKind(number_range="1-999", practice=False)
    opened = make_office(tmp_path / "office", kind, clock=SetClock(MORNING))
    yield opened
    opened.close()


@pytest.fixture
def kept(office: Office) -> Dossier:
    return intake.accept(office, walk_in(office)).dossier


@pytest.fixture
def code(office: Office, kept: Dossier) -> str:
    return receipt_seals.code_of(office, kept)


def told(seen: Scanned) -> dict[str, tuple[str, str]]:
    return {line.label: (line.paper, line.record) for line in seen.lines}


def test_a_genuine_receipt_says_what_it_says_beside_the_record(
    office: Office, kept: Dossier, code: str
) -> None:
    seen = code_scans.see(office, code)
    assert (seen.finding, seen.headline, seen.uid) == (Finding.GOOD, "Giấy thật", kept.uid)
    assert not seen.opens
    assert told(seen)["Mã hồ sơ"] == (kept.code, kept.code)
    assert told(seen)["Tiếp nhận"][0] == "09 giờ 00 phút, ngày 23/11/2026"
    assert set(told(seen)) == {"Mã hồ sơ", "Tiếp nhận", "Thủ tục", "Mã cơ quan", "Hẹn trả"}
    assert not any(line.differs for line in seen.lines)
    assert seen.remarks == ()


def test_a_difference_to_the_record_is_named(office: Office, kept: Dossier) -> None:
    late = replace(kept, promise=replace(kept.promise, due_at=MORNING + timedelta(days=30)))
    seen = code_scans.see(office, receipt_seals.code_of(office, late))
    assert seen.finding is Finding.GOOD, "it was printed here; the record moved on"
    assert [line.label for line in seen.lines if line.differs] == ["Hẹn trả"]
    assert "Giấy khác với sổ của máy này ở: hẹn trả." in seen.remarks


def test_one_changed_letter_anywhere_is_never_genuine(office: Office, code: str) -> None:
    for place in range(len(code)):
        letter = "7" if code[place] != "7" else "8"
        seen = code_scans.see(office, code[:place] + letter + code[place + 1 :])
        assert seen.finding in {Finding.BAD, Finding.UNSURE}, (place, seen)


def test_one_letter_of_another_case_is_not_genuine_either(office: Office, code: str) -> None:
    places = [at for at, letter in enumerate(code) if letter.isalpha()]
    assert len(places) > 20
    for place in places:
        seen = code_scans.see(office, code[:place] + code[place].lower() + code[place + 1 :])
        assert seen.finding is not Finding.GOOD, place


def test_a_time_put_off_under_the_old_signature_leads_to_the_record(
    office: Office, kept: Dossier, code: str
) -> None:
    seen = code_scans.see(office, code.replace(":2026112", ":2027112"))
    assert (seen.finding, seen.headline, seen.uid) == (Finding.BAD, "Giấy không thật", kept.uid)
    assert seen.lines == (), "what nobody signed is not shown as if somebody had"
    assert kept.code in seen.remarks[0]


def test_caps_lock_on_makes_no_receipt_false(office: Office, code: str) -> None:
    """A scanner presses Shift for capitals, which Caps Lock turns into small letters."""
    assert code == code.upper()
    assert code_scans.see(office, code.lower()).headline == "Giấy thật"
    last = "b" if code[-1] != "B" else "c"
    changed = code_scans.see(office, code.lower()[:-1] + last)
    assert changed.finding is Finding.BAD


def test_caps_lock_is_named_where_small_letters_do_not_prove(office: Office, code: str) -> None:
    changed = code.lower().replace(":2026112", ":2027112")
    assert "Caps Lock" in code_scans.see(office, changed).remarks[0]


@pytest.mark.parametrize("method", [telex, vni])
@pytest.mark.parametrize("caps", [False, True])
def test_a_scan_through_a_vietnamese_typing_method_arrives_whole(
    office: Office, method: Callable[[str], str], caps: bool
) -> None:
    for _ in range(8):
        received = intake.accept(office, walk_in(office)).dossier
        code = receipt_seals.code_of(office, received)
        typed = method(code.lower() if caps else code)
        assert code_scans.see(office, typed).headline == "Giấy thật"


def test_the_typing_methods_of_this_test_do_change_ordinary_base_32() -> None:
    letters = base64.b32encode(bytes(range(64))).decode()
    assert telex(letters) != letters
    assert vni(letters) != letters
    assert telex("vieejt ddaay wa") == "việt đây ưa"
    assert vni("d9a1 to6i") == "đá tôi"


def test_a_code_that_was_changed_on_the_way_is_told_from_a_false_one(
    office: Office, code: str
) -> None:
    seen = code_scans.see(office, code.replace("RD1", "RĐ1"))
    assert (seen.finding, seen.headline) == (Finding.UNSURE, "Chưa đọc được mã ký")
    assert "tắt bộ gõ" in seen.sentence


def test_what_scanners_send_along_is_no_part_of_a_code(office: Office, code: str) -> None:
    for raw in (f"]Q1{code}\r\n", f"\x02{code}\x03\t", f"  {code} "):
        assert code_scans.see(office, raw).headline == "Giấy thật"


def test_half_a_code_says_that_it_is_half(office: Office, code: str) -> None:
    for cut in (4, 30, len(code) - 1):
        seen = code_scans.see(office, code[:cut])
        assert (seen.finding, seen.headline) == (Finding.BAD, "Mã ký không trọn")
    assert code_scans.see(office, code + code).headline == "Mã ký không trọn"


def test_another_office_s_key_is_asked_for_and_then_known(office: Office) -> None:
    facts = SealedFacts("H56.15-261120-0001", "1.001193", "H56.15", MORNING, None)
    signed = message(facts, OTHER.public.key_id)
    code = spell(signed, OTHER.sign(signed.encode()))
    unknown = code_scans.see(office, code)
    assert unknown.finding is Finding.UNSURE
    assert told(unknown)["Hẹn trả"] == ("không hẹn", "")
    folder = office.paths.root / "receipt-keys"
    assert str(folder) in unknown.remarks[0]
    folder.mkdir()
    known = KnownKey(OTHER.public, "H56.15", "UBND xã Láng Giềng")
    (folder / "lang-gieng.pem").write_text(known.text, encoding="utf-8")
    seen = code_scans.see(office, code)
    assert (seen.finding, seen.uid) == (Finding.GOOD, "")
    assert "UBND xã Láng Giềng" in seen.sentence
    assert not seen.recorded


def test_a_receipt_of_a_dossier_that_is_not_here_has_no_record_beside_it(
    office: Office, kept: Dossier
) -> None:
    seen = code_scans.see(
        office, receipt_seals.code_of(office, replace(kept, code="H56.14-261120-0999"))
    )
    assert (seen.finding, seen.uid, seen.recorded) == (Finding.GOOD, "", False)
    assert "không có hồ sơ" in seen.remarks[0]


def test_a_cancelled_dossier_s_receipt_is_genuine_and_worth_nothing(
    office: Office, kept: Dossier, code: str
) -> None:
    corrections.cancel(office, kept.code, reason="Người dân rút hồ sơ")
    seen = code_scans.see(office, code)
    assert (seen.finding, seen.uid) == (Finding.BAD, kept.uid)
    assert seen.headline == "Hồ sơ đã hủy, giấy không còn giá trị"


def test_a_receipt_of_practice_is_never_called_genuine(tmp_path: Path) -> None:
    office = make_office(tmp_path / "practice", OfficeKind(number_range="1-999"))
    received = intake.accept(office, walk_in(office)).dossier
    seen = code_scans.see(office, receipt_seals.code_of(office, received))
    assert (seen.finding, seen.headline) == (Finding.BAD, "Giấy thực hành, không có giá trị")
    office.close()


def test_the_bar_code_of_a_receipt_opens_its_dossier(office: Office, kept: Dossier) -> None:
    for typed in (kept.code, kept.code.lower(), f"]C1{kept.code}"):
        seen = code_scans.see(office, typed)
        assert (seen.uid, seen.opens) == (kept.uid, True)


def test_the_circular_s_code_leads_to_the_dossier_and_proves_nothing(
    office: Office, kept: Dossier
) -> None:
    pdf = papers.receipt(office, kept.code).pdf
    [printed] = [text for kind, text in paper.codes(pdf)[0] if kind == "QR" and "|" in text]
    for typed in (printed, telex(printed)):
        seen = code_scans.see(office, typed)
        assert (seen.finding, seen.uid, seen.opens) == (Finding.PLAIN, kept.uid, False)
        assert "không chứng minh giấy thật" in seen.sentence
        assert "001090123456" not in repr(seen)


def test_a_code_that_is_not_in_the_book_says_so(office: Office) -> None:
    seen = code_scans.see(office, "H56.14-251120-0001")
    assert (seen.finding, seen.uid) == (Finding.UNSURE, "")
    assert "không có hồ sơ mang mã H56.14-251120-0001" in seen.sentence


def test_a_sheet_of_the_wall_is_right_until_the_catalogue_says_otherwise(
    office: Office, tmp_path: Path
) -> None:
    procedures.offer(office, ["1.001193"])
    wall.post(office, NoticeOrder("sheets"))
    [sheet] = wall.register(office)
    assert telex(sheet.scanned) == vni(sheet.scanned) == sheet.scanned
    right = code_scans.see(office, f"]C0{sheet.scanned.lower()}")
    assert (right.finding, right.headline) == (Finding.GOOD, "Tờ niêm yết đang đúng")
    assert told(right)["Thủ tục"] == ("1.001193", "")
    bring_in(
        office, tmp_path, {"1.001193": lambda one: replace(one, name="Khai sinh theo luật mới")}
    )
    stale = code_scans.see(office, sheet.scanned)
    assert (stale.finding, stale.headline) == (Finding.BAD, "Tờ niêm yết đã thay")
    assert "đã thay từ 23/11/2026" in stale.sentence
    assert "tên thủ tục" in stale.sentence
    strange = code_scans.see(office, "9ZZZ-1/1")
    assert (strange.finding, strange.headline) == (Finding.UNSURE, "Tờ không có trong sổ")


def test_the_sheet_of_a_closed_day_is_held_against_the_book(office: Office, kept: Dossier) -> None:
    before = code_scans.see(office, "2026-11-23 0000-0000-0000-0000")
    assert before.headline == "Ngày chưa khóa ở đây"
    seal = day_close.close(office, Counted(0)).seal
    right = code_scans.see(office, f"2026-11-23 {seal.fingerprint}")
    assert (right.finding, right.headline) == (Finding.GOOD, "Tờ tổng kết ngày khớp")
    wrong = code_scans.see(office, "2026-11-23 0000-0000-0000-0000")
    assert (wrong.finding, wrong.lines[0].differs) == (Finding.BAD, True)
    assert code_scans.see(office, "2026-13-41 0000-0000").headline == "Không nhận ra mã này"


def test_an_address_is_named_as_what_it_is(office: Office, tmp_path: Path) -> None:
    url = "https://khac.example.vn/khai-sinh"
    procedures.offer(office, ["1.001193"])
    bring_in(office, tmp_path, {"1.001193": lambda one: replace(one, portal_url=url)})
    known = code_scans.see(office, url)
    assert (known.finding, told(known)) == (Finding.PLAIN, {"Thủ tục": ("1.001193", "")})
    strange = code_scans.see(office, "https://lua-dao.example/xem")
    assert (strange.finding, strange.uid) == (Finding.UNSURE, "")
    assert "không có trên tờ nào" in strange.headline


def test_an_id_card_is_recognised_and_not_repeated(office: Office) -> None:
    card = "001090123456|012345678|Nguyễn Văn An|01011990|Nam|Thôn 2, Thanh Hóa|15042021"
    seen = code_scans.see(office, card)
    assert seen.headline == "Thẻ căn cước"
    assert "001090123456" not in repr(seen)
    assert "Văn An" not in repr(seen)


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("1.001193", "Mã thủ tục"),
        ("1.999999", "Không nhận ra mã này"),
        ("xin chào", "Không nhận ra mã này"),
        ("8934563138165", "Không nhận ra mã này"),
        ("\u202eabc", "Không nhận ra mã này"),
        ("x" * 10_000, "Không nhận ra mã này"),
        ("RD1:", "Mã ký không trọn"),
        ("RD1" + ":" * 7, "Mã ký không trọn"),
    ],
)
def test_what_it_is_not_is_said_in_a_sentence(office: Office, text: str, headline: str) -> None:
    seen = code_scans.see(office, text)
    assert (seen.headline, seen.uid) == (headline, "")
    assert seen.sentence
    assert len(seen.sentence) < 400


def test_nothing_is_written_by_looking(office: Office, kept: Dossier, code: str) -> None:
    with office.database.read() as session:
        before = journal.head(session)
    for text in (code, kept.code, "1KTF-1", "xin chào"):
        code_scans.see(office, text)
    with office.database.read() as session:
        assert journal.head(session) == before


def test_of_a_paper_with_several_codes_the_one_that_proves_most_is_told(
    office: Office, kept: Dossier, code: str
) -> None:
    pdf = papers.receipt(office, kept.code).pdf
    codes = [text for _, text in paper.codes(pdf)[0]]
    assert len(codes) >= 3
    assert code_scans.see_all(office, codes, "giay.pdf").headline == "Giấy thật"
    false = code.replace(":2026112", ":2027112")
    both = code_scans.see_all(office, [code, false], "giay.pdf")
    assert both.headline == "Giấy không thật"
    assert "2 mã ký" in both.remarks[-1]
    plain = code_scans.see_all(office, [kept.code], "giay.pdf")
    assert (plain.uid, plain.opens) == (kept.uid, False)
    none = code_scans.see_all(office, [], "giay.pdf")
    assert (none.finding, none.headline) == (Finding.UNSURE, "Không có mã")
