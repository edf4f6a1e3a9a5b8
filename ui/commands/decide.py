"""``decide``: what a person decides about a dossier that a portal cannot answer for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import decisions, look, portals, transfer
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.outbox import TRANSFER
from receptiondesk.office import Office
from ui.commands.frame import AsJson, called
from ui.commands.grammar import add

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
    given = {
        "arrived": arrived,
        "both_codes": both_codes,
        "not_there": not_there,
        "again": again,
        "set_aside": set_aside,
    }
    wanted = _the_one(given, target, reason)
    with call.office() as office:
        kept = look.dossier(office, code)
        wanted.take(office, kept.uid)
        after = look.by_uid(office, kept.uid)
    answer = {
        "code": after.code,
        "codes": list(after.codes),
        "target": target,
        "decision": wanted.name,
        "sync": after.sync.value,
    }
    call.answer(answer, lambda console: _say(console, wanted.name, after.code))


@dataclass(frozen=True, slots=True)
class _Decision:
    """One decision as it was given; ``code`` is empty where none belongs to it."""

    name: str
    code: str
    target: str
    reason: str

    def take(self, office: Office, uid: str) -> ChangeSet:
        """Write the decision down."""
        where = (office, uid, self.target)
        match self.name:
            case "arrived":
                return decisions.arrived(*where, self.code, self.reason)
            case "both_codes":
                return decisions.keep_both(*where, self.code, self.reason)
            case "not_there":
                return decisions.not_there(*where, self.reason)
            case "again":
                return decisions.send_again(*where, self.reason)
        by_hand = (one.name for one in portals.targets(office) if one.family == TRANSFER)
        if self.target in by_hand:
            return transfer.give_up(*where, self.reason)
        return decisions.set_aside(office, uid, self.reason, self.target)


def _the_one(given: Mapping[str, str | bool | None], target: str, reason: str) -> _Decision:
    wanted = {name: code for name, code in given.items() if code is not None and code is not False}
    if len(wanted) != 1:
        options = "--arrived, --both-codes, --not-there, --again, --set-aside"
        raise typer.BadParameter(f"cần đúng một trong: {options}")
    ((name, code),) = wanted.items()
    return _Decision(name, code if isinstance(code, str) else "", target, reason)


def _say(console: Console, name: str, code: str) -> None:
    console.print(_WORDS[name].format(code=code))
