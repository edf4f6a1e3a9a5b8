"""``receipt`` and ``notices``: papers as PDF files."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from receptiondesk import paths
from receptiondesk.desk import papers
from receptiondesk.desk.papers import NoticeOrder
from receptiondesk.domain.errors import Problem, Refused, Trouble
from ui.commands import inputs, values
from ui.commands.frame import AsJson, Call, called, error_console
from ui.commands.grammar import add

Out = Annotated[Path, typer.Option(metavar="FILE", help="Tệp PDF; tệp cũ cùng tên được thay.")]


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    add(program, "receipt", receipt, "Ghi giấy tiếp nhận của một hồ sơ ra PDF (tính một lần in).")
    add(program, "notices", notices, "Ghi bảng niêm yết thủ tục ra PDF.")


def receipt(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Mã hồ sơ, chính thức hoặc tạm.")],
    out: Out,
    paper: Annotated[
        str | None,
        typer.Option(parser=values.one_of("a4", "a5"), metavar="a4|a5", help="Khổ giấy."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a receipt; without ``--paper`` on the office's own size."""
    call = called(ctx, as_json=as_json)
    _check_place(out)
    with call.office() as office:
        made = papers.receipt(office, code, size=paper or office.settings.receipt_paper)
    _write(call, out, made.pdf, made.sha256)


def notices(  # noqa: PLR0913, PLR0917 - one parameter per option, as Typer reads the signature
    ctx: typer.Context,
    out: Out,
    field: Annotated[str, typer.Option(metavar="F", help="Chỉ một lĩnh vực.")] = "",
    codes: Annotated[
        str, typer.Option(metavar="FILE", help="In đúng các mã trong tệp, mỗi dòng một mã.")
    ] = "",
    paper: Annotated[
        str, typer.Option(parser=values.one_of("a4", "a3"), metavar="a4|a3", help="Khổ giấy.")
    ] = "a4",
    kind: Annotated[
        str,
        typer.Option(
            parser=values.one_of("list", "sheets", "index"),
            metavar="list|sheets|index",
            help="Bảng danh sách, tờ từng thủ tục, hoặc bảng tra.",
        ),
    ] = "list",
    landscape: Annotated[bool, typer.Option("--landscape", help="In ngang.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write notices of what the office posts, or of the codes of a file."""
    call = called(ctx, as_json=as_json)
    _check_place(out)
    wanted = inputs.read_lines(codes) if codes else ()
    if codes and not wanted:
        raise Refused(Problem("codes", "no_codes", "Tệp không có mã thủ tục nào."))
    order = NoticeOrder(kind=kind, field=field, codes=wanted, size=paper, landscape=landscape)
    with call.office() as office, _progress(call) as told:
        made = papers.notices(office, order, progress=told)
    _write(call, out, made.pdf, made.sha256)


@contextmanager
def _progress(call: Call) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar on the error output while somebody watches it; else nothing."""
    console = error_console()
    bar = Progress(
        TextColumn("Đang dựng trang"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        disable=call.as_json or not console.is_terminal,
    )
    task = bar.add_task("", total=None)
    with bar:
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _check_place(out: Path) -> None:
    """Refuse a place where no file can stand, before anything is counted as printed."""
    if out.is_dir() or not out.parent.is_dir():
        message = f"Không ghi được vào «{out}»: phải là một tệp trong thư mục đã có."
        raise Refused(Problem("out", "bad_place", message))
    if not os.access(out.parent, os.W_OK):
        raise Trouble("cannot_write", f"Thư mục «{out.parent}» không cho ghi. Xin chọn nơi khác.")


def _write(call: Call, out: Path, pdf: bytes, sha256: str) -> None:
    """Put the paper into its file, wholly or not at all."""
    try:
        paths.write_whole(out, pdf, durable=False)
    except OSError as failed:
        why = os.strerror(failed.errno or 0)
        message = f"Không ghi được «{out}» ({why}). Hồ sơ không thay đổi; xin chọn nơi khác."
        raise Trouble("cannot_write", message) from failed
    answer = {"file": str(out), "bytes": len(pdf), "sha256": sha256}
    call.answer(answer, lambda console: console.print(f"Đã ghi {out}"))
