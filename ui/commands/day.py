"""``close-day``: the day's figures, and the seal that keeps them."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from receptiondesk.desk import day_close, portals
from receptiondesk.domain import day_words
from receptiondesk.domain.day import Counted, Figures, Seal, Stretch
from receptiondesk.domain.day_json import to_json
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.text import clean_line, date_vi, dong, moment_vi
from receptiondesk.office import Office
from ui.commands import shapes, values
from ui.commands.frame import AsJson, Call, called
from ui.commands.grammar import add
from ui.commands.papers import beside, check_place

Amount = Annotated[
    int | None, typer.Option(parser=values.dong, metavar="N", help="Số đồng đếm được.")
]


@dataclass(frozen=True, slots=True)
class _Day:
    """A day as it is answered: sealed, or as it stands now; ``by_hand``: carried over there."""

    book: Stretch
    figures: Figures
    by_hand: frozenset[str]
    seal: Seal | None = None


def register(program: typer.Typer) -> None:
    """Add the command of this module."""
    add(program, "close-day", close_day, "Kết thúc ngày: tổng kết, đối chiếu tiền và khóa sổ.")


def close_day(  # noqa: PLR0913, PLR0917 - one parameter per option, as Typer reads the signature
    ctx: typer.Context,
    day: Annotated[
        date | None,
        typer.Option("--date", parser=values.day, metavar="D", help="Ngày, ví dụ 2026-11-23."),
    ] = None,
    counted_cash: Amount = None,
    counted_transfer: Amount = None,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Lý do chênh lệch.")] = "",
    sheet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Ghi bản tổng kết ra tệp PDF.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Chỉ xem, không khóa; ngày đã khóa thì xem lại.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Close a day, or look at one."""
    call = called(ctx, as_json=as_json)
    if sheet is not None:
        check_place(sheet)
    if not dry_run:
        _refuse_nameless(call)
    counted = Counted(counted_cash, counted_transfer, reason)
    with call.office() as office:
        told = _looked_at(office, day) if dry_run else _closed(office, counted, day)
        if sheet is not None:
            _write(office, told, sheet)
    call.answer(_shape(told, sheet), lambda console: _say(console, told, sheet))


def _refuse_nameless(call: Call) -> None:
    """A seal is signed by a person; the name of the computer's account is nobody's."""
    if not clean_line(call.officer):
        message = (
            "Xin ghi tên cán bộ kết thúc ngày: --officer TÊN (hoặc biến RECEPTIONDESK_OFFICER)."
        )
        raise Refused(Problem("officer", "officer_needed", message))


def _looked_at(office: Office, day: date | None) -> _Day:
    seal = day_close.sealed_on(office, day or day_close.standing(office).today)
    if seal is not None:
        return _Day(seal.book, seal.figures, portals.by_hand(office), seal)
    seen = day_close.preview(office, day)
    return _Day(seen.book, seen.figures, portals.by_hand(office))


def _closed(office: Office, counted: Counted, day: date | None) -> _Day:
    seal = day_close.close(office, counted, day).seal
    return _Day(seal.book, seal.figures, portals.by_hand(office), seal)


def _write(office: Office, told: _Day, sheet: Path) -> None:
    from receptiondesk.desk import day_paper  # reportlab: only when a sheet is wanted

    made = (
        day_paper.preview(office, told.book.day)
        if told.seal is None
        else day_paper.sheet(office, told.seal)
    )
    with beside(sheet) as place:
        place.keep(made.pdf)
        place.put_in_place()


def _shape(told: _Day, sheet: Path | None) -> dict[str, Any]:
    book, seal = told.book, told.seal
    return {
        "day": book.day.isoformat(),
        "number": book.number,
        "sealed": seal is not None,
        "closed_at": None if seal is None else shapes.moment(seal.closed_at),
        "officer": "" if seal is None else seal.officer,
        "first_seq": book.first_seq,
        "last_seq": book.last_seq,
        "previous": book.previous,
        "seal": "" if seal is None else seal.seal,
        "fingerprint": "" if seal is None else seal.fingerprint,
        "stamped_at": None if seal is None else shapes.moment(seal.stamped_at),
        "figures": to_json(told.figures),
        "sheet": "" if sheet is None else str(sheet),
    }


def _say(console: Console, told: _Day, sheet: Path | None) -> None:
    book, figures, seal = told.book, told.figures, told.seal
    state = "đã khóa" if seal else "chưa khóa (chỉ xem)"
    console.print(f"Ngày {date_vi(book.day)} – {state}")
    for remark in day_words.remarks(figures, book.day):
        console.print(remark)
    console.print("\nSố thứ tự")
    for line in figures.numbers:
        name, runs = day_words.line_name(line, book.day), day_words.line_runs(line)
        console.print(f"  {name}: {runs} ({day_words.number(line.count)} số)")
        for note in day_words.line_notes(line):
            console.print(f"    {note.label}: {note.value}")
    if not figures.numbers:
        console.print("  không cấp số nào")
    _say_rows(console, "Hồ sơ", day_words.dossier_rows(figures))
    _say_rows(console, "Phí, lệ phí", day_words.money_rows(figures.money))
    for name, expected, counted, difference in day_words.count_rows(figures):
        found = "chưa kiểm đếm" if counted is None else f"đếm được {dong(counted)}"
        rest = "" if difference is None else f", {day_words.signed(difference)}"
        console.print(f"  {name} theo sổ {dong(expected)}; {found}{rest}")
    if figures.counted.reason:
        console.print(f"  Lý do: {figures.counted.reason}")
    _say_rows(console, "Giấy tiếp nhận", day_words.paper_rows(figures))
    for title, sendings in (
        ("Gửi cổng, của ngày này", figures.of_day),
        ("Gửi cổng, mọi ngày, chưa kiểm chứng", figures.queue),
    ):
        _say_rows(console, title, day_words.sending_rows(sendings, told.by_hand))
    _say_seal(console, seal, sheet)


def _say_rows(console: Console, title: str, rows: tuple[day_words.Row, ...]) -> None:
    console.print(f"\n{title}")
    for row in rows:
        console.print(f"  {row.label}: {row.value}")
    if not rows:
        console.print("  không có")


def _say_seal(console: Console, seal: Seal | None, sheet: Path | None) -> None:
    if seal is not None:
        console.print(f"\nDấu niêm {seal.fingerprint}")
        console.print(f"Khóa lúc {moment_vi(seal.closed_at)}, {seal.officer}")
        if seal.stamped_at is not None:
            console.print(f"Cổng đã nhận đúng cả ngày, ghi nhận {moment_vi(seal.stamped_at)}")
        console.print("Việc làm sau khi khóa ngày được tính vào lần khóa kế tiếp.")
    if sheet is not None:
        console.print(f"Đã ghi {sheet}")
