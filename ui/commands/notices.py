"""``notices``: what hangs on the wall, printed, found, judged, replaced and struck."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Self

import typer
from rich.console import Console

from receptiondesk.desk import (
    notice_jobs,
    papers,
    procedures,
    wall,
    wall_look,
    wall_review,
    wall_stale,
)
from receptiondesk.desk.notice_orders import SIZES, NoticeOrder
from receptiondesk.desk.wall import Posting, WallPaper
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.wall import Sheet, WallStanding
from receptiondesk.office import Office
from ui.commands import inputs, shapes, values, wall_shapes
from ui.commands.frame import AsJson, Call, called, table
from ui.commands.grammar import add, new_group
from ui.commands.papers import beside, check_place
from ui.commands.progress import progress

KINDS = ("list", "sheets", "index", "office", "needs", "feedback", "hotline", "poster")
_MAKING = "Đang dựng trang"

Out = Annotated[
    Path, typer.Option("--out", metavar="FILE", help="Tệp PDF; tệp cũ cùng tên được thay.")
]
MaybeOut = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Tệp PDF; tệp cũ cùng tên được thay.")
]
Field = Annotated[str, typer.Option("--field", metavar="F", help="Chỉ một lĩnh vực.")]
Codes = Annotated[
    str, typer.Option(metavar="FILE", help="In đúng các mã trong tệp, mỗi dòng một mã.")
]
Size = Annotated[
    str, typer.Option(parser=values.one_of(*SIZES), metavar="|".join(SIZES), help="Khổ giấy.")
]
Kind = Annotated[
    str, typer.Option(parser=values.one_of(*KINDS), metavar="|".join(KINDS), help="Loại niêm yết.")
]
Board = Annotated[
    str, typer.Option(metavar="TEXT", help="Bảng sẽ treo; vị trí tính tiếp từ tờ cuối ở đó.")
]
Missing = Annotated[
    bool, typer.Option("--missing", help="Chỉ những thủ tục niêm yết chưa có tờ nào.")
]
Preview = Annotated[
    bool, typer.Option("--preview", help="Bản xem trước: không vào sổ, không có mã vạch.")
]
SheetName = Annotated[str, typer.Argument(metavar="SHEET", help="Số tờ, hoặc mã vạch quét được.")]


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    group = new_group("Tờ niêm yết: in và vào sổ (notices --out FILE), tra, thay, gỡ.")
    group.callback(invoke_without_command=True)(print_)
    add(group, "register", register_, "Sổ niêm yết: mọi tờ đang treo, theo thứ tự trên tường.")
    add(group, "stale", stale, "Những tờ phải thay và vì sao; thủ tục chưa có tờ nào.")
    add(group, "replace", replace_, "In các tờ thay, theo thứ tự trên tường.")
    add(group, "confirm", confirm, "Xác nhận đã treo tờ thay; tờ cũ được gạch khỏi sổ.")
    add(group, "remove", remove, "Gạch một tờ đã gỡ khỏi sổ, kèm lý do.")
    add(group, "place", place, "Ghi chỗ treo của một tờ.")
    add(group, "look", look, "Tra một tờ theo mã vạch ở chân tờ.")
    add(group, "review", review, "So danh mục đang dùng với bản đã rà soát; ghi việc rà soát.")
    program.add_typer(group, name="notices")


def print_(  # noqa: PLR0913, PLR0917 - one parameter per option, as Typer reads the signature
    ctx: typer.Context,
    out: MaybeOut = None,
    field_: Field = "",
    codes: Codes = "",
    paper: Size = "a4",
    kind: Kind = "list",
    landscape: Annotated[bool, typer.Option("--landscape", help="In ngang.")] = False,
    large: Annotated[bool, typer.Option("--large", help="Chữ to.")] = False,
    board: Board = "",
    missing: Missing = False,
    preview: Preview = False,
    as_json: AsJson = False,
) -> None:
    """Print notices of what the office posts, or of the codes of a file, and file each sheet."""
    call = called(ctx, as_json=as_json)
    if ctx.invoked_subcommand:
        return
    if out is None:
        raise typer.BadParameter("thiếu --out FILE")
    check_place(out)
    wanted = inputs.read_lines(codes) if codes else ()
    if codes and not wanted:
        raise Refused(Problem("codes", "no_codes", "Tệp không có mã thủ tục nào."))
    order = NoticeOrder(kind, field_, wanted, paper, landscape, large, board)
    with call.office() as office, progress(call, _MAKING) as told:
        if preview:
            _preview(call, office, order, (out, told))
            return
        if missing:
            order = wall_stale.of_missing(office, order)
        with _Parts(out) as parts:
            filed = notice_jobs.post(office, order, keep=parts.keep, progress=told)
            notice_jobs.in_place(office, filed, parts.put_in_place)
    _answer(call, parts, filed.posting)


def _preview(
    call: Call, office: Office, order: NoticeOrder, to: tuple[Path, Callable[[int, int], None]]
) -> None:
    out, told = to
    made = papers.notices(office, order, progress=told)
    with beside(out) as sheet:
        sheet.keep(made.pdf)
        sheet.put_in_place()
    one = {"file": str(out), "bytes": len(made.pdf), "sha256": made.sha256, "sheets": []}
    answer = {**one, "parts": [one], "warnings": []}
    call.answer(answer, lambda console: console.print(f"Đã ghi bản xem trước {out}"))


@dataclass
class _Parts:
    """The files of a posting on their way into their places: all of them or none."""

    out: Path
    files: list[Path] = field(default_factory=list)
    papers: tuple[WallPaper, ...] = ()
    _stack: ExitStack = field(default_factory=ExitStack)
    _sheets: list[Any] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def keep(self, papers: Sequence[WallPaper]) -> None:
        """Write the papers beside their places."""
        self._stack.close()
        self.papers, self._sheets = tuple(papers), []
        self.files = [self._name(number) for number, _ in enumerate(papers, 1)]
        for file, paper in zip(self.files, papers, strict=True):
            check_place(file)
            sheet = self._stack.enter_context(beside(file))
            sheet.keep(paper.pdf)
            self._sheets.append(sheet)

    def put_in_place(self) -> None:
        """Give the papers their names."""
        for sheet in self._sheets:
            sheet.put_in_place()

    def _name(self, number: int) -> Path:
        if number == 1:
            return self.out
        return self.out.with_name(f"{self.out.stem}-{number}{self.out.suffix}")


def _answer(call: Call, parts: _Parts, posting: Posting) -> None:
    files = [
        {
            "file": str(file),
            "bytes": len(paper.pdf),
            "sha256": paper.sha256,
            "sheets": list(paper.sheets),
        }
        for file, paper in zip(parts.files, parts.papers, strict=True)
    ]
    first = files[0]
    answer = {
        **first,
        "sheets": [sheet.id for sheet in posting.sheets],
        "parts": files,
        "warnings": shapes.problems(posting.warnings),
    }
    call.answer(answer, lambda console: _say_printed(console, files, posting))


def _say_printed(console: Console, files: Sequence[dict[str, Any]], posting: Posting) -> None:
    for one in files:
        ids = one["sheets"]
        span = ids[0] if len(ids) == 1 else f"{ids[0]} … {ids[-1]}"
        console.print(f"Đã ghi {one['file']}: {len(ids)} tờ ({span}), đã vào sổ niêm yết.")
    for problem in posting.warnings:
        console.print(f"• {problem.field}: {problem.message}")


def register_(
    ctx: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Cả những tờ đã gỡ.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the sheets of the register in wall order."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        found = wall.register(office, struck=everything)
    call.answer(
        [wall_shapes.sheet(one) for one in found], lambda console: _say_register(console, found)
    )


def _say_register(console: Console, found: Sequence[Sheet]) -> None:
    if not found:
        console.print("Sổ niêm yết chưa có tờ nào. In bằng: notices --out FILE")
        return
    rows = [
        (
            one.id,
            wall_shapes.KIND_CALLED.get(one.kind, one.kind),
            one.place.told() or "chưa ghi chỗ",
            wall_shapes.codes_told(one.codes),
            str(one.version),
            shapes.moment(one.printed_at) or "",
            wall_shapes.STATE_CALLED[wall_shapes.state(one)],
        )
        for one in found
    ]
    heads = ("Tờ", "Loại", "Chỗ treo", "Thủ tục", "Danh mục", "In lúc", "Tình trạng")
    console.print(table(heads, rows))
    console.print(f"{len(found)} tờ.")


def stale(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Say which sheets no longer hold, and why."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        told = wall_stale.standing(office)
        names = {
            one.code: one.name for one in procedures.posted(office) if one.code in set(told.missing)
        }
    call.answer(wall_shapes.standing(told, names), lambda console: _say_stale(console, told, names))


def _say_stale(console: Console, told: WallStanding, names: dict[str, str]) -> None:
    console.print(told.told)
    for one in told.stale:
        place = one.sheet.place.told()
        console.print(f"\nTờ {one.sheet.id}{f', {place}' if place else ''}:")
        for reason in one.reasons:
            code = f"{reason.code} " if reason.code else ""
            change = f": {_change(reason.old, reason.new)}" if reason.old or reason.new else ""
            console.print(f"  {code}{reason.called}{change}")
        if one.replacement:
            console.print(f"  đã in tờ thay {', '.join(one.replacement)}, chờ xác nhận đã treo")
        elif one.leaves:
            console.print("  chỉ gỡ xuống, không in lại")
    if names:
        console.print(f"\n{len(names)} thủ tục niêm yết chưa có tờ nào (in bằng --missing):")
        for code, name in names.items():
            console.print(f"  {code} {name}")


def _change(old: str, new: str) -> str:
    """Return old | new; of texts of several lines only the lines that differ."""
    before, now = old.splitlines(), new.splitlines()
    gone = [line for line in before if line not in now]
    came = [line for line in now if line not in before]
    if not gone and not came:  # the same lines in another order
        gone, came = before, now
    nothing = "(không có)"
    return f"{' / '.join(gone) or nothing} | {' / '.join(came) or nothing}"


def replace_(
    ctx: typer.Context,
    out: Out,
    again: Annotated[
        bool, typer.Option("--again", help="In lại cả những tờ thay đã in mà chưa treo.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Print right sheets for the stale ones, in wall order."""
    call = called(ctx, as_json=as_json)
    check_place(out)
    with call.office() as office, progress(call, _MAKING) as told, _Parts(out) as parts:
        filed = notice_jobs.replace_stale(office, again=again, keep=parts.keep, progress=told)
        notice_jobs.in_place(office, filed, parts.put_in_place)
    _answer(call, parts, filed.posting)


