"""``print``: printers, print jobs, and how each kind of paper is printed at this counter."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from receptiondesk.desk import (
    forms,
    paper_offers,
    print_choices,
    print_jobs,
    print_ready,
    print_remaking,
)
from receptiondesk.desk.form_facts import kind_of
from receptiondesk.desk.forms import PaperOrder
from receptiondesk.desk.papers import Paper, digest
from receptiondesk.domain import print_faults
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.domain.paper_kinds import OF_DOSSIER
from receptiondesk.domain.print_choices import DOCUMENTS, Offset, Sides
from receptiondesk.domain.print_jobs import NOT_OUT, PrintJob
from receptiondesk.domain.text import clean_line
from receptiondesk.office import Office
from ui.commands import inputs, print_many, values
from ui.commands.frame import AsJson, Call, called, table
from ui.commands.grammar import add, new_group
from ui.commands.papers import beside, check_place
from ui.commands.print_sending import STATES, Printer, Way, hand_over, shape, words
from ui.spoolers import machine
from ui.spoolers.spooler import NotTakenError, Queue

Pdf = Annotated[
    Path | None, typer.Option("--pdf", metavar="FILE", help="Ghi ra tệp PDF thay cho máy in.")
]
Copies = Annotated[int | None, typer.Option(parser=values.whole, metavar="N", help="Số bản.")]
Job = Annotated[int, typer.Argument(parser=values.whole, metavar="JOB", help="Số lệnh in.")]
_SENT_ALONE = ("receipt", "day_sheet", "calibration")


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    group = new_group("In giấy và theo dõi lệnh in: đã lưu, đã gửi, đã ra giấy.")
    add(group, "queues", queues, "Các máy in mà máy tính này thấy.")
    add(group, "send", send, "In một tờ giấy: print send receipt MÃ, print send day_sheet NGÀY.")
    print_many.register(group)
    add(group, "jobs", jobs, "Các lệnh in hôm nay và các lệnh chưa xong.")
    add(group, "confirm", confirm, "Xác nhận giấy đã ra.")
    add(group, "again", again, "In lại tờ giấy của một lệnh in.")
    add(group, "drop", drop, "Bỏ một lệnh in, có người chịu trách nhiệm và lý do.")
    add(group, "settings", settings, "Xem hoặc đổi cách in một loại giấy tại quầy này.")
    add(group, "offset", offset, "Dời giấy in ra một máy: sang phải X mm, xuống dưới Y mm.")
    add(group, "calibrate", calibrate, "Ghi trang có thước đo lề ra PDF.")
    program.add_typer(group, name="print")


def queues(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the printers and what keeps each from printing."""
    call = called(ctx, as_json=as_json)
    found = _queues()
    answer = [
        {
            "name": one.name,
            "default": one.default,
            "ready": one.fault is None,
            "cause": one.fault.value if one.fault else "",
        }
        for one in found
    ]

    def say(console: Console) -> None:
        for one in found:
            state = print_faults.short_words(one.fault.value) if one.fault else "sẵn sàng"
            console.print(f"{one.name}: {state}{' (mặc định)' if one.default else ''}")
        if not found:
            console.print("Máy tính này chưa thấy máy in nào.")

    call.answer(answer, say)


def _queues() -> tuple[Queue, ...]:
    try:
        return machine.printers().queues()
    except NotTakenError as error:
        key = error.fault.value
        raise Trouble(key, print_faults.sentence(key, error.printer)) from error


def send(  # noqa: PLR0913, PLR0917 - one parameter per option, as Typer reads the signature
    ctx: typer.Context,
    document: Annotated[
        str,
        typer.Argument(
            metavar="DOCUMENT", help=f"{', '.join(_SENT_ALONE)}, hoặc loại giấy của lệnh paper."
        ),
    ],
    subject: Annotated[
        str, typer.Argument(metavar="SUBJECT", help="Mã hồ sơ, ngày, hoặc khổ giấy.")
    ] = "",
    data: Annotated[
        str, typer.Option(metavar="FILE|-", help="JSON những điều hồ sơ không có.")
    ] = "",
    printer: Printer = "",
    pdf: Pdf = None,
    copies: Copies = None,
    as_json: AsJson = False,
) -> None:
    """Print one paper."""
    call = called(ctx, as_json=as_json)
    if pdf is not None:
        check_place(pdf)
    given = inputs.read_json(data) if data else None
    with call.office() as office:
        if document in _SENT_ALONE:
            paper = _made(office, document, subject, printer)
        else:
            paper = _form(office, PaperOrder(document, subject, given))
        job = hand_over(office, paper, document, Way(clean_line(printer), pdf, copies or 0))
    _answer(call, job)


