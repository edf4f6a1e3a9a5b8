"""``portal set``, ``portal list``, ``portal remove``, ``portal test`` and ``sync``."""

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import portal_removal, portals
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.outbox import FAMILIES, TRANSFER, PortalSetting, PortalTarget
from receptiondesk.domain.routing import PROCEDURES
from sync import round as rounds
from sync import setup
from sync.diagnose import Diagnosis, diagnose
from sync.portal import Part
from sync.round import RoundResult
from sync.setup import PortalSaved
from sync.status import NO_PORTAL, LineState
from ui.commands import codes_of_portal
from ui.commands.codes import TROUBLE
from ui.commands.frame import AsJson, called, error_console, table
from ui.commands.grammar import add, new_group

_PASSWORD_AT_MOST = 1000


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    group = new_group("Cổng mà cơ quan gửi hồ sơ tới.")
    group.callback()(_portal)
    add(group, "set", set_, "Đặt cổng; vẫn lưu khi chưa nối được. Mật khẩu không ghi ở lệnh.")
    codes_of_portal.add_to(group)
    add(group, "list", list_, "Liệt kê các cổng đã đặt.")
    add(group, "remove", remove, "Gỡ một cổng: không gửi gì tới đó nữa, lịch sử vẫn giữ.")
    asked = "Hỏi thử cổng: mạng, tên, chứng chỉ, tài khoản, quyền, phiên bản, giờ."
    add(group, "test", examine, asked)
    program.add_typer(group, name="portal")
    add(program, "sync", sync, "Gửi và kiểm chứng với cổng ngay bây giờ, một lượt.")


def _portal() -> None:
    """Cổng mà cơ quan gửi hồ sơ tới."""


