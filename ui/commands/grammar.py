"""How commands are put together: plain help in Vietnamese, no colours, no surprises."""

from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_HELP_WORDS = (
    ("Usage:", "Cách dùng:"),
    ("Options:", "Tùy chọn:"),
    ("Arguments:", "Tham số:"),
    ("Commands:", "Lệnh:"),
    ("Show this message and exit.", "Hiện trang này."),
    ("[required]", "[bắt buộc]"),
    ("[default: ", "[mặc định: "),
    ("[env var: ", "[biến môi trường: "),
    ("; required]", "; bắt buộc]"),
    ("[OPTIONS]", "[TÙY CHỌN]"),
    ("COMMAND [ARGS]...", "LỆNH …"),
)


class Command(TyperCommand):
    """A command whose help is in Vietnamese."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - the class has no public name
        """Return the help with the library's fixed words translated."""
        return _translated(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help is in Vietnamese."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - the class has no public name
        """Return the help with the library's fixed words translated."""
        return _translated(super().get_help(ctx))


def _translated(help_page: str) -> str:
    for word, ours in _HELP_WORDS:
        help_page = help_page.replace(word, ours)
    return help_page


def new_group(help_line: str) -> typer.Typer:
    """Return a group of commands in the house's manner: plain help, no colours, no surprises."""
    return typer.Typer(
        cls=Group,
        help=help_line,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        no_args_is_help=False,
    )


def add(program: typer.Typer, name: str, act: Callable[..., None], help_line: str) -> None:
    """Add one command to a program or a group."""
    program.command(name, cls=Command, help=help_line)(act)
