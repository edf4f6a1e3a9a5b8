"""What every command needs: the office, the answer in words or in JSON, and where they go."""

import getpass
import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from receptiondesk.domain import text as texts
from receptiondesk.domain.clock import SystemClock
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.paths import Paths, default_root
from ui.commands.codes import PIPE_CLOSED

if TYPE_CHECKING:
    from receptiondesk.office import Office

AsJson = Annotated[
    bool, typer.Option("--json", help="Trả lời bằng JSON cho chương trình khác đọc.")
]

#: The code of the trouble that the answer itself could not be written.
NOT_WRITTEN = "output_not_written"

_PLAIN_WIDTH = 200
_NAME_AT_MOST = 255


@dataclass(slots=True)
class Call:
    """One call of the program: the options before the command and how to answer."""

    data: str = ""
    officer: str = ""
    as_json: bool = False

    @property
    def paths(self) -> Paths:
        """Return the places in the data folder: the one named, else the desk's own."""
        return Paths(Path(self.data).expanduser() if self.data else default_root())

    def signed_in(self) -> str:
        """Return who is at work: the officer named, else the computer's user.

        Raises:
            Refused: ``officer`` holds control characters or is longer than 255.
        """
        name = texts.clean_blanks(self.officer)
        if texts.unprintable(name) or len(name) > _NAME_AT_MOST:
            raise Refused(
                Problem(
                    "officer",
                    "bad_officer",
                    "Tên cán bộ có ký tự không in được hoặc dài quá 255 ký tự. Xin nhập lại tên.",
                )
            )
        return name or _computer_user()

    @contextmanager
    def office(self) -> "Iterator[Office]":
        """Open the office for the length of the command.

        Raises:
            Refused: The folder holds no office yet (``not_initialised``).
            Trouble: The data cannot be opened now.
        """
        from receptiondesk.office import open_office  # SQL: not for a question that needs no data

        office = open_office(
            self.paths, clock=SystemClock(), officer=self.signed_in(), passphrase=ask_passphrase()
        )
        try:
            yield office
        finally:
            office.close()

    def answer(self, value: object, human: Callable[[Console], None]) -> None:
        """Say the outcome: ``value`` as JSON when asked for, else in words."""
        if self.as_json:
            say(as_json_text(value))
        else:
            say(rendered(human))


def called(ctx: typer.Context, *, as_json: bool) -> Call:
    """Return the call a command belongs to, knowing from now on how to answer."""
    call = cast("Call", ctx.obj)
    call.as_json = call.as_json or as_json
    return call


def _computer_user() -> str:
    """Return the name under which somebody is signed in at this computer."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without an account line, as in a container
        return "Cán bộ tiếp nhận"


def ask_passphrase() -> Callable[[], str] | None:
    """Return how to ask for the passphrase, or ``None`` where nobody can be asked.

    Only a person at a terminal is asked; a program gives it in the environment.
    """
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    return lambda: str(typer.prompt("Mật khẩu mở dữ liệu", hide_input=True, err=True))


def ask_new_passphrase() -> Callable[[], str] | None:
    """Return how to ask for a passphrase that is yet to be chosen: twice, so that a slip shows."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    question = "Chọn mật khẩu mở dữ liệu"
    return lambda: str(
        typer.prompt(question, hide_input=True, confirmation_prompt="Nhập lại", err=True)
    )


def as_json_text(value: object) -> str:
    """Return JSON as the command line prints it: one value, UTF-8, readable, with a line end."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def rendered(human: Callable[[Console], None]) -> str:
    """Return what a person reads, as wide as the terminal, or 200 columns into a file."""
    terminal = sys.stdout.isatty()
    page = io.StringIO()
    console = Console(
        file=page,
        force_terminal=terminal,
        no_color=not terminal or "NO_COLOR" in os.environ,
        width=None if terminal else _PLAIN_WIDTH,
        markup=False,  # a citizen's name is never markup
        highlight=False,
        emoji=False,
        soft_wrap=not terminal,
    )
    human(console)
    lines = page.getvalue().splitlines()
    return "".join(f"{line.rstrip()}\n" for line in lines)


def error_console() -> Console:
    """Return the error output: progress and questions, never the answer."""
    return Console(stderr=True, markup=False, highlight=False, emoji=False)


def say(words: str) -> None:
    """Write to the standard output and make sure it went out.

    Raises:
        typer.Exit: The reader went away; quiet, with the shell's own code for it.
        Trouble: The output cannot take the words (a full disk behind it).
    """
    try:
        sys.stdout.write(words)
        sys.stdout.flush()
    except BrokenPipeError as gone:
        _let_the_output_go()
        raise typer.Exit(PIPE_CLOSED) from gone
    except OSError as failed:
        _let_the_output_go()
        raise Trouble(
            NOT_WRITTEN,
            "Việc đã làm xong nhưng không ghi được câu trả lời ra nơi đã chọn (đĩa có thể đã đầy). "
            "Dữ liệu vẫn an toàn; dùng lệnh search để xem lại.",
        ) from failed


def _let_the_output_go() -> None:
    """Point the standard output at nothing, so that Python's own farewell flush stays quiet."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):  # not a real file (a test's own stream)
        return
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, descriptor)
    os.close(nothing)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """Return a plain table; the cells are text, never markup."""
    grid = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for column in columns:
        grid.add_column(column, overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell) for cell in row))
    return grid
