"""``catalogue import | list | show | offer``."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import procedures
from receptiondesk.desk.procedures import Imported
from receptiondesk.domain.deadline import limit_vi
from receptiondesk.domain.procedures import Procedure
from ui.commands import inputs, shapes, values
from ui.commands.frame import AsJson, called, table
from ui.commands.grammar import add, new_group

_ALL = 1_000_000


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    group = new_group("Danh mục thủ tục của cơ quan.")
    add(group, "import", import_, "Nhập danh mục mới từ một tệp; sai một chỗ thì không nhập gì.")
    add(group, "export", export, "Ghi danh mục đang dùng ra tệp .xlsx hoặc .zip để sửa.")
    add(group, "list", list_, "Liệt kê thủ tục.")
    add(group, "show", show, "Xem một thủ tục.")
    add(group, "offer", offer, "Đánh dấu những thủ tục cơ quan tiếp nhận và niêm yết.")
    program.add_typer(group, name="catalogue")


def import_(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Tệp .xlsx, .zip, hay thư mục CSV.")],
    as_json: AsJson = False,
) -> None:
    """Import a catalogue, all or nothing."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        imported = procedures.import_file(office, Path(file))
    answer = {
        "version": imported.version.number,
        "procedures": imported.procedures,
        "added": len(imported.added),
        "changed": len(imported.changed),
        "removed": len(imported.removed),
    }
    call.answer(answer, lambda console: _say_imported(console, imported))


def _say_imported(console: Console, imported: Imported) -> None:
    console.print(f"Đã nhập danh mục bản {imported.version.number}: {imported.procedures} thủ tục.")


def export(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Tệp .xlsx hoặc .zip.")],
    as_json: AsJson = False,
) -> None:
    """Write the catalogue in use for editing; importing it again changes nothing."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        procedures.export_file(office, Path(file))
    call.answer({"file": file}, lambda console: console.print(f"Đã ghi danh mục ra {file}"))


def list_(
    ctx: typer.Context,
    field: Annotated[str, typer.Option(metavar="F", help="Chỉ một lĩnh vực.")] = "",
    find: Annotated[str, typer.Option(metavar="TEXT", help="Tên, chữ đầu (dkks) hoặc mã.")] = "",
    limit: Annotated[
        int, typer.Option(parser=values.whole, metavar="N", help="Nhiều nhất bao nhiêu.")
    ] = _ALL,
    as_json: AsJson = False,
) -> None:
    """List procedures, most used first."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        found = procedures.find(office, find, field=field, limit=limit)
    answer = [{"code": one.code, "name": one.name, "field": one.field} for one in found]
    call.answer(
        answer,
        lambda console: console.print(
            table(("Mã", "Thủ tục", "Lĩnh vực"), [(one.code, one.name, one.field) for one in found])
        ),
    )


def show(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Mã thủ tục.")],
    as_json: AsJson = False,
) -> None:
    """Show one procedure."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        one = procedures.by_code(office, code)
    call.answer(shapes.procedure(one), lambda console: _say_procedure(console, one))


def _say_procedure(console: Console, one: Procedure) -> None:
    console.print(f"{one.code}  {one.name}")
    console.print(f"Lĩnh vực: {one.field}")
    console.print("Thời hạn:" + ("" if one.limits else " chưa công bố"))
    for each in one.limits:
        case = f" ({each.case})" if each.case else ""
        console.print(f"  {_CHANNELS[each.channel.value]}: {limit_vi(each)}{case}")
    console.print("Giấy tờ:")
    for number, paper in enumerate(one.papers, start=1):
        needs = (
            "chỉ xuất trình" if paper.shown_only else "bắt buộc" if paper.required else paper.case
        )
        console.print(f"  {number}. {paper.name}" + (f" ({needs})" if needs else ""))


_CHANNELS = {"counter": "Trực tiếp", "online": "Trực tuyến", "post": "Bưu chính"}


def offer(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Mỗi dòng một mã thủ tục.")],
    as_json: AsJson = False,
) -> None:
    """Mark the procedures that the office offers and posts, in place of those marked before."""
    call = called(ctx, as_json=as_json)
    codes = inputs.read_lines(file)
    with call.office() as office:
        procedures.offer(office, codes)
    call.answer(
        {"offered": len(codes)},
        lambda console: console.print(f"Cơ quan tiếp nhận và niêm yết {len(codes)} thủ tục."),
    )
