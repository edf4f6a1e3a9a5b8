"""``receive``, ``correct``, ``cancel``."""

from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import corrections, intake
from receptiondesk.desk.intake import Accepted
from receptiondesk.domain.errors import Problem
from receptiondesk.domain.walk_in_json import from_json
from ui.commands import inputs, shapes, words
from ui.commands.frame import AsJson, called
from ui.commands.grammar import add

File = Annotated[str, typer.Argument(metavar="FILE|-", help="Tệp JSON, hoặc - để đọc từ đầu vào.")]
Code = Annotated[str, typer.Argument(metavar="CODE", help="Mã hồ sơ, chính thức hoặc tạm.")]


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    add(program, "receive", receive, "Tiếp nhận một hồ sơ ghi trong JSON.")
    add(program, "correct", correct, "Sửa một hồ sơ đã lưu; số hồ sơ giữ nguyên.")
    add(program, "cancel", cancel, "Hủy một hồ sơ đã lưu; số hồ sơ không dùng lại.")


def receive(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Accept one walk-in and say its code, which is durably kept by then."""
    call = called(ctx, as_json=as_json)
    told = inputs.read_json(file)
    with call.office() as office:
        accepted = intake.accept(office, from_json(told, office.gazetteer))
    answer = {**_receipt(accepted), "clock_unconfirmed": accepted.dossier.clock_unconfirmed}
    call.answer(answer, lambda console: _say_received(console, accepted))


def correct(ctx: typer.Context, code: Code, file: File, as_json: AsJson = False) -> None:
    """Replace the facts of a dossier."""
    call = called(ctx, as_json=as_json)
    told = inputs.read_json(file)
    with call.office() as office:
        accepted = corrections.correct(office, code, from_json(told, office.gazetteer))
    answer = {**_receipt(accepted), "revision": accepted.dossier.revision}
    call.answer(answer, lambda console: _say_corrected(console, accepted))


def cancel(
    ctx: typer.Context,
    code: Code,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Lý do hủy, 1 đến 500 ký tự.")],
    as_json: AsJson = False,
) -> None:
    """Cancel a dossier."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        kept = corrections.cancel(office, code, reason).dossier
    answer = {"code": kept.code, "uid": kept.uid, "cancelled": True, "reason": kept.cancel_reason}
    call.answer(answer, lambda console: console.print(f"Đã hủy hồ sơ {kept.code}."))


def _receipt(accepted: Accepted) -> dict[str, object]:
    kept = accepted.dossier
    return {
        "code": kept.code,
        "uid": kept.uid,
        "due_at": shapes.moment(kept.due_at),
        "warnings": shapes.problems(accepted.warnings),
    }


def _say_received(console: Console, accepted: Accepted) -> None:
    kept = accepted.dossier
    console.print(f"Đã tiếp nhận hồ sơ {kept.code}")
    console.print(f"  {kept.procedure.code}  {kept.procedure.name}")
    console.print(f"  {kept.facts.applicant.full_name}")
    console.print(f"  Hẹn trả: {words.moment(kept.due_at)}. {kept.promise.line}")
    _say_warnings(console, accepted.warnings)


def _say_corrected(console: Console, accepted: Accepted) -> None:
    kept = accepted.dossier
    console.print(f"Đã sửa hồ sơ {kept.code} (lần sửa {kept.revision}).")
    console.print(f"  Hẹn trả: {words.moment(kept.due_at)}. {kept.promise.line}")
    if kept.prints:
        console.print("  Giấy in lại sẽ ghi «thay giấy đã cấp».")
    _say_warnings(console, accepted.warnings)


def _say_warnings(console: Console, warnings: tuple[Problem, ...]) -> None:
    for warning in warnings:
        console.print(f"  Lưu ý: {warning.message}")
