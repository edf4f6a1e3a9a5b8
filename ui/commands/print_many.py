"""``print receipts``, ``print notices``, ``print resume``: many papers, in parts, one job each."""

from datetime import datetime
from typing import Annotated

import typer

from receptiondesk.desk import print_batches, print_choices
from receptiondesk.desk.notice_orders import SIZES, NoticeOrder
from receptiondesk.desk.print_batches import Batch
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.print_jobs import PART_PAGES, PrintJob
from receptiondesk.domain.text import clean_line
from ui.commands import inputs, values
from ui.commands.frame import AsJson, Call, called
from ui.commands.grammar import add
from ui.commands.notices import KINDS
from ui.commands.print_sending import Printer, Way, hand_over_all, shape, words
from ui.commands.progress import progress

_MAKING = "Đang tạo giấy"
Pages = Annotated[
    int,
    typer.Option(parser=values.whole, metavar="N", help=f"Số trang một phần, ≤ {PART_PAGES}."),
]
From = Annotated[
    datetime | None,
    typer.Option(
        "--from",
        parser=inputs.moment,
        metavar="T",
        help="Tiếp nhận từ lúc, ví dụ 2026-11-23T07:00.",
    ),
]
To = Annotated[
    datetime | None,
    typer.Option("--to", parser=inputs.moment, metavar="T", help="Đến trước lúc."),
]


def register(group: typer.Typer) -> None:
    """Add the commands of this module to the group ``print``."""
    add(group, "receipts", receipts, "In giấy tiếp nhận của nhiều hồ sơ, từng phần.")
    add(group, "notices", notices, "In niêm yết thủ tục, từng phần.")
    add(group, "resume", resume, "In tiếp một đợt in đã dừng giữa chừng.")


def receipts(  # noqa: PLR0913, PLR0917 - one parameter per option, as Typer reads the signature
    ctx: typer.Context,
    codes: Annotated[
        list[str] | None, typer.Argument(metavar="[CODE...]", help="Mã hồ sơ.")
    ] = None,
    begin: From = None,
    end: To = None,
    listed: Annotated[
        str, typer.Option("--codes", metavar="FILE", help="Tệp mã hồ sơ, mỗi dòng một mã.")
    ] = "",
    unprinted: Annotated[
        bool, typer.Option("--unprinted", help="Chỉ hồ sơ chưa in giấy lần nào.")
    ] = False,
    printer: Printer = "",
    pages: Pages = PART_PAGES,
    as_json: AsJson = False,
) -> None:
    """Print the receipts of dossiers named, listed in a file, or received in a stretch of time."""
    call = called(ctx, as_json=as_json)
    given = (*(codes or ()), *(inputs.read_lines(listed) if listed else ()))
    if bool(given) == bool(begin and end):
        message = "Xin ghi mã các hồ sơ, hoặc khoảng thời gian tiếp nhận (cả --from và --to)."
        raise Refused(Problem("codes", "codes_or_time", message))
    with call.office() as office, progress(call, _MAKING) as told:
        if begin and end:
            given = print_batches.wanted(office, begin, end, unprinted=unprinted)
        batch = Batch(print_choices.of(office, "receipt").size, _pages(pages), told)
        parts = print_batches.receipts(office, given, batch)
        done = hand_over_all(office, parts, "receipt", Way(clean_line(printer)))
    _answer(call, done)


def _pages(number: int) -> int:
    return min(number, PART_PAGES)


def notices(  # noqa: PLR0913, PLR0917 - one parameter per option, as Typer reads the signature
    ctx: typer.Context,
    kind: Annotated[
        str,
        typer.Option(parser=values.one_of(*KINDS), metavar="|".join(KINDS), help="Loại niêm yết."),
    ] = "list",
    field: Annotated[str, typer.Option(metavar="F", help="Chỉ một lĩnh vực.")] = "",
    listed: Annotated[
        str, typer.Option("--codes", metavar="FILE", help="In đúng các mã trong tệp.")
    ] = "",
    paper: Annotated[
        str | None,
        typer.Option(parser=values.one_of(*SIZES), metavar="|".join(SIZES), help="Khổ giấy."),
    ] = None,
    landscape: Annotated[bool, typer.Option("--landscape", help="In ngang.")] = False,
    large: Annotated[bool, typer.Option("--large", help="Chữ to.")] = False,
    board: Annotated[str, typer.Option(metavar="TEXT", help="Bảng sẽ treo.")] = "",
    printer: Printer = "",
    pages: Pages = PART_PAGES,
    as_json: AsJson = False,
) -> None:
    """Print notices for the wall."""
    call = called(ctx, as_json=as_json)
    codes = inputs.read_lines(listed) if listed else ()
    with call.office() as office, progress(call, _MAKING) as told:
        size = paper or print_choices.of(office, "notices").size
        order = NoticeOrder(kind, field, codes, size, landscape, large, board)
        batch = Batch(size, _pages(pages), told)
        way = Way(clean_line(printer))
        done = hand_over_all(office, print_batches.notices(office, order, batch), "notices", way)
    _answer(call, done)


def resume(
    ctx: typer.Context,
    number: Annotated[
        int, typer.Argument(parser=values.whole, metavar="JOB", help="Lệnh in của một phần.")
    ],
    printer: Printer = "",
    pages: Pages = PART_PAGES,
    as_json: AsJson = False,
) -> None:
    """Go on with a batch that was stopped."""
    call = called(ctx, as_json=as_json)
    with call.office() as office, progress(call, _MAKING) as told:
        batch = Batch("", _pages(pages), told)
        parts = print_batches.resume(office, number, batch)
        document = print_batches.document_of(office, number)
        done = hand_over_all(office, parts, document, Way(clean_line(printer)))
    _answer(call, done)


def _answer(call: Call, done: list[PrintJob]) -> None:
    said = "\n".join(words(job) for job in done) or "Không còn gì để in."
    call.answer({"jobs": [shape(job) for job in done]}, lambda console: console.print(said))
