"""``paper``: the forms of the one-stop mechanism and the desk's lists, as PDF files."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import forms, registers
from receptiondesk.desk.form_facts import kind_of
from receptiondesk.desk.forms import PaperOrder
from receptiondesk.desk.papers import Paper
from receptiondesk.desk.registers import Bound
from receptiondesk.domain.paper_kinds import PaperKind
from receptiondesk.office import Office
from ui.commands import inputs, values
from ui.commands.frame import AsJson, Call, called
from ui.commands.grammar import add
from ui.commands.papers import Out, beside, check_place


def register(program: typer.Typer) -> None:
    """Add the command of this module."""
    add(program, "paper", paper, "Ghi một giấy tờ theo mẫu, danh sách hoặc sổ ra PDF.")


def paper(  # noqa: PLR0913, PLR0917 - one parameter per option, as Typer reads the signature
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Loại giấy, ví dụ supplement.")],
    out: Out,
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="Mã hồ sơ, các mã, ngày hoặc năm.")
    ] = "",
    data: Annotated[
        str, typer.Option(metavar="FILE|-", help="JSON những điều hồ sơ không có.")
    ] = "",
    size: Annotated[
        str | None,
        typer.Option(
            "--paper",
            parser=values.one_of("a4", "a5", "roll"),
            metavar="a4|a5|roll",
            help="Khổ giấy.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a form, a list or the year's register."""
    call = called(ctx, as_json=as_json)
    check_place(out)
    order = PaperOrder(kind, code, inputs.read_json(data) if data else None, size or "")
    with call.office() as office:
        which = kind_of(office, kind)
        if which is PaperKind.REGISTER:
            bound = list(_bound(office, order, out))
            _answer_volumes(call, bound)
            return
        with beside(out) as sheet:
            made = forms.make(office, order, keep=sheet.keep)
            sheet.put_in_place()
    _answer(call, out, which, made)


def _answer(call: Call, out: Path, kind: PaperKind, made: Paper) -> None:
    answer = {
        "file": str(out),
        "bytes": len(made.pdf),
        "sha256": made.sha256,
        "kind": kind.value,
        "version": made.version,
    }
    call.answer(answer, lambda console: console.print(f"Đã ghi {out}"))


def _bound(office: Office, order: PaperOrder, out: Path) -> Iterator[tuple[Path, Bound]]:
    """Write a register, the first volume to ``out``, further ones beside it ("-02", "-03", …)."""
    with ExitStack() as standing:
        sheets = []

        def keep(number: int, pdf: bytes) -> None:
            sheets.append(standing.enter_context(beside(_place(out, number))))
            sheets[-1].keep(pdf)

        for volume in registers.make(office, order, keep=keep):
            sheets[-1].put_in_place()
            yield _place(out, volume.number), volume


def _place(out: Path, number: int) -> Path:
    return out if number == 1 else out.with_name(f"{out.stem}-{number:02d}{out.suffix}")


def _answer_volumes(call: Call, bound: Sequence[tuple[Path, Bound]]) -> None:
    volumes = [
        {
            "file": str(place),
            "bytes": one.size,
            "sha256": one.sha256,
            "number": one.number,
            "pages": one.pages,
            "first": one.first,
            "last": one.last,
        }
        for place, one in bound
    ]
    version = bound[0][1].version
    answer = {"kind": PaperKind.REGISTER.value, "version": version, "volumes": volumes}
    call.answer(answer, lambda console: _say_volumes(console, bound))


def _say_volumes(console: Console, bound: Sequence[tuple[Path, Bound]]) -> None:
    for place, one in bound:
        console.print(f"Đã ghi {place}: quyển số {one.number:02d}, {one.pages} trang")
