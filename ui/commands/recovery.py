"""``recover``: open the data by the recovery code when passphrase, keyring or key file are lost."""

import sys
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.credentials import Credentials
from receptiondesk.desk import keys
from receptiondesk.desk.setup import recover as open_by_code
from receptiondesk.domain.clock import SystemClock
from receptiondesk.domain.errors import Problem, Refused
from ui.commands import inputs
from ui.commands.frame import AsJson, ask_new_passphrase, called
from ui.commands.grammar import add


def register(program: typer.Typer) -> None:
    """Add the command of this module."""
    about = "Mở bằng mã khôi phục khi mất khóa hoặc quên mật khẩu, và cất khóa lại trên máy này."
    add(program, "recover", recover, about)


def recover(
    ctx: typer.Context,
    recovery_in: Annotated[
        str,
        typer.Option(
            metavar="FILE|-", help="Đọc mã khôi phục từ tệp hoặc đầu vào; không có thì hỏi."
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Open the data by the recovery code and give the key a new place on this machine."""
    call = called(ctx, as_json=as_json)
    code = inputs.read_text(recovery_in).strip() if recovery_in else _ask()
    office = open_by_code(
        call.paths,
        clock=SystemClock(),
        officer=call.signed_in(),
        passphrase=ask_new_passphrase(),
        credentials=Credentials(recovery_code=code),
    )
    kept = keys.in_keyring(office)
    office.close()
    answer = {"data": str(call.paths.root), "key_in": "keyring" if kept else "passphrase"}
    call.answer(answer, lambda console: _say(console, in_keyring=kept))


def _ask() -> str:
    """Ask a person; a program names where the code stands, never the code itself."""
    if sys.stdin is None or not sys.stdin.isatty():
        message = "Chưa có mã khôi phục. Xin thêm --recovery-in FILE, hoặc - để đọc từ đầu vào."
        raise Refused(Problem("recovery_in", "missing_recovery_code", message))
    return str(typer.prompt("Mã khôi phục", err=True))


def _say(console: Console, *, in_keyring: bool) -> None:
    console.print("Đã mở được dữ liệu bằng mã khôi phục.")
    if in_keyring:
        console.print("Khóa đã cất lại trong kho khóa của máy; lần sau không cần mã.")
    else:
        console.print("Khóa đã được khóa bằng mật khẩu mới; lần sau mở bằng mật khẩu đó.")
    console.print("Mã khôi phục vẫn giữ nguyên, xin cất lại ở nơi an toàn.")
