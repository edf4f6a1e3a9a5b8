from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.domain import text as t

LETTERS = st.text(
    alphabet="aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmn"
    "oòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ "
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Thanh Hoá", "thanh hoa"),
        ("Thanh Hóa", "thanh hoa"),
        ("Đắk Lắk", "dak lak"),
        ("  xã   Bắc Sơn ", "xa bac son"),
        ("Thu\u0309y", "thuy"),
        ("ƯỚC", "uoc"),
    ],
)
def test_fold_forgets_accents_and_where_the_tone_stands(one, other):
    assert t.fold(one) == other


@given(st.text())
def test_fold_is_stable_and_blind_to_composition(text):
    import unicodedata

    folded = t.fold(text)
    assert t.fold(folded) == folded
    assert t.fold(unicodedata.normalize("NFD", text)) == folded


@given(LETTERS)
def test_folded_vietnamese_is_plain_ascii(text):
    assert t.fold(text).isascii()


def test_spelling_moves_the_tone_but_keeps_letters_apart():
    assert t.spelling("Thanh Hoá") == t.spelling("thanh hóa")
    assert t.spelling("Thuỷ") == t.spelling("Thủy")
    assert t.spelling("Tân Thành") != t.spelling("Tân Thạnh")
    assert t.spelling("Ba Tơ") != t.spelling("Ba Tô")


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Đăng ký khai sinh", "dkks"),
        ("Thủ tục Đăng ký khai sinh", "dkks"),
        ("THỦ TỤC đăng ký lại kết hôn", "dklkh"),
        ("Thủ tục", "tt"),
        ("Cấp (đổi) thẻ – 2026", "cdt2"),
        ("", ""),
    ],
)
def test_initials_skip_a_leading_thu_tuc(name, letters):
    assert t.initials(name) == letters


@pytest.mark.parametrize(
    "bad",
    [
        *("\x00", "\x07", "\t", "\r", "\x7f", "\x85", "\u200b", "\u200f", "\u202e", "\u2066"),
        *("\u2069", "\ufeff", "\ud800", "\u2028", "\u00ad", "\ue000", "\u3164"),
    ],
)
def test_hidden_and_control_characters_are_found(bad):
    assert t.unprintable(f"Nguyễn{bad} Văn{bad} A") == bad
    assert bad not in t.quoted(f"x{bad}y")
    assert t.named(bad) == f"U+{ord(bad):04X}"


def test_line_ends_are_allowed_only_in_notes():
    assert t.unprintable("một\nhai") == "\n"
    assert t.unprintable("một\nhai", lines=True) == ""
    assert t.unprintable("một\r\nhai", lines=True) == "\r"


@given(LETTERS)
def test_vietnamese_letters_are_never_refused(text):
    assert t.unprintable(text + text.upper() + "0123456789.,;:–-/()“”’") == ""


def test_clean_line_mends_white_space_and_clean_blanks_keeps_what_must_be_seen():
    assert t.clean_line(" Nguye\u0302\u0303n \t Văn\n A ") == "Nguyễn Văn A"
    assert t.clean_blanks(" Nguyễn \u00a0 Văn\nA ") == "Nguyễn Văn\nA"


def test_words_for_dates_times_and_money():
    afternoon = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)
    assert t.date_vi(date(2026, 1, 5)) == "05/01/2026"
    assert t.day_vi(date(2026, 11, 22)) == "Chủ nhật 22/11/2026"
    assert t.day_vi(date(2026, 11, 23)) == "thứ Hai 23/11/2026"
    assert t.clock_vi(afternoon) == "15 giờ 20"
    assert t.clock_vi(afternoon.replace(hour=10, minute=0)) == "17 giờ"
    assert t.moment_vi(afternoon) == "15 giờ 20 phút, ngày 23/11/2026"
    assert t.dong(0) == "0 đồng"
    assert t.dong(1_234_567) == "1.234.567 đồng"


def test_quoted_text_is_short():
    assert len(t.quoted("x" * 500)) == 60
    assert t.quoted("Bắc Sơn") == "Bắc Sơn"
