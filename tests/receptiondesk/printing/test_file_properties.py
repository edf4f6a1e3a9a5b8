"""What every paper is as a file: its language told, its letters inside, nobody named, in order."""

from collections.abc import Callable
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader

from receptiondesk.printing.marks import POINT, Words
from tests.receptiondesk.printing import samples
from tests.receptiondesk.printing.forms import papers
from tests.receptiondesk.printing.golden.documents import DOCUMENTS
from tests.support import paper
from tests.support.painted import noted

#: Everybody and everything about them in the samples.
PERSONAL = (
    "Nguyệt", "036190123456", "0912", "anhnguyet", "Thôn 2", papers.CODE, "Bình", "Cường",
    samples.receipt().code,
)  # fmt: skip
#: A subset's name: six letters, a plus, the font.
_SUBSET = 6


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_a_paper_tells_its_language_brings_its_letters_and_names_nobody(name: str) -> None:
    reader = PdfReader(BytesIO(DOCUMENTS[name]()))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "vi-VN"
    _names_nobody(reader)
    resources: list[Any] = [page["/Resources"] for page in reader.pages]
    fonts = [font.get_object() for some in resources for font in some["/Font"].values()]
    assert fonts
    for font in fonts:
        assert font["/BaseFont"][1:].index("+") == _SUBSET, font["/BaseFont"]
        assert font["/FontDescriptor"].get_object()["/FontFile2"].get_object().get_data()
        assert b"beginbf" in font["/ToUnicode"].get_object().get_data()


def _names_nobody(reader: PdfReader) -> None:
    told: dict[str, Any] = dict(reader.metadata or {})
    assert told["/Title"]
    assert told["/Producer"] == "Receptiondesk"
    for value in [*map(str, told.values()), str(reader.xmp_metadata or "")]:
        assert not [word for word in PERSONAL if word in value], value


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_text_is_taken_out_in_reading_order(name: str) -> None:
    make: Callable[[], bytes] = DOCUMENTS[name]
    pdf, painted = noted(make)
    pages = [paper.squeezed(text) for text in paper.page_words(pdf)]
    for (side, _), extracted in zip(painted.sides, pages, strict=True):
        for left, page in side.pages:
            words = [mark for mark in page if isinstance(mark, Words)]
            assert _in_order([paper.squeezed(mark.text) for mark in words], extracted)
            for before, after in pairwise(words):
                # On and on downwards; upwards only into a cell or column further to the right.
                lower = after.y >= before.y - before.size * POINT
                assert lower or after.x > before.x, f"{before.text!r}, {after.text!r} at {left}"


def _in_order(pieces: list[str], extracted: str) -> bool:
    """Whether the pieces stand in a text in their order; a stamp's letters may lie between."""
    rest = iter(extracted)
    return all(letter in rest for piece in pieces for letter in piece)
