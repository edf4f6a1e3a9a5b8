import hashlib
import re
import unicodedata
from importlib.resources import files
from io import BytesIO

import pytest
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from receptiondesk.domain.errors import Trouble
from receptiondesk.printing import fonts, receipt
from tests.receptiondesk.printing import samples

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"]
LETTERS = {unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES} | {"đ"}
LETTERS |= {letter.upper() for letter in LETTERS}


def test_every_vietnamese_letter_is_in_every_face() -> None:
    assert len([letter for letter in LETTERS if not letter.isascii()]) == 134
    for widths in fonts.load().widths.values():
        assert not [letter for letter in LETTERS if ord(letter) not in widths]


def test_missing_names_what_cannot_be_printed_once() -> None:
    assert fonts.missing("Nguyễn Thị Ánh – 100 m², “ba”") == ""
    assert fonts.missing("a中b☃中") == "中☃"


def test_missing_looks_at_precomposed_text_and_allows_line_feeds() -> None:
    assert fonts.missing(unicodedata.normalize("NFD", "Nguyễn Ước\nđường")) == ""


def test_a_font_without_vietnamese_letters_is_refused() -> None:
    font = TTFont("Lacking", BytesIO(_font_file("ReceptiondeskSans-Regular.ttf")), shapable=False)
    font.face.charWidths = {c: w for c, w in font.face.charWidths.items() if c != ord("ậ")}
    with pytest.raises(Trouble, match="ậ") as caught:
        fonts.check(font)
    assert caught.value.code == "fonts_incomplete"


def test_a_damaged_font_file_is_told_and_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FILES", dict.fromkeys(fonts.FILES, "README.md"))
    monkeypatch.setattr(pdfmetrics, "getRegisteredFontNames", list)
    with pytest.raises(Trouble) as caught:
        fonts.load()
    assert caught.value.code == "fonts_missing"


def test_fonts_are_the_ones_their_licence_page_names() -> None:
    lines = [line.split() for line in _text("README.md").splitlines() if ".ttf" in line]
    told = {name: digest for digest, name in lines}
    assert set(told) == set(fonts.FILES.values())
    for name, digest in told.items():
        assert hashlib.sha256(_font_file(name)).hexdigest() == digest
    assert "SIL OPEN FONT LICENSE Version 1.1" in _text("LICENSE-OFL.txt")


def test_only_bundled_fonts_are_named_and_all_are_inside() -> None:
    reader = PdfReader(BytesIO(receipt.render(samples.receipt())))
    found = [
        font.get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]
    assert found
    for font in found:
        assert re.fullmatch(r"/[A-Z]{6}\+Liberation\w+(-\w+)?", font["/BaseFont"])
        assert "/FontFile2" in font["/FontDescriptor"]


def _font_file(name: str) -> bytes:
    return files("resources").joinpath("fonts", name).read_bytes()


def _text(name: str) -> str:
    return _font_file(name).decode()
