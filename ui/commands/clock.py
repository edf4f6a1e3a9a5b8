"""``clock``: how the machine's clock stands, and a person's confirmation of it."""

from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import clock_guard
from receptiondesk.domain.clock_guard import ClockStanding
from ui.commands import shapes, words
from ui.commands.frame import AsJson, called
from ui.commands.grammar import add, new_group


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    group = new_group("Giờ của máy: tình trạng, và xác nhận của cán bộ.")
    group.callback(invoke_without_command=True)(show)
    add(group, "confirm", confirm, "Xác nhận đồng hồ máy đang đúng; ghi tên và lý do vào nhật ký.")
    program.add_typer(group, name="clock")


def show(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Giờ của máy: tình trạng, và xác nhận của cán bộ."""
    call = called(ctx, as_json=as_json)
    if ctx.invoked_subcommand is not None:
        return
    with call.office() as office:
        stands, now = clock_guard.standing(office), office.clock.now()

    def say(console: Console) -> None:
        console.print(f"Đồng hồ máy: {words.moment(now)}")
        console.print(stands.sentence or "Giờ của máy không bị nghi ngờ.")

    call.answer({"now": shapes.moment(now), **_shape(stands)}, say)


def confirm(
    ctx: typer.Context,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Lý do, 1 đến 500 ký tự.")],
    as_json: AsJson = False,
) -> None:
    """Confirm that the clock is right now."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        stands, now = clock_guard.confirm(office, reason), office.clock.now()
    call.answer(
        {"now": shapes.moment(now), **_shape(stands)},
        lambda console: console.print(f"Đã xác nhận giờ máy: {words.moment(now)}"),
    )


def _shape(stands: ClockStanding) -> dict[str, object]:
    offset = stands.offset
    return {
        "doubted": stands.doubted,
        "why": stands.why and stands.why.value,
        "offset_seconds": None if offset is None else round(offset.total_seconds()),
        "sentence": stands.sentence,
        "since": shapes.moment(stands.since),
    }
