"""``receipt``: a paper as a PDF file; and how every paper gets into its file."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from receptiondesk import paths
from receptiondesk.desk import papers
from receptiondesk.desk.papers import Paper
from receptiondesk.domain.errors import Trouble
from ui.commands import values
from ui.commands.frame import AsJson, Call, called
from ui.commands.grammar import add

Out = Annotated[Path, typer.Option(metavar="FILE", help="Tệp PDF; tệp cũ cùng tên được thay.")]


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    add(program, "receipt", receipt, "Ghi giấy tiếp nhận của một hồ sơ ra PDF (tính một lần in).")


def receipt(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Mã hồ sơ, chính thức hoặc tạm.")],
    out: Out,
    paper: Annotated[
        str | None,
        typer.Option(
            parser=values.one_of("a4", "a5", "roll"), metavar="a4|a5|roll", help="Khổ giấy."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a receipt; without ``--paper`` on the office's own size."""
    call = called(ctx, as_json=as_json)
    check_place(out)
    with call.office() as office, beside(out) as sheet:
        size = paper or office.settings.receipt_paper
        made = papers.receipt(office, code, size=size, keep=sheet.keep)
        sheet.put_in_place()
    _answer(call, out, made)


def check_place(out: Path) -> None:
    """Tell of a place where no file can stand, before the paper is made.

    Raises:
        Trouble: ``cannot_write``.
    """
    taken = out.exists() and not out.is_file()  # a folder; a device, which must not be replaced
    if taken or not out.parent.is_dir():
        message = f"Không ghi được vào «{out}»: phải là một tệp trong thư mục đã có."
        raise Trouble("cannot_write", message)
    if not os.access(out.parent, os.W_OK):
        raise Trouble("cannot_write", f"Thư mục «{out.parent}» không cho ghi. Xin chọn nơi khác.")


@dataclass(slots=True)
class _Sheet:
    """A paper on its way into its file.

    It is written beside its place first, so that a print which finds no room is not counted, and
    a file that stands there is replaced wholly or not at all.
    """

    out: Path
    beside: Path | None = None

    def keep(self, pdf: bytes) -> None:
        """Write the paper beside its place."""
        self.drop()
        with self._told():
            self.beside = paths.staged(self.out, pdf, durable=False)

    def put_in_place(self) -> None:
        """Give the paper its name."""
        if self.beside is not None:
            with self._told():
                self.beside.replace(self.out)
            self.beside = None

    def drop(self) -> None:
        """Take back what did not get its name."""
        if self.beside is not None:
            self.beside.unlink(missing_ok=True)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as failed:
            why = paths.reason_vi(failed)
            message = (
                f"Không ghi được «{self.out}» ({why}). Hồ sơ không thay đổi; xin chọn nơi khác."
            )
            raise Trouble("cannot_write", message) from failed


@contextmanager
def beside(out: Path) -> Iterator[_Sheet]:
    """Give what writes a paper beside its place and puts it there; nothing half-written stays."""
    sheet = _Sheet(out.resolve())  # what a link leads to is replaced, not the link
    try:
        yield sheet
    finally:
        sheet.drop()


def _answer(call: Call, out: Path, made: Paper) -> None:
    answer = {"file": str(out), "bytes": len(made.pdf), "sha256": made.sha256}
    call.answer(answer, lambda console: console.print(f"Đã ghi {out}"))
