"""``idcard``: reading an identity card; nothing is kept and no office is needed."""

import sys
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.domain import idcard as cards
from receptiondesk.domain.idcard import CardReading
from ui.commands import inputs
from ui.commands.frame import AsJson, called
from ui.commands.grammar import add

_SEX = {"male": "Nam", "female": "Nữ"}


def register(program: typer.Typer) -> None:
    """Add the command of this module."""
    add(program, "idcard", idcard, "Đọc nội dung mã QR của thẻ căn cước.")


def idcard(
    ctx: typer.Context,
    text: Annotated[
        str, typer.Argument(metavar="TEXT|-", help="Nội dung mã QR, hoặc - để đọc từ đầu vào.")
    ],
    as_json: AsJson = False,
) -> None:
    """Read an identity card's QR."""
    call = called(ctx, as_json=as_json)
    raw: str | bytes = inputs.read_bytes(text) if text == inputs.STANDARD_INPUT else _given(text)
    card = cards.read(raw)
    call.answer(card.as_json(), lambda console: _say_card(console, card))


def _given(text: str) -> str | bytes:
    """Return an argument; one that was not text in the terminal's own encoding as its bytes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode(sys.getfilesystemencoding(), "surrogateescape")
    return text


def _say_card(console: Console, card: CardReading) -> None:
    for label, value in (
        ("Số định danh", card.number),
        ("Số cũ", card.old_number),
        ("Họ và tên", card.full_name),
        ("Ngày sinh", f"{card.birth:%d/%m/%Y}" if card.birth else ""),
        ("Giới tính", _SEX[card.sex.value] if card.sex else ""),
        ("Địa chỉ", card.address),
        ("Ngày cấp", f"{card.issued:%d/%m/%Y}" if card.issued else ""),
        ("Phần còn lại", " | ".join(card.rest)),
    ):
        if value:
            console.print(f"{label + ':':<14} {value}")
    for warning in card.warnings:
        console.print(f"Lưu ý: {warning.message}")
