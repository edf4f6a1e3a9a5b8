"""``demo``: a reception day, played as it would happen."""

from pathlib import Path
from typing import Annotated

import typer

from ui.commands.frame import AsJson, called
from ui.commands.grammar import add


def register(program: typer.Typer) -> None:
    """Add the command of this module."""
    add(program, "demo", demo, "Diễn lại một ngày tiếp nhận ở xã thực hành.")


def demo(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Thư mục nhận mọi kết quả.")],
    as_json: AsJson = False,
) -> None:
    """Play the day; exit code 1 when anything told was untrue."""
    called(ctx, as_json=as_json)
    from ui.demo.run import run  # everything of the house: only when it is played

    raise typer.Exit(run(out))
