"""``portal codes show | export | import``: what a portal calls our words."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import mappings
from receptiondesk.domain.code_map import CodeKind, CodeMap
from ui.commands import inputs
from ui.commands.frame import AsJson, called, table
from ui.commands.grammar import add, new_group

_Portal = Annotated[str, typer.Argument(metavar="PORTAL", help="Tên cổng (xem portal list).")]


def add_to(group: typer.Typer) -> None:
    """Add the commands of this module to the group ``portal``."""
    codes = new_group("Bảng mã của cổng: trạng thái, đối tượng, đơn vị, thủ tục, lĩnh vực…")
    add(codes, "show", show, "Xem bảng mã đang dùng của một cổng.")
    add(codes, "export", export, "Ghi bảng mã đang dùng ra tệp CSV để sửa.")
    add(codes, "import", import_, "Nhập bảng mã từ tệp CSV; sai một chỗ thì không nhập gì.")
    group.add_typer(codes, name="codes")


def show(
    ctx: typer.Context,
    portal: _Portal,
    kind: Annotated[
        CodeKind | None, typer.Option("--kind", metavar="KIND", help="Chỉ một loại mã.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the codes in use."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        codes = mappings.current(office, portal)
    lines = [line for line in codes.lines if kind in {None, line.kind}]
    answer = {
        "portal": portal,
        "version": codes.version,
        "lines": [
            {
                "kind": line.kind.value,
                "ours": line.ours,
                "theirs": line.theirs,
                "way": line.way.value,
                "note": line.note,
            }
            for line in lines
        ],
    }
    call.answer(answer, lambda console: _say(console, CodeMap(codes.version, tuple(lines))))


def _say(console: Console, codes: CodeMap) -> None:
    own = f"bản {codes.version} của đơn vị" if codes.version else "kèm theo chương trình"
    console.print(f"Bảng mã {own}:")
    cells = [(one.kind.value, one.ours, one.theirs, one.way.value, one.note) for one in codes.lines]
    console.print(table(("Loại", "Mã của ta", "Mã của cổng", "Chiều", "Ghi chú"), cells))


def export(
    ctx: typer.Context,
    portal: _Portal,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Tệp .csv.")],
    as_json: AsJson = False,
) -> None:
    """Write the codes in use for editing; importing them again changes nothing."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        lines = mappings.export_file(office, portal, Path(file))
    answer = {"portal": portal, "file": file, "lines": lines}
    call.answer(answer, lambda console: console.print(f"Đã ghi {lines} dòng mã ra {file}"))


def import_(
    ctx: typer.Context,
    portal: _Portal,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Tệp .csv, hay - là đầu vào.")],
    as_json: AsJson = False,
) -> None:
    """Import a table of codes as the next version, all or nothing."""
    call = called(ctx, as_json=as_json)
    lines = mappings.from_csv(inputs.read_text(file))
    with call.office() as office:
        changed = mappings.replace(office, portal, lines).settings
        version = mappings.current(office, portal).version
    answer = {"portal": portal, "version": version, "lines": len(lines), "changed": changed}
    call.answer(answer, lambda console: _say_imported(console, version, changed=changed))


def _say_imported(console: Console, version: int, *, changed: bool) -> None:
    if changed:
        console.print(f"Bảng mã mới là bản {version}; lần gửi sau dùng bảng này.")
    else:
        console.print("Bảng mã trong tệp giống bảng đang dùng; không thay đổi gì.")
