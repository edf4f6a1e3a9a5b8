"""``decide``: what a person decides about a dossier that a portal cannot answer for."""

from collections.abc import Callable
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import decisions, look, portals, transfer
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.outbox import TRANSFER
from receptiondesk.office import Office
from ui.commands.frame import AsJson, called
from ui.commands.grammar import add

_Act = Callable[[Office, str], ChangeSet]
_WORDS = {
    "arrived": "Đã ghi: hồ sơ {code} đã có trên cổng. Lượt gửi tới sẽ đọc lại để kiểm chứng.",
    "both_codes": "Đã ghi: cả hai mã là của hồ sơ {code}. Lượt gửi tới sẽ đọc lại để kiểm chứng.",
    "not_there": "Đã ghi: cổng chưa có hồ sơ {code}. Hồ sơ sẽ được gửi trong lượt tới.",
    "again": "Hồ sơ {code} sẽ được gửi lại trong lượt tới.",
    "set_aside": "Đã ngừng gửi hồ sơ {code}. Hồ sơ vẫn giữ tại máy.",
}


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    told = "Quyết định về hồ sơ mà cổng không trả lời được; ghi tên và lý do vào sổ."
    add(program, "decide", decide, told)


def decide(  # noqa: PLR0913, PLR0917 - one parameter per option, as Typer reads the signature
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Mã hồ sơ.")],
    target: Annotated[str, typer.Option(metavar="PORTAL", help="Tên cổng (xem portal list).")],
    arrived: Annotated[
        str | None, typer.Option(metavar="CODE", help="Đã có trên cổng, với mã đọc được ở đó.")
    ] = None,
    both_codes: Annotated[
        str | None,
        typer.Option("--both-codes", metavar="CODE", help="Mã khác trên cổng cũng là của hồ sơ."),
    ] = None,
    not_there: Annotated[bool, typer.Option("--not-there", help="Cổng chưa có, gửi lại.")] = False,
    again: Annotated[bool, typer.Option("--again", help="Gửi lại; hỏi cổng trước.")] = False,
    set_aside: Annotated[bool, typer.Option("--set-aside", help="Ngừng gửi hồ sơ này.")] = False,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Lý do, 1 đến 500 ký tự.")] = "",
    as_json: AsJson = False,
) -> None:
    """Decide; exactly one decision at a time."""
    call = called(ctx, as_json=as_json)
    given: dict[str, _Act | None] = {
        "arrived": None
        if arrived is None
        else lambda office, uid: decisions.arrived(office, uid, target, arrived, reason),
        "both_codes": None
        if both_codes is None
        else lambda office, uid: decisions.keep_both(office, uid, target, both_codes, reason),
        "not_there": (lambda office, uid: decisions.not_there(office, uid, target, reason))
        if not_there
        else None,
        "again": (lambda office, uid: decisions.send_again(office, uid, target, reason))
        if again
        else None,
        "set_aside": (lambda office, uid: _set_aside(office, uid, target, reason))
        if set_aside
        else None,
    }
    wanted = {name: act for name, act in given.items() if act is not None}
    if len(wanted) != 1:
        options = "--arrived, --both-codes, --not-there, --again, --set-aside"
        raise typer.BadParameter(f"cần đúng một trong: {options}")
    ((name, act),) = wanted.items()
    with call.office() as office:
        kept = look.dossier(office, code)
        act(office, kept.uid)
        after = look.by_uid(office, kept.uid)
    answer = {
        "code": after.code,
        "codes": list(after.codes),
        "target": target,
        "decision": name,
        "sync": after.sync.value,
    }
    call.answer(answer, lambda console: _say(console, name, after.code))


def _set_aside(office: Office, uid: str, target: str, reason: str) -> ChangeSet:
    by_hand = any(one.name == target and one.family == TRANSFER for one in portals.targets(office))
    if by_hand:
        return transfer.give_up(office, uid, target, reason)
    return decisions.set_aside(office, uid, reason, target)


def _say(console: Console, name: str, code: str) -> None:
    console.print(_WORDS[name].format(code=code))
