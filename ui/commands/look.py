"""``search``, ``show``, ``outbox``, ``status``."""

from collections.abc import Collection, Sequence
from typing import Annotated

import typer
from rich.console import Console

from receptiondesk.desk import look, portals
from receptiondesk.desk import outbox as outbox_desk
from receptiondesk.desk.look import DeskStatus
from receptiondesk.domain.dossier import Dossier, DossierLine
from receptiondesk.domain.events import Delivery, Event
from receptiondesk.domain.outbox import Totals, WaitingRow
from receptiondesk.domain.projection import handed_in
from sync.status import done_words
from ui.commands import shapes, values, words
from ui.commands.frame import AsJson, called, table
from ui.commands.grammar import add


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    add(program, "search", search, "Tìm hồ sơ theo mã, tên, số định danh, điện thoại, thủ tục.")
    add(program, "show", show, "Xem một hồ sơ: giấy tờ, lịch sử, việc gửi cổng.")
    add(program, "outbox", outbox, "Xem những hồ sơ cổng chưa nhận đúng.")
    add(program, "status", status, "Xem tình hình của quầy.")


def search(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Chữ cần tìm; để trống là tất cả.")],
    limit: Annotated[
        int, typer.Option(parser=values.whole, metavar="N", help="Nhiều nhất bao nhiêu hồ sơ.")
    ] = 50,
    as_json: AsJson = False,
) -> None:
    """Find dossiers, newest first."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        found = look.search(office, text, limit=limit)
    call.answer([shapes.line(row) for row in found], lambda console: _say_found(console, found))


def _say_found(console: Console, found: Sequence[DossierLine]) -> None:
    if not found:
        console.print("Không thấy hồ sơ nào. Thử gõ ít chữ hơn, hoặc gõ không dấu.")
        return
    rows = [
        (
            row.code,
            row.applicant,
            row.procedure,
            words.moment(row.received_at),
            words.moment(row.due_at),
            words.state(row),
            words.SYNC[row.sync],
        )
        for row in found
    ]
    columns = ("Mã hồ sơ", "Người nộp", "Thủ tục", "Nhận", "Hẹn trả", "Tình trạng", "Gửi cổng")
    console.print(table(columns, rows))


def show(
    ctx: typer.Context,
    code: Annotated[str, typer.Argument(metavar="CODE", help="Mã hồ sơ, chính thức hoặc tạm.")],
    as_json: AsJson = False,
) -> None:
    """Show one dossier."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        kept = look.dossier(office, code)
        events = look.history(office, kept.uid)
        deliveries = look.deliveries(office, kept.uid)
        by_hand = portals.by_hand(office)

    def say(console: Console) -> None:
        _say_dossier(console, kept, events)
        _say_deliveries(console, deliveries, by_hand)

    call.answer(shapes.dossier(kept, events, deliveries), say)


def _say_dossier(console: Console, kept: Dossier, events: Sequence[Event]) -> None:
    state = f"Đã hủy: {kept.cancel_reason}" if kept.cancelled else words.STATUS[kept.status]
    earlier = [code for code in kept.codes if code != kept.code]
    for label, text in (
        ("Hồ sơ", kept.code + (f" (mã trước: {', '.join(earlier)})" if earlier else "")),
        ("Thủ tục", f"{kept.procedure.code}  {kept.procedure.name}"),
        ("Người nộp", kept.facts.applicant.full_name),
        ("Nhận lúc", f"{words.moment(kept.received_at)}, {kept.officer}, quầy {kept.counter}"),
        ("Hẹn trả", f"{words.moment(kept.due_at)}. {kept.promise.line}"),
        ("Tình trạng", state),
        ("Gửi cổng", words.SYNC[kept.sync]),
        ("Đã in", f"{kept.prints} lần"),
        ("Ghi chú", kept.facts.note),
    ):
        if text:
            console.print(f"{label + ':':<12} {text}")
    console.print("\nGiấy tờ:")
    for number, paper in enumerate(handed_in(kept.facts, kept.procedure), start=1):
        console.print(f"  {number}. {paper.name} ({paper.originals} chính, {paper.copies} sao)")
    console.print("\nLịch sử:")
    for one in events:
        console.print(f"  {words.moment(one.at)}  {words.EVENT[one.kind]}  ({one.officer})")


def _say_deliveries(
    console: Console, deliveries: Sequence[Delivery], by_hand: Collection[str]
) -> None:
    for sent in deliveries:
        act = "Chuyển tay" if sent.target in by_hand else "Gửi"
        state = words.delivery(sent.target, sent.state, by_hand)
        console.print(f"  {act} {sent.target}: {words.EVENT[sent.kind]}, {state}")
        if sent.reason:
            console.print(f"    {sent.reason}")


def outbox(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show what the portals have not proved yet."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        waiting = outbox_desk.waiting(office)
        totals = outbox_desk.totals(office)
        has_portal = bool(portals.targets(office))
        by_hand = portals.by_hand(office)
    answer = [shapes.waiting(row) for row in waiting]
    nothing = done_words(totals) if has_portal else _nowhere_words(totals)
    call.answer(answer, lambda console: _say_outbox(console, waiting, nothing, by_hand))


def _nowhere_words(totals: Totals) -> str:
    """Say how it stands without a portal: nothing was sent, so nothing is green."""
    kept = f" {totals.waiting} hồ sơ giữ an toàn tại máy." if totals.waiting else ""
    return f"Chưa khai báo cổng nên chưa gửi đi đâu.{kept}"


def _say_outbox(
    console: Console, waiting: Sequence[WaitingRow], nothing: str, by_hand: Collection[str]
) -> None:
    if not waiting:
        console.print(nothing)
        return
    rows = [
        (
            row.code,
            row.applicant,
            words.EVENT[row.kind],
            row.target,
            words.delivery(row.target, row.state, by_hand),
            row.reason,
        )
        for row in waiting
    ]
    columns = ("Mã hồ sơ", "Người nộp", "Việc", "Cổng", "Tình trạng", "Vì sao")
    console.print(table(columns, rows))


def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Show how the desk stands."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        stands = look.desk_status(office)
        settings = office.settings
    answer = {
        "office": settings.org_name,
        "org_code": settings.org_code,
        "counter": settings.counter,
        "practice": settings.practice,
        **shapes.desk_status(stands),
    }
    call.answer(answer, lambda console: _say_status(console, settings.org_name, stands))


def _say_status(console: Console, office: str, stands: DeskStatus) -> None:
    console.print(office)
    console.print(
        f"  Hôm nay: nhận {stands.received_today}, hẹn trả {stands.due_today}, "
        f"quá hạn {stands.overdue}."
    )
    console.print(
        f"  Cổng: chờ gửi {stands.waiting}, đã gửi {stands.sent}, đã nhận đúng {stands.proved}, "
        f"cần xử lý {stands.parked}, đã ngừng gửi {stands.set_aside}."
    )
    console.print(f"  Cổng nhận đúng lần cuối: {words.moment(stands.last_proved_at)}")
