"""``practice-portal``: the practice portal, a separate little program on loopback."""

from pathlib import Path
from typing import Annotated

import typer

from sync.practice import server
from ui.commands import values
from ui.commands.frame import AsJson, called
from ui.commands.grammar import add


def register(program: typer.Typer) -> None:
    """Add the command of this module."""
    add(
        program,
        "practice-portal",
        practice_portal,
        "Chạy cổng thực hành trên máy này.",
    )


def practice_portal(
    ctx: typer.Context,
    port: Annotated[
        int,
        typer.Option(parser=values.port, metavar="N", help="Số hiệu cổng mạng (port); 0: tự chọn."),
    ],
    store: Annotated[Path, typer.Option(metavar="DIR", help="Thư mục dữ liệu của cổng.")],
    fault: Annotated[
        list[str] | None, typer.Option(metavar="NAME=RATE", help="Giả lập sự cố, lặp lại được.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Serve until stopped; one JSON line says when it is ready, with or without ``--json``."""
    called(ctx, as_json=as_json)
    server.run(port, store, dict(values.rate(each) for each in fault or ()))