def set_(  # noqa: PLR0913, PLR0917 - one parameter per option, as Typer reads the signature
    ctx: typer.Context,
    family: Annotated[
        str, typer.Option(metavar="FAMILY", help=f"Loại cổng: {', '.join(FAMILIES)}.")
    ],
    url: Annotated[str, typer.Option(metavar="URL", help="Địa chỉ cổng.")] = "",
    user: Annotated[str, typer.Option(metavar="NAME", help="Tên đăng nhập cổng.")] = "",
    name: Annotated[
        str, typer.Option(metavar="NAME", help="Tên riêng, khi có nhiều cổng cùng loại.")
    ] = "",
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
    setting = PortalSetting(family, url, user, options, practice, name)
    with call.office() as office:
        by_hand = family == TRANSFER
        password = "" if by_hand else _password(from_input=password_stdin)
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
    console.print(f"Đã lưu cổng {saved.target.name}: {_where(saved.target)}")
    for sentence in saved.warnings:
        console.print(f"Lưu ý: {sentence}")


def _where(target: PortalTarget) -> str:
    return target.url or "chuyển tay, không có đường truyền"


def list_(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Tell which portals are set."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        kept = portals.targets(office)
    call.answer([_shape(one) for one in kept], lambda console: _say_list(console, kept))


def remove(
    ctx: typer.Context,
    name: Annotated[str, typer.Option(metavar="NAME", help="Tên cổng.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Lý do, được ghi vào sổ.")],
    set_aside: Annotated[
        bool, typer.Option("--set-aside", help="Ngừng gửi cả những hồ sơ còn chờ cổng này.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Send nothing more to a portal; its history stays."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        done = portal_removal.remove(office, name, reason, set_aside=set_aside)
    answer = {"name": done.target.name, "removed": True, "set_aside": done.set_aside}
    call.answer(answer, lambda console: _say_removed(console, done))


def _say_removed(console: Console, done: portal_removal.Removed) -> None:
    console.print(f"Đã gỡ cổng {done.target.name}. Những gì đã gửi tới đó vẫn giữ trong hồ sơ.")
    if done.set_aside:
        console.print(f"Đã ngừng gửi {done.set_aside} hồ sơ còn chờ cổng này.")


def _shape(one: PortalTarget) -> dict[str, object]:
    return {
        "name": one.name,
        "family": one.family,
        "url": one.url,
        "user": one.user,
        "practice": one.practice,
        "options": dict(one.options),
    }


def _say_list(console: Console, kept: Sequence[PortalTarget]) -> None:
    if not kept:
        console.print(NO_PORTAL)
        return
    rows = [
        (
            one.name,
            one.family,
            _where(one),
            one.user,
            one.options.get(PROCEDURES) or "tất cả thủ tục",
            "thực hành" if one.practice else "",
        )
        for one in kept
    ]
    console.print(table(("Tên", "Loại", "Địa chỉ", "Tài khoản", "Nhận", ""), rows))


def examine(
    ctx: typer.Context,
    name: Annotated[str, typer.Option(metavar="NAME", help="Chỉ cổng tên này.")] = "",
    as_json: AsJson = False,
) -> None:
    """Ask the portals part by part what is wrong; 0 only when all is well."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        wanted = _wanted(portals.targets(office), name)
        found = [diagnose(office, target) for target in wanted]
    well = all(one.well for one in found)
    answer = {"well": well, "portals": [_diagnosis(one) for one in found]}
    call.answer(answer, lambda console: _say_diagnoses(console, found))
    if not well:
        raise typer.Exit(TROUBLE)


def _wanted(kept: Sequence[PortalTarget], name: str) -> list[PortalTarget]:
    """Return the portals to be asked: those with an interface.

    Raises:
        Refused: ``no_portal``, ``unknown_portal``.
    """
    if not kept:
        raise Refused(Problem("", "no_portal", NO_PORTAL))
    known = [one for one in kept if not name or one.name == name]
    if not known:
        names = ", ".join(one.name for one in kept)
        message = f"Đơn vị chưa đặt cổng nào tên “{name}”. Cổng đã đặt: {names}."
        raise Refused(Problem("name", "unknown_portal", message))
    return [one for one in known if one.family != TRANSFER]


def _diagnosis(one: Diagnosis) -> dict[str, object]:
    return {
        **{key: text for key, text in _shape(one.target).items() if key != "options"},
        "well": one.well,
        "findings": [
            {"part": each.part.value, "well": each.well, "sentence": each.sentence}
            for each in one.findings
        ],
        "last_answer": one.raw,
    }


_PARTS = {
    Part.NETWORK: "Mạng",
    Part.NAME: "Tên máy chủ",
    Part.CERTIFICATE: "Chứng chỉ",
    Part.SIGN_IN: "Đăng nhập",
    Part.RIGHT: "Quyền",
    Part.VERSION: "Phiên bản",
    Part.CLOCK: "Giờ",
}
_MARKS = {True: "được", False: "CHƯA ĐƯỢC", None: "chưa hỏi"}


def _say_diagnoses(console: Console, found: Sequence[Diagnosis]) -> None:
    if not found:
        console.print("Chỉ có hệ thống chuyển tay, không có đường truyền nào để hỏi thử.")
    for one in found:
        console.print(f"Cổng {one.target.name}: {_where(one.target)}")
        rows = [(_PARTS[each.part], _MARKS[each.well], each.sentence) for each in one.findings]
        console.print(table(("Mục", "", "Cho biết"), rows))


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
    if len(result.targets) > 1:
        rows = [
            (
                one.name,
                str(one.totals.sent),
                str(one.totals.proved),
                str(one.totals.waiting),
                str(one.totals.parked),
                one.sentence,
            )
            for one in result.targets.values()
        ]
        columns = ("Cổng", "Đã gửi", "Đã nhận đúng", "Chờ gửi", "Cần xử lý", "")
        console.print(table(columns, rows))
    console.print(
        f"Đã gửi {result.sent}, cổng đã nhận đúng {result.proved}, chờ gửi {result.waiting}, "
        f"cần xử lý {result.parked}."
    )
