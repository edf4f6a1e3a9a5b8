"""The symbols are the library's own, module by module, though they are made another way."""

import pytest
import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode.constants import ERROR_CORRECT_M

from receptiondesk.printing import qr_symbol

TEXTS = st.one_of(
    st.text(max_size=200),
    st.text("0123456789", min_size=1, max_size=300),
    st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", min_size=1, max_size=300),
    st.text("\x00\xff", max_size=400),
)
MASKS = st.one_of(st.none(), st.integers(0, 7))


def by_the_library(text: str, mask: int | None) -> list[str]:
    code = qrcode.QRCode(border=0, error_correction=ERROR_CORRECT_M, mask_pattern=mask)
    code.add_data(text.encode(), optimize=0)
    code.make()
    return ["".join("1" if dark else "0" for dark in row) for row in code.modules]


@settings(max_examples=60, deadline=None)
@given(TEXTS, MASKS)
def test_a_symbol_is_the_library_s(text: str, mask: int | None) -> None:
    assert qr_symbol.rows(text, mask) == by_the_library(text, mask)


@pytest.mark.parametrize("length", [0, 14, 15, 213, 214, 666, 1062, 2331])
def test_symbols_of_every_make_of_blocks_are_the_library_s(length: int) -> None:
    text = "ă" * (length // 2) + "x" * (length % 2)
    assert qr_symbol.rows(text, 5) == by_the_library(text, 5)
