"""``portal set`` and ``sync``."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.outbox import PortalSetting
from sync import round as rounds
from sync import setup
from sync.round import RoundResult
from sync.setup import PortalSaved
from sync.status import LineState
from ui.commands import codes_of_portal
from ui.commands.codes import TROUBLE
from ui.commands.frame import AsJson, called, error_console
from ui.commands.grammar import add, new_group

_PASSWORD_AT_MOST = 1000


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    group = new_group("Cổng mà cơ quan gửi hồ sơ tới.")
    group.callback()(_portal)
    add(group, "set", set_, "Đặt cổng; vẫn lưu khi chưa nối được. Mật khẩu không ghi ở lệnh.")
    codes_of_portal.add_to(group)
    program.add_typer(group, name="portal")
    add(program, "sync", sync, "Gửi và kiểm chứng với cổng ngay bây giờ, một lượt.")


def _portal() -> None:
    """Cổng mà cơ quan gửi hồ sơ tới."""


def set_(  # noqa: PLR0913, PLR0917 - one parameter per option, as Typer reads the signature
    ctx: typer.Context,
    family: Annotated[str, typer.Option(metavar="opencps", help="Loại cổng.")],
    url: Annotated[str, typer.Option(metavar="URL", help="Địa chỉ cổng.")],
    user: Annotated[str, typer.Option(metavar="NAME", help="Tên đăng nhập cổng.")],
    option: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Lựa chọn của loại cổng.")
    ] = None,
    practice: Annotated[bool, typer.Option("--practice", help="Cổng thực hành.")] = False,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Mật khẩu là dòng đầu của đầu vào.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Keep a portal, new or changed."""
    call = called(ctx, as_json=as_json)
    options = _options(option or ())
    setting = PortalSetting(family, url, user, options, practice)
    with call.office() as office:
        password = _password(from_input=password_stdin)
        saved = setup.save(office, setting, password)
    target = saved.target
    answer = {
        "name": target.name,
        "family": target.family,
        "url": target.url,
        "user": target.user,
        "practice": target.practice,
        "reached": not saved.warnings,
        "warnings": [
            Problem("url", "not_reached", sentence).as_json() for sentence in saved.warnings
        ],
    }
    call.answer(answer, lambda console: _say_saved(console, saved))


def _options(given: Sequence[str]) -> dict[str, str]:
    options = {}
    for each in given:
        name, equals, value = each.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"--option «{each}» phải có dạng TÊN=GIÁ-TRỊ")
        options[name.strip()] = value.strip()
    return options


def _password(*, from_input: bool) -> str:
    """Return the portal's password: from a person at the terminal, or from a program."""
    if from_input:
        line = sys.stdin.readline(_PASSWORD_AT_MOST) if sys.stdin is not None else ""
        return line.rstrip("\r\n").removeprefix("\ufeff")
    if sys.stdin is None or not sys.stdin.isatty():
        message = "Không có màn hình để hỏi mật khẩu cổng. Xin dùng --password-stdin."
        raise Refused(Problem("password", "password_needed", message))
    return str(typer.prompt("Mật khẩu tài khoản cổng", hide_input=True, err=True))


def _say_saved(console: Console, saved: PortalSaved) -> None:
    console.print(f"Đã lưu cổng {saved.target.name}: {saved.target.url}")
    for sentence in saved.warnings:
        console.print(f"Lưu ý: {sentence}")


def sync(
    ctx: typer.Context,
    until_done: Annotated[
        bool, typer.Option("--until-done", help="Làm tiếp đến khi không còn gì chờ gửi.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make one round now, or rounds until nothing waits."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        result = (
            rounds.until_done(office) if until_done else rounds.run(office, ignore_backoff=True)
        )
    call.answer(result.as_json(), lambda console: _say_round(console, result))
    ran = result.reached and result.line is not LineState.ACCOUNT
    if call.as_json and not ran:
        error_console().print(result.sentence)
    if not ran:
        raise typer.Exit(TROUBLE)


def _say_round(console: Console, result: RoundResult) -> None:
    console.print(result.sentence)
    console.print(
        f"Đã gửi {result.sent}, cổng đã nhận đúng {result.proved}, chờ gửi {result.waiting}, "
        f"cần xử lý {result.parked}."
    )
