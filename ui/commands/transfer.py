"""``transfer``: what is carried over by hand into a system without an interface."""

from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import look, transfer
from receptiondesk.desk.transfer import Transfer
from ui.commands.frame import AsJson, called, table
from ui.commands.grammar import add, new_group

_Code = Annotated[str, typer.Argument(metavar="CODE", help="Mã hồ sơ.")]
_Target = Annotated[
    str, typer.Option(metavar="NAME", help="Tên hệ thống chuyển tay (xem portal list).")
]


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    group = new_group("Chuyển tay hồ sơ sang hệ thống không có đường truyền.")
    group.callback()(_transfer)
    add(group, "show", show, "Xem các trường phải chép, theo thứ tự của hệ thống kia.")
    add(group, "done", done, "Ghi mã mà hệ thống kia cấp cho hồ sơ.")
    program.add_typer(group, name="transfer")


def _transfer() -> None:
    """Chuyển tay hồ sơ sang hệ thống không có đường truyền."""


def show(ctx: typer.Context, code: _Code, target: _Target, as_json: AsJson = False) -> None:
    """Show what is to be copied."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        told = transfer.open_one(office, look.dossier(office, code).uid, target)
    answer = {
        "code": told.dossier.code,
        "target": target,
        "needed": told.needed,
        "again": told.again,
        "known_code": told.known_code,
        "files": told.files,
        "fields": [
            {"key": one.key, "label": one.label, "value": one.value, "changed": one.changed}
            for one in told.fields
        ],
    }
    call.answer(answer, lambda console: _say(console, told))


def _say(console: Console, told: Transfer) -> None:
    rows = [(one.label, one.value, "đã thay đổi" if one.changed else "") for one in told.fields]
    console.print(table(("Trường", "Nội dung", ""), rows))
    if told.known_code:
        console.print(f"Mã đã cấp ở {told.target}: {told.known_code}")
    if told.files:
        console.print(f"{told.files} tệp giấy tờ không gửi được qua đường này.")
    if not told.needed:
        console.print("Không còn gì phải chuyển.")


def done(
    ctx: typer.Context,
    code: _Code,
    target: _Target,
    theirs: Annotated[str, typer.Option("--code", metavar="CODE", help="Mã bên kia cấp.")],
    as_json: AsJson = False,
) -> None:
    """File the code that the other system gave."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        kept = look.dossier(office, code)
        transfer.done(office, kept.uid, target, theirs)
        after = look.by_uid(office, kept.uid)
    answer = {
        "code": after.code,
        "codes": list(after.codes),
        "target": target,
        "sync": after.sync.value,
    }
    call.answer(
        answer,
        lambda console: console.print(
            f"Đã ghi mã của {target} cho hồ sơ {after.code}; không kiểm chứng được ở cổng này."
        ),
    )