def _made(office: Office, document: str, subject: str, printer: str) -> Paper:
    if document == "calibration":
        size = subject or print_choices.of(office, document).size
        name = printer or print_choices.of(office, document).printer
        # It shows what is in use; the way out moves it, as it does every paper.
        pdf = print_ready.calibration_page(office, name, size, moved=False)
        made = Paper("trang-do-le.pdf", pdf, digest(pdf), print_jobs.NOTHING)
        return print_jobs.save(office, made, document)
    if not subject:
        message = "Xin ghi mã hồ sơ (giấy tiếp nhận) hoặc ngày (tổng kết ngày, ví dụ 2026-11-23)."
        raise Refused(Problem("subject", "subject_needed", message))
    if document == "receipt":
        return print_jobs.receipt(office, subject, size=print_choices.of(office, document).size)
    from receptiondesk.desk import day_paper  # only when a day's sheet is wanted

    day = values.day(subject)
    made = day_paper.sheet_of_day(office, day)
    return print_jobs.save(office, made, document, recipe={"day": day.isoformat()})


def _form(office: Office, order: PaperOrder) -> Paper:
    """Make a form and save it; what it was made of may be nobody's again, so its bytes are kept."""
    kind = kind_of(office, order.kind)
    size = order.size or paper_offers.size_of(office, kind)
    made = forms.make(office, replace(order, size=size))
    dossier = order.code if kind in OF_DOSSIER else ""
    return print_jobs.save(office, made, kind.value, dossier=dossier)


