import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receptiondesk.domain import idcard
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.walk_in import Sex

CARD = (
    "001090123456|012345678|Nguyễn Văn Ánh|17051990|Nam|"
    "Phường Bến Nghé, Quận 1, TP. Hồ Chí Minh|15042021"
)
VIETNAMESE = (
    "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộ"
    "ơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵ"
)
WORDS = st.text(alphabet=VIETNAMESE, min_size=1, max_size=7)
PHRASES = st.lists(WORDS, min_size=2, max_size=6).map(" ".join)


@st.composite
def cards(draw):
    birth = draw(st.dates(date(1920, 1, 1), date(2012, 1, 1)))
    sex = draw(st.sampled_from(Sex))
    century = 2 * (birth.year // 100 - 19) + (sex is Sex.FEMALE)
    number = f"001{century}{birth.year % 100:02d}{draw(st.integers(0, 999_999)):06d}"
    name, address = draw(PHRASES), draw(PHRASES)
    issued = draw(st.dates(date(2021, 1, 1), date(2026, 11, 1)))
    old = draw(st.sampled_from(["", "012345678"]))
    said = "Nam" if sex is Sex.MALE else "Nữ"
    text = f"{number}|{old}|{name}|{birth:%d%m%Y}|{said}|{address}|{issued:%d%m%Y}"
    return text, (number, old, name, birth, sex, address, issued)


def told(reading):
    return (
        reading.number,
        reading.old_number,
        reading.full_name,
        reading.birth,
        reading.sex,
        reading.address,
        reading.issued,
    )


def codes(reading):
    return [warning.code for warning in reading.warnings]


def clean_codes(reading):
    """The codes without the guess about keyboards: invented names look like anything."""
    return [code for code in codes(reading) if code != "damaged_by_typing"]


@given(cards())
def test_a_card_of_2021_reads_as_it_was_written(card):
    text, parts = card
    reading = idcard.read(text)
    assert told(reading) == parts
    assert reading.rest == ()
    assert clean_codes(reading) == []
    assert told(idcard.read(text.encode())) == parts


def sloppy(text):
    """UTF-8 bytes read as Windows-1252, its five gaps as Latin-1 has them."""
    return "".join(
        chr(byte) if byte in {0x81, 0x8D, 0x8F, 0x90, 0x9D} else bytes([byte]).decode("cp1252")
        for byte in text.encode()
    )


@given(cards(), st.sampled_from(["latin-1", "cp1252", "twice"]))
def test_utf8_read_as_a_one_byte_code_page_is_mended_with_a_warning(card, how):
    text, parts = card
    damaged = {
        "latin-1": lambda: text.encode().decode("latin-1"),
        "cp1252": lambda: sloppy(text),
        "twice": lambda: sloppy(sloppy(text)),
    }[how]()
    reading = idcard.read(damaged)
    assert told(reading) == parts
    assert clean_codes(reading) == (["reread"] if damaged != text else [])


@given(
    cards(),
    st.sampled_from(["NFC", "NFD"]),
    st.sampled_from(["", "\n", "\r\n", "\r", "\t", " ", "\x03"]),
    st.sampled_from(["", "\ufeff", "\x02", "]Q1", "]Q3"]),
    st.booleans(),
)
def test_what_scanners_add_is_taken_off(card, form, end, start, twice):
    text, parts = card
    sent = start + unicodedata.normalize(form, text) + end
    reading = idcard.read(sent * 2 if twice else sent)
    assert told(reading) == parts
    found = clean_codes(reading)
    assert ("line_ends" in found) == (end in {"\n", "\r\n", "\r"})
    assert ("decomposed" in found) == (unicodedata.normalize(form, text) != text)
    assert ("scanned_twice" in found) == twice


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_bytes_are_read_in_the_encodings_that_scanners_send(encoding):
    reading = idcard.read(CARD.encode(encoding))
    assert reading.full_name == "Nguyễn Văn Ánh"
    assert reading.warnings == ()


def test_fields_beyond_the_seventh_are_kept_unread():
    reading = idcard.read(CARD + "|Nguyễn Văn Bố|038060000001||17052050")
    assert reading.full_name == "Nguyễn Văn Ánh"
    assert reading.rest == ("Nguyễn Văn Bố", "038060000001", "17052050")


def test_an_unknown_layout_offers_what_can_be_recognised():
    reading = idcard.read(
        "Nguyễn Văn Ánh|15/04/2021|001090123456|17/05/1990|Nam|Xã A, Tỉnh B|038060000001"
    )
    assert told(reading) == (
        "001090123456",
        "",
        "Nguyễn Văn Ánh",
        date(1990, 5, 17),
        Sex.MALE,
        "Xã A, Tỉnh B",
        date(2021, 4, 15),
    )
    assert reading.rest == ("038060000001",)
    assert codes(reading) == ["unknown_layout"]


def test_a_date_of_issue_is_never_offered_as_the_birth():
    reading = idcard.read("001090123456||Nguyễn Văn Ánh||Nam|Xã A|15042021")
    assert reading.birth is None
    assert reading.issued == date(2021, 4, 15)
    reading = idcard.read("001090123456|15042021")
    assert reading.birth is None
    assert reading.issued == date(2021, 4, 15)


def test_a_lone_number_is_offered():
    reading = idcard.read("001090123456")
    assert reading.number == "001090123456"
    assert reading.birth is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("|Nam|", "|Nữ|"), "sex_mismatch"),
        (("|17051990|", "|17051991|"), "birth_mismatch"),
        (("001090123456", "01090123456"), "unread_part"),
        (("|Nam|", "|N?|"), "unread_part"),
        (("15042021", "15042o21"), "unread_part"),
        (("15042021", "15041980"), "issued_before_birth"),
        (("Nguyễn Văn Ánh", "Nguyeenx Vawn Anhs"), "damaged_by_typing"),
        (("Nguyễn Văn Ánh", "Nguye64n Va8n A1nh"), "damaged_by_typing"),
        (("Nguyễn", "Nguy?n"), "damaged_by_typing"),
        (("Ánh", "Á\u200bnh"), "hidden_characters"),
        (("Ánh", "Á\u202enh"), "hidden_characters"),
    ],
)
def test_what_the_clerk_should_compare_is_a_warning_and_never_a_refusal(change, code):
    reading = idcard.read(CARD.replace(*change))
    assert codes(reading) == [code]


