"""``idcard`` and ``due``: what can be known without keeping anything."""

import sys
from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import intake, procedures
from receptiondesk.domain import idcard as cards
from receptiondesk.domain.dossier import Promise
from receptiondesk.domain.idcard import CardReading
from receptiondesk.domain.procedures import Channel
from ui.commands import inputs, shapes, values
from ui.commands.frame import AsJson, called
from ui.commands.grammar import add

_SEX = {"male": "Nam", "female": "Nữ"}


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    add(program, "idcard", idcard, "Đọc nội dung mã QR của thẻ căn cước.")
    add(program, "due", due, "Tính giờ hẹn trả của một thủ tục, kèm từng bước tính.")


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
    call.answer(shapes.card(card), lambda console: _say_card(console, card))


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


def due(
    ctx: typer.Context,
    procedure: Annotated[str, typer.Argument(metavar="PROCEDURE", help="Mã thủ tục.")],
    at: Annotated[
        datetime, typer.Option(parser=inputs.moment, metavar="ISO-TIME", help="Lúc tiếp nhận.")
    ],
    channel: Annotated[
        str,
        typer.Option(
            parser=values.one_of(*(each.value for each in Channel)),
            metavar="C",
            help="Cách nộp: counter, post hoặc assisted.",
        ),
    ] = Channel.COUNTER.value,
    as_json: AsJson = False,
) -> None:
    """Compute the promised time of a procedure."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        found = procedures.by_code(office, procedure)
        promised = intake.promise(office, found, Channel(channel), at=at)
    answer = {"due_at": shapes.moment(promised.due_at), "steps": list(promised.steps)}
    call.answer(answer, lambda console: _say_promise(console, promised))


def _say_promise(console: Console, promised: Promise) -> None:
    for number, step in enumerate(promised.steps, start=1):
        console.print(f"{number}. {step}")
