"""``settings show | set``."""

from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import configuration
from ui.commands.frame import AsJson, called, table
from ui.commands.grammar import add, new_group


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    group = new_group("Thiết lập của cơ quan.")
    add(group, "show", show, "Xem mọi mục thiết lập.")
    add(group, "set", set_, "Đổi một mục thiết lập.")
    program.add_typer(group, name="settings")


def show(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show every setting."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        rows = configuration.as_rows(office)
    answer = [
        {"key": row.key, "label": row.label, "value": row.value, "help": row.help} for row in rows
    ]

    def say(console: Console) -> None:
        cells = [(row.key, row.label, row.value) for row in rows]
        console.print(table(("Khóa", "Mục", "Giá trị"), cells))

    call.answer(answer, say)


def set_(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Khóa của mục thiết lập.")],
    value: Annotated[str, typer.Argument(metavar="VALUE", help="Giá trị mới.")],
    as_json: AsJson = False,
) -> None:
    """Change one setting."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        changed = configuration.change(office, key, value)
    text = changed.settings.as_texts()[key]
    call.answer({"key": key, "value": text}, lambda console: console.print(f"{key} = {text}"))