def confirm(
    ctx: typer.Context,
    sheets: Annotated[
        list[str] | None, typer.Argument(metavar="SHEET…", help="Tờ cũ hoặc tờ mới vừa treo.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Mọi tờ đã in tờ thay.")] = False,
    as_json: AsJson = False,
) -> None:
    """Strike stale sheets whose replacements hang now."""
    call = called(ctx, as_json=as_json)
    if bool(sheets) == everything:
        raise typer.BadParameter("cần số tờ hoặc --all")
    with call.office() as office:
        done = wall_stale.confirm(office, sheets or (), everything=everything)
    answer = {"struck": list(done.struck), "hung": list(done.hung)}
    words = f"Đã gạch {len(done.struck)} tờ cũ; {len(done.hung)} tờ thay đang treo."
    call.answer(answer, lambda console: console.print(words))


def remove(
    ctx: typer.Context,
    sheets: Annotated[list[str], typer.Argument(metavar="SHEET…", help="Những tờ đã gỡ.")],
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Lý do, tối đa 500 ký tự.")],
    as_json: AsJson = False,
) -> None:
    """Strike sheets that came down for a reason of their own."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        done = wall_stale.remove(office, sheets, reason)
    words = f"Đã gạch khỏi sổ: {', '.join(done.struck)}."
    call.answer({"struck": list(done.struck)}, lambda console: console.print(words))


def place(
    ctx: typer.Context,
    sheet: SheetName,
    board: Annotated[str, typer.Argument(metavar="BOARD", help="Tên bảng.")],
    position: Annotated[str, typer.Argument(metavar="POSITION", help="Vị trí trên bảng.")],
    as_json: AsJson = False,
) -> None:
    """Say where a sheet hangs."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        put = wall.put(office, sheet, board, position)
    answer = {"sheet": put.id, "board": put.place.board, "position": put.place.position}
    call.answer(answer, lambda console: console.print(f"Tờ {put.id}: {put.place.told()}."))


def look(ctx: typer.Context, scanned: SheetName, as_json: AsJson = False) -> None:
    """Say whether a scanned sheet still holds."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        found = wall_look.look(office, scanned)
    call.answer(wall_shapes.looked(found), lambda console: console.print(found.told))


def review(
    ctx: typer.Context,
    done: Annotated[bool, typer.Option("--done", help="Ghi rằng cán bộ đã rà soát xong.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what differs from the catalogue reviewed last; ``--done`` records the review."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        found = wall_review.done(office)[0] if done else wall_review.review(office)
    call.answer(wall_shapes.review(found), lambda console: _say_review(console, found))


def _say_review(console: Console, found: wall_review.Review) -> None:
    console.print(f"Danh mục bản {found.since} | bản {found.version}:")
    if not found.differences:
        console.print("Không có gì khác.")
    for one in found.differences:
        mark = "" if one.posted else " (không niêm yết)"
        console.print(f"{one.code}{mark} {one.called}: {_change(one.old, one.new)}")
    if found.done is not None:
        when = shapes.moment(found.done.at)
        console.print(f"Đã rà soát bản {found.done.version}: {found.done.officer}, {when}.")
