"""``due``: the promised time of a procedure, explained; nothing is kept."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import intake, procedures
from receptiondesk.domain.dossier import Promise
from receptiondesk.domain.procedures import Channel
from ui.commands import inputs, shapes, values
from ui.commands.frame import AsJson, called
from ui.commands.grammar import add


def register(program: typer.Typer) -> None:
    """Add the command of this module."""
    add(program, "due", due, "Tính giờ hẹn trả của một thủ tục, kèm từng bước tính.")


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
