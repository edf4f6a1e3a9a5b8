"""``init``: setting an office up in a data folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import procedures
from receptiondesk.desk.setup import (
    Initialised,
    NewOffice,
    already_initialised,
    initialise,
    is_initialised,
)
from receptiondesk.domain.clock import SystemClock
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.paths import make_private_folder, reason_vi, sync_file
from ui.commands import shapes, values
from ui.commands.frame import AsJson, Call, ask_new_passphrase, called
from ui.commands.grammar import add


def register(program: typer.Typer) -> None:
    """Add the command of this module."""
    add(program, "init", init, "Thiết lập cơ quan trong thư mục dữ liệu, một lần.")


def init(  # noqa: PLR0913, PLR0917 - one parameter per option, as Typer reads the signature
    ctx: typer.Context,
    org_code: Annotated[str, typer.Option(metavar="CODE", help="Mã định danh cơ quan.")],
    org_name: Annotated[str, typer.Option(metavar="NAME", help="Tên cơ quan.")],
    province: Annotated[str, typer.Option(metavar="NAME", help="Tỉnh, thành phố.")],
    counter: Annotated[int, typer.Option(parser=values.whole, metavar="N", help="Số quầy.")],
    range_: Annotated[
        str, typer.Option("--range", metavar="FROM-TO", help="Dải số; không có thì cấp mã tạm.")
    ] = "",
    practice: Annotated[bool, typer.Option("--practice", help="Dữ liệu thực hành.")] = False,
    parent_org: Annotated[str, typer.Option(metavar="T", help="Cơ quan chủ quản.")] = "",
    address: Annotated[str, typer.Option(metavar="T", help="Địa chỉ trụ sở.")] = "",
    phone: Annotated[str, typer.Option(metavar="T", help="Điện thoại.")] = "",
    hotline: Annotated[str, typer.Option(metavar="T", help="Đường dây nóng.")] = "",
    lookup_url: Annotated[str, typer.Option(metavar="URL", help="Trang tra cứu hồ sơ.")] = "",
    recovery_out: Annotated[
        str, typer.Option(metavar="FILE", help="Ghi mã khôi phục vào một tệp mới.")
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Make the office, load the shipped catalogue, hand over the recovery code once."""
    call = called(ctx, as_json=as_json)
    if not province.strip():
        message = "Chưa ghi tỉnh, thành phố của cơ quan. Xin ghi tên hoặc mã."
        raise Refused(Problem("province", "empty", message))
    told = NewOffice(
        org_code=org_code,
        org_name=org_name,
        province=province,
        counter=counter,
        number_range=range_,
        practice=practice,
        parent_org=parent_org,
        address=address,
        phone=phone,
        hotline=hotline,
        lookup_url=lookup_url,
    )
    _set_up(call, told, Path(recovery_out) if recovery_out else None)


def _set_up(call: Call, told: NewOffice, recovery_out: Path | None) -> None:
    """Make the office; the recovery code goes into its file, or else into the answer."""
    if is_initialised(call.paths):
        raise already_initialised()
    with _reserved(recovery_out, call.paths.root):
        made = initialise(
            call.paths,
            told,
            clock=SystemClock(),
            officer=call.signed_in(),
            passphrase=ask_new_passphrase(),
        )
        version = procedures.version(made.office)
        made.office.close()
        kept = recovery_out if recovery_out and _keep(recovery_out, made.recovery_code) else None
    made = replace(made, warnings=(*made.warnings, *_beside_data(kept, call.paths.root)))
    count = version.procedures if version else 0
    answer = {
        "data": str(call.paths.root),
        "practice": told.practice,
        "procedures": count,
        "recovery_code": None if kept else made.recovery_code,
        "recovery_file": kept and str(kept),
        "warnings": shapes.problems(made.warnings),
    }
    call.answer(answer, lambda console: _say(console, made, count, kept))


def _say(console: Console, made: Initialised, count: int, kept: Path | None) -> None:
    settings = made.office.settings
    console.print(f"Đã thiết lập {settings.org_name}, quầy {settings.counter}.")
    console.print(f"Danh mục có {count} thủ tục.")
    if kept:
        console.print(f"Mã khôi phục đã ghi vào {kept}. Xin cất tệp này ở nơi khác, an toàn.")
    else:
        console.print(f"Mã khôi phục (chỉ hiện một lần, xin chép ra giấy): {made.recovery_code}")
    for warning in made.warnings:
        console.print(f"Lưu ý: {warning.message}")


@contextmanager
def _reserved(file: Path | None, root: Path) -> Iterator[None]:
    """Hold an empty file for the recovery code, readable by this user only.

    It is made first, so that a code is never without a place that was promised for it, and goes
    again when no code came into it.
    """
    if file is None:
        yield
        return
    own_folder = _stands_in(file, root) and not root.exists()
    try:
        if own_folder:
            make_private_folder(root)
        os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError as there:
        message = f"Đã có «{file}». Xin chọn tên khác để không ghi đè mã khôi phục cũ."
        raise Refused(Problem("recovery_out", "file_exists", message)) from there
    except OSError as failed:
        message = (
            f"Không ghi được «{file}» ({reason_vi(failed)}). Chưa thiết lập gì; xin chọn nơi khác."
        )
        raise Trouble("cannot_write", message) from failed
    try:
        yield
    finally:
        with suppress(OSError):
            if file.stat().st_size == 0:
                file.unlink()
                if own_folder:
                    root.rmdir()


def _keep(file: Path, code: str) -> bool:
    """Write the code; on failure return false, so that it is shown instead of lost."""
    try:
        with file.open("w", encoding="utf-8") as opened:
            opened.write(f"{code}\n")
        sync_file(file)
    except OSError:
        with suppress(OSError):
            file.unlink()
        return False
    return True


def _stands_in(file: Path, root: Path) -> bool:
    return file.absolute().parent == root.absolute()


def _beside_data(kept: Path | None, root: Path) -> tuple[Problem, ...]:
    """Return a warning when the code lies beside what it opens."""
    if kept is None or not _stands_in(kept, root):
        return ()
    message = (
        "Tệp mã khôi phục đang nằm cùng chỗ với dữ liệu: ai lấy được thư mục thì mở được, và máy "
        "hỏng thì mất cả hai. Xin chuyển tệp này sang nơi khác."
    )
    return (Problem("recovery_out", "beside_data", message),)