def jobs(
    ctx: typer.Context,
    left: Annotated[
        bool, typer.Option("--left", help="Chỉ các lệnh chưa tới máy in nào hoặc chưa ra giấy.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List print jobs."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        found = print_jobs.recent(office)
    shown = [job for job in found if not left or job.state in NOT_OUT]
    rows = [
        (str(job.number), job.order.title, str(job.order.pages), STATES[job.state], _why(job))
        for job in shown
    ]

    def say(console: Console) -> None:
        if rows:
            console.print(table(("Lệnh", "Giấy", "Trang", "Tình trạng", ""), rows))
        else:
            console.print("Không có lệnh in nào.")

    call.answer([shape(job) for job in shown], say)


def _why(job: PrintJob) -> str:
    return print_faults.short_words(job.cause) if job.cause else job.reason or job.printer


def confirm(
    ctx: typer.Context,
    numbers: Annotated[
        list[int], typer.Argument(parser=values.whole, metavar="JOB...", help="Số lệnh in.")
    ],
    as_json: AsJson = False,
) -> None:
    """File that papers came out."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        for number in numbers:
            print_jobs.confirm(office, number)
        found = [print_jobs.one(office, number) for number in numbers]
    _answer_all(call, found)


def again(  # noqa: PLR0913, PLR0917 - one parameter per option, as Typer reads the signature
    ctx: typer.Context,
    number: Job,
    printer: Printer = "",
    pdf: Pdf = None,
    copies: Copies = None,
    as_json: AsJson = False,
) -> None:
    """Print a job's paper again."""
    call = called(ctx, as_json=as_json)
    if pdf is not None:
        check_place(pdf)
    with call.office() as office:
        document = print_jobs.one(office, number).order.document
        paper = print_remaking.again(office, number)
        job = hand_over(office, paper, document, Way(clean_line(printer), pdf, copies or 0))
    _answer(call, job)


def drop(
    ctx: typer.Context,
    number: Job,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Vì sao không in nữa.")] = "",
    as_json: AsJson = False,
) -> None:
    """Drop a job."""
    call = called(ctx, as_json=as_json)
    if not clean_line(call.officer):
        message = "Xin ghi tên cán bộ bỏ lệnh in: --officer TÊN (hoặc biến RECEPTIONDESK_OFFICER)."
        raise Refused(Problem("officer", "officer_needed", message))
    with call.office() as office:
        print_jobs.drop(office, number, reason)
        job = print_jobs.one(office, number)
    _answer(call, job)


def settings(  # noqa: PLR0913, PLR0917 - one parameter per option, as Typer reads the signature
    ctx: typer.Context,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help=", ".join(DOCUMENTS))] = "",
    printer: Annotated[str | None, typer.Option(metavar="NAME", help="Máy in.")] = None,
    tray: Annotated[str | None, typer.Option(metavar="TRAY", help="Khay giấy.")] = None,
    paper: Annotated[str | None, typer.Option(metavar="SIZE", help="Khổ giấy.")] = None,
    copies: Annotated[
        int | None, typer.Option(parser=values.whole, metavar="N", help="Số bản.")
    ] = None,
    sides: Annotated[
        str | None,
        typer.Option(
            parser=values.one_of(*Sides), metavar="|".join(Sides), help="Một mặt, hai mặt."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show or change how a kind of paper is printed; an empty text takes a choice back."""
    call = called(ctx, as_json=as_json)
    told = {"printer": printer, "tray": tray, "size": paper, "copies": copies, "sides": sides}
    changed = {name: value for name, value in told.items() if value is not None}
    if changed and not document:
        message = f"Xin ghi loại giấy cần đổi: {', '.join(DOCUMENTS)}."
        raise Refused(Problem("document", "unknown_document", message))
    if printer:
        changed["device"] = _device_of(printer)
    with call.office() as office:
        if changed:
            office = print_choices.change(office, document, **changed)  # noqa: PLW2901
        wanted = [document] if document else list(DOCUMENTS)
        rows = [_choice(office, key) for key in wanted]
    call.answer(rows, lambda console: _say_choices(console, rows))


def _device_of(printer: str) -> str:
    """Return where a printer is, empty when nobody can tell: it may be bought tomorrow."""
    try:
        found = machine.printers().queues()
    except NotTakenError:
        return ""
    return next((one.device for one in found if one.name == printer), "")


def _choice(office: Office, key: str) -> dict[str, Any]:
    choice = print_choices.of(office, key)
    return {
        "document": key,
        "label": DOCUMENTS[key].label,
        "printer": choice.printer,
        "tray": choice.tray,
        "paper": choice.size,
        "copies": choice.copies,
        "sides": choice.sides,
    }


def _say_choices(console: Console, rows: list[dict[str, Any]]) -> None:
    heads = ("Loại giấy", "Máy in", "Khay", "Khổ", "Số bản", "Mặt")
    names = ("label", "printer", "tray", "paper", "copies", "sides")
    cells = [tuple(str(row[name]) or "mặc định" for name in names) for row in rows]
    console.print(table(heads, cells))


def offset(
    ctx: typer.Context,
    printer: Annotated[str, typer.Argument(metavar="NAME", help="Máy in.")],
    x: Annotated[float, typer.Argument(metavar="X", help="Sang phải, mm; số âm là sang trái.")],
    y: Annotated[float, typer.Argument(metavar="Y", help="Xuống dưới, mm; số âm là lên trên.")],
    as_json: AsJson = False,
) -> None:
    """Remember how far papers for a printer are moved."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        moved = print_choices.move(office, printer, Offset(x, y))
        now = print_choices.offset_of(moved, clean_line(printer))
    answer = {"printer": clean_line(printer), "x": now.x, "y": now.y}
    said = f"{answer['printer']}: sang phải {now.x:g} mm, xuống dưới {now.y:g} mm"
    call.answer(answer, lambda console: console.print(said))


def calibrate(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option(metavar="FILE", help="Tệp PDF.")],
    printer: Printer = "",
    paper: Annotated[
        str, typer.Option(parser=values.one_of("a4", "a5"), metavar="a4|a5", help="Khổ giấy.")
    ] = "a4",
    as_json: AsJson = False,
) -> None:
    """Write the page by which a printer is measured."""
    call = called(ctx, as_json=as_json)
    check_place(out)
    with call.office() as office:
        name = clean_line(printer) or print_choices.of(office, "calibration").printer
        pdf = print_ready.calibration_page(office, name, paper)
    with beside(out) as sheet:
        sheet.keep(pdf)
        sheet.put_in_place()
    answer = {"file": str(out), "bytes": len(pdf), "sha256": digest(pdf)}
    call.answer(answer, lambda console: console.print(f"Đã ghi {out}"))


def _answer(call: Call, job: PrintJob) -> None:
    call.answer(shape(job), lambda console: console.print(words(job)))


def _answer_all(call: Call, found: list[PrintJob]) -> None:
    said = "\n".join(words(job) for job in found)
    call.answer([shape(job) for job in found], lambda console: console.print(said))
