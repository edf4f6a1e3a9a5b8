"""``numbers``: whether official numbers are held back, and a person's word that frees them."""

from typing import Annotated

import typer

from receptiondesk.desk import number_hold
from ui.commands.frame import AsJson, called
from ui.commands.grammar import add, new_group


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    group = new_group("Số hồ sơ của quầy: có bị tạm giữ không, và cho cấp tiếp.")
    group.callback(invoke_without_command=True)(show)
    add(group, "resume", resume, "Cho cấp số tiếp sau mã chính thức cuối cùng đã in.")
    program.add_typer(group, name="numbers")


def show(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Số hồ sơ của quầy: có bị tạm giữ không, và cho cấp tiếp."""
    call = called(ctx, as_json=as_json)
    if ctx.invoked_subcommand is not None:
        return
    with call.office() as office:
        held, sentence = number_hold.held(office), number_hold.sentence(office)
    call.answer(
        {"held": held, "sentence": sentence},
        lambda console: console.print(sentence or "Số của quầy không bị tạm giữ."),
    )


def resume(
    ctx: typer.Context,
    last_code: Annotated[
        str, typer.Option(metavar="CODE", help="Mã chính thức cuối cùng đã in ở bất cứ máy nào.")
    ],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Lý do, 1 đến 500 ký tự.")],
    as_json: AsJson = False,
) -> None:
    """Let official numbers go on after the last one shown."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        number_hold.resume(office, last_code, reason)
    call.answer(
        {"held": False, "sentence": ""},
        lambda console: console.print(f"Quầy cấp số tiếp sau mã {last_code}."),
    )
