"""``verify``, ``backup``, ``restore``."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.credentials import Credentials
from receptiondesk.desk import safekeeping
from receptiondesk.desk.paper_keeping import KeptPapers
from receptiondesk.desk.safekeeping import DamagedRow, KeptCopy, LostMachine, Restored
from receptiondesk.domain.clock import SystemClock
from receptiondesk.domain.errors import Problem, Refused, Trouble
from ui.commands import inputs, shapes
from ui.commands.frame import AsJson, ask_passphrase, called
from ui.commands.grammar import add

File = Annotated[str, typer.Argument(metavar="FILE", help="Tệp sao lưu.")]


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    add(program, "verify", verify, "Kiểm tra nhật ký và đối chiếu mọi dòng dữ liệu với nó.")
    add(program, "backup", backup, "Sao lưu dữ liệu ra một tệp mới, có mở thử.")
    add(program, "restore", restore, "Khôi phục dữ liệu từ một tệp sao lưu.")


def verify(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Walk the journal and compare every row with it."""
    call = called(ctx, as_json=as_json)
    try:
        with call.office() as office:
            damaged = safekeeping.verify(office)
    except Trouble as trouble:
        if trouble.code != "damaged":
            raise
        damaged = (DamagedRow("file", call.paths.database.name, trouble.message),)
    if damaged:
        raise Refused.of(_problem(row) for row in damaged)
    call.answer({"intact": True}, lambda console: console.print("Dữ liệu nguyên vẹn."))


def _problem(row: DamagedRow) -> Problem:
    return Problem(f"{row.table}/{row.key}", "damaged_row", row.what)


def backup(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Write a checked copy of the data."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        kept = safekeeping.backup(office, Path(file))
    answer = {
        "file": str(kept.file),
        "bytes": kept.bytes,
        "events": kept.events,
        "papers": kept.papers and _papers(kept.papers),
    }
    call.answer(answer, lambda console: _say_kept(console, kept))


def _papers(kept: KeptPapers) -> dict[str, object]:
    return {
        "folder": str(kept.folder),
        "files": kept.papers,
        "copied": kept.copied,
        "warnings": shapes.problems(kept.warnings),
    }


def _say_kept(console: Console, kept: KeptCopy) -> None:
    console.print(f"Đã sao lưu ra {kept.file}")
    if kept.papers is not None:
        console.print(kept.papers.sentence)


def restore(
    ctx: typer.Context,
    file: File,
    recovery_in: Annotated[
        str,
        typer.Option(
            metavar="FILE|-", help="Mã khôi phục, khi thư mục dữ liệu còn trống (máy mới)."
        ),
    ] = "",
    last_code: Annotated[
        str,
        typer.Option(
            metavar="CODE",
            help="Mã hồ sơ chính thức cuối cùng quầy đã in (máy mới), để cấp số tiếp theo ngay.",
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Put the data of a backup in the place of the folder's."""
    call = called(ctx, as_json=as_json)
    code = inputs.read_text(recovery_in).strip() if recovery_in else ""
    restored = safekeeping.restore(
        call.paths,
        LostMachine(Path(file), last_code),
        clock=SystemClock(),
        officer=call.signed_in(),
        credentials=Credentials(recovery_code=code, ask=ask_passphrase()),
    )
    restored.office.close()
    answer = {
        "data": str(call.paths.root),
        "events": restored.events,
        "lost_events": restored.lost_events,
        "aside": restored.aside and str(restored.aside),
        "warnings": shapes.problems(restored.warnings),
    }
    call.answer(answer, lambda console: _say_restored(console, restored))


def _say_restored(console: Console, restored: Restored) -> None:
    console.print(f"Đã khôi phục {restored.events} dòng nhật ký.")
    if restored.aside:
        console.print(f"Dữ liệu trước khi khôi phục còn giữ ở {restored.aside}")
    if restored.lost_events:
        console.print(
            f"Lưu ý: {restored.lost_events} dòng nhật ký mới hơn bản sao lưu chỉ còn trong tệp "
            "đó; các số hồ sơ ấy không cấp lại."
        )
    for warning in restored.warnings:
        console.print(f"Lưu ý: {warning.message}")
