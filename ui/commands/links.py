"""``links``: are the addresses behind the QR codes on the wall still there?"""

from collections.abc import Sequence

import typer
from rich.console import Console

from receptiondesk.desk import wall_links
from receptiondesk.desk.wall_links import LinkLine
from receptiondesk.domain.links import LINK_CALLED, LinkState
from sync import link_watch
from sync.link_watch import LinkWatch, Watched
from ui.commands import wall_shapes
from ui.commands.frame import AsJson, called
from ui.commands.grammar import add, new_group
from ui.commands.progress import progress


def register(program: typer.Typer) -> None:
    """Add the commands of this module."""
    group = new_group("Địa chỉ trong mã QR của các tờ niêm yết.")
    add(group, "check", check, "Hỏi từng địa chỉ xem còn dùng được không; cần mạng.")
    add(group, "list", list_, "Các địa chỉ và kết quả lần dò gần nhất.")
    program.add_typer(group, name="links")


def check(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Ask for every address whose host is on the office's list."""
    call = called(ctx, as_json=as_json)
    with call.office() as office, progress(call, "Đang dò địa chỉ") as told:
        watch = LinkWatch(office.settings.link_delay, progress=told)
        watched = link_watch.check(office, watch)
        asked = {one.url for one in watched.found}
        bad = [one for one in wall_links.lines(office) if one.bad and one.printed.url in asked]
    states = [one.state for one in watched.found]
    answer = {
        "checked": len(watched.found),
        "states": {state.value: states.count(state) for state in LinkState},
        "skipped": list(watched.skipped),
        "bad": [wall_shapes.link(one) for one in bad],
    }
    call.answer(answer, lambda console: _say_checked(console, watched, bad))


def _say_checked(console: Console, watched: Watched, bad: Sequence[LinkLine]) -> None:
    states = [one.state for one in watched.found]
    parts = [f"{states.count(state)} {LINK_CALLED[state]}" for state in LinkState]
    console.print(f"Đã hỏi {len(states)} địa chỉ: {', '.join(parts)}.")
    if watched.skipped:
        console.print(
            f"{len(watched.skipped)} địa chỉ ở máy chủ không có trong danh sách (link_hosts), "
            "không hỏi."
        )
    for one in bad:
        _say_line(console, one)


def list_(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the addresses with their newest findings."""
    call = called(ctx, as_json=as_json)
    with call.office() as office:
        found = wall_links.lines(office)

    def human(console: Console) -> None:
        if not found:
            console.print("Chưa có địa chỉ nào được in hay sẽ in trong mã QR.")
        for one in found:
            _say_line(console, one)

    call.answer([wall_shapes.link(one) for one in found], human)


def _say_line(console: Console, one: LinkLine) -> None:
    state = LINK_CALLED[one.kept.found.state] if one.kept else "chưa hỏi"
    moved = f" → {one.kept.found.moved_to}" if one.kept and one.kept.found.moved_to else ""
    note = f" ({one.kept.found.note})" if one.kept and one.kept.found.note else ""
    sheets = f"; tờ {', '.join(one.printed.sheets)}" if one.printed.sheets else ""
    codes = f"; thủ tục {wall_shapes.codes_told(one.printed.codes)}" if one.printed.codes else ""
    console.print(f"{one.printed.url}: {state}{moved}{note}{sheets}{codes}")