@pytest.mark.parametrize(
    "name", ["NGUYEN VAN A", "Hoàng Xuân Bính", "Y Blơr Niê", "K'Brơs", "H'Hen Niê", "Trần Thị Hà"]
)
def test_real_names_are_not_taken_for_typing_slips(name):
    assert codes(idcard.read(CARD.replace("Nguyễn Văn Ánh", name))) == []


def test_what_a_code_page_lost_is_said_and_the_rest_mended():
    lossy = CARD.encode().decode("cp1252", "ignore")
    reading = idcard.read(lossy)
    assert reading.full_name.startswith("Nguyễn Văn")
    assert codes(reading) == ["misread"]


@pytest.mark.parametrize("between", ["", "\n", "\r\n", " "])
def test_two_different_cards_in_one_field_are_refused(between):
    other = CARD.replace("001090123456", "001090654321")
    with pytest.raises(Refused) as refused:
        idcard.read(CARD + between + other)
    assert refused.value.problems[0].code == "two_cards"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\n", "|||||||", "hello", "https://example.vn/abc", "012345678", "x" * 5_000],
)
def test_what_is_no_card_is_refused(text):
    for sent in (text, text.encode()):
        with pytest.raises(Refused) as refused:
            idcard.read(sent)
        (problem,) = refused.value.problems
        assert (problem.field, problem.code) == ("", "unreadable_card")


@given(st.one_of(st.text(), st.binary(), st.text(alphabet="0123456789|/Namữ ,\ud800\x85"), cards()))
def test_whatever_is_sent_is_read_or_refused(sent):
    import json

    try:
        reading = idcard.read(sent[0] if isinstance(sent, tuple) else sent)
    except Refused:
        return
    json.dumps(reading.as_json(), ensure_ascii=False).encode()
    assert reading.number or (reading.full_name and reading.birth)
