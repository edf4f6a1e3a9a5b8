"""How the wall reads: what kinds of sheets and states are called, and how lines look."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from receptiondesk.domain.clock import local
from receptiondesk.domain.text import date_vi, fold
from receptiondesk.domain.wall import Cause, Reason, Sheet
from receptiondesk.words import _
from ui.models.lines import Cell, Line
from ui.models.lines_view import Column
from ui.screens.notices.wall_asking import Standing, Wall
from ui.states import StateLook

#: Before the code of a procedure that no sheet carries, in place of a sheet's number.
MISSING: Final = "thieu:"

KIND_WORDS: Final = {
    "list": _("danh sách"),
    "sheets": _("tờ thủ tục"),
    "index": _("mục lục"),
    "office": _("bảng cả cơ quan"),
    "needs": _("mục lục theo việc"),
    "feedback": _("nơi nhận phản ánh"),
    "hotline": _("đường dây nóng"),
    "poster": _("quét mã tại đây"),
}
LOOKS: Final = {
    Standing.RIGHT: StateLook(_("đang đúng"), "proved", "state-proved"),
    Standing.STALE: StateLook(_("phải thay"), "person", "state-person"),
    Standing.LEAVES: StateLook(_("phải gỡ"), "person", "state-person"),
    Standing.REPLACED: StateLook(
        _("đã in tờ thay, chờ xác nhận"), "unprovable", "state-unprovable"
    ),
    Standing.WAITING: StateLook(_("chờ dán"), "waiting", "state-waiting"),
    Standing.STRUCK: StateLook(_("đã gỡ"), "quiet", "state-set-aside"),
}
NOT_POSTED_YET: Final = StateLook(_("chưa dán"), "person", "state-person")
COLUMNS: Final = (
    Column(_("Tờ"), chars=18),
    Column(_("Thủ tục"), share=1),
    Column(_("Chỗ treo"), chars=16),
    Column(_("Tình trạng"), chars=26),
)


def line_of(wall: Wall, sheet: Sheet) -> Line:
    """Return a sheet as a row."""
    state = wall.state_of(sheet)
    look = LOOKS[state]
    place = sheet.place
    name, codes = carries(wall, sheet)
    where = _("vị trí {position}").format(position=place.position) if place.position else ""
    printed = date_vi(local(sheet.printed_at).date())
    version = _("bản {version}").format(version=sheet.version)
    return Line(
        sheet.id,
        (
            Cell(sheet.id, f"{printed} · {version}"),
            Cell(name, f"{codes} · {KIND_WORDS.get(sheet.kind, sheet.kind)}"),
            Cell(place.board or _("chưa ghi chỗ"), where),
            Cell(_beside(wall, sheet, state), look.word, colour=look.colour, icon=look.icon),
        ),
    )


def missing_line(wall: Wall, code: str) -> Line:
    """Return a procedure that no sheet carries as a row."""
    look = NOT_POSTED_YET
    return Line(
        f"{MISSING}{code}",
        (
            Cell("–", _("chưa có tờ")),
            Cell(wall.names.get(code, code), code),
            Cell("–"),
            Cell(_("có tiếp nhận"), look.word, colour=look.colour, icon=look.icon),
        ),
    )


def _beside(wall: Wall, sheet: Sheet, state: Standing) -> str:
    """Return what stands above the state: why, or which sheet it goes with."""
    if state is Standing.WAITING:
        return _("thay tờ {sheet}").format(sheet=sheet.replaces)
    if state is Standing.STRUCK and sheet.taken_at is not None:
        return date_vi(local(sheet.taken_at).date())
    if state is Standing.REPLACED:
        new = [one.id for one in wall.sheets if one.replaces == sheet.id and one.taken_at is None]
        return _("tờ thay: {sheets}").format(sheets=", ".join(new))
    return causes(wall.reasons_of(sheet))


def causes(reasons: Iterable[Reason]) -> str:
    """Return why, each cause once: "phí, lệ phí; thời hạn"."""
    return "; ".join(dict.fromkeys(_short(reason) for reason in reasons))


def _short(reason: Reason) -> str:
    short = {
        Cause.GONE.value: _("hết hiệu lực"),
        Cause.NOT_POSTED.value: _("không còn niêm yết"),
        Cause.OFFICE.value: _("tên, địa chỉ cơ quan"),
    }
    return short.get(reason.what, reason.called)


def carries(wall: Wall, sheet: Sheet) -> tuple[str, str]:
    """Return what a sheet carries: a name, and the codes below it."""
    codes = sheet.codes
    if not codes:
        return KIND_WORDS.get(sheet.kind, sheet.kind).capitalize(), _("cả cơ quan")
    if len(codes) == 1:
        return wall.names.get(codes[0], codes[0]), codes[0]
    layout = sheet.layout
    page = _("trang {page}/{pages}: ").format(page=layout.page, pages=layout.pages)
    words = _("{page}{count} thủ tục").format(page=page if layout.page else "", count=len(codes))
    return words[:1].upper() + words[1:], f"{codes[0]} … {codes[-1]}"


def why_words(wall: Wall) -> str:
    """Return how many sheets go for which cause: "phí, lệ phí 4 tờ · thời hạn 2 tờ"."""
    counted: Counter[str] = Counter()
    for one in wall.standing.stale:
        counted.update({_short(reason) for reason in one.reasons})
    words = _("{cause} {count} tờ")
    return " · ".join(
        words.format(cause=cause, count=count) for cause, count in counted.most_common()
    )


def matches(wall: Wall, sheet: Sheet, wanted: str) -> bool:
    """Return whether folded words stand in a sheet's number, place, codes or names."""
    told = (
        sheet.id,
        sheet.place.told(),
        KIND_WORDS.get(sheet.kind, ""),
        *sheet.codes,
        *(wall.names.get(code, "") for code in sheet.codes),
    )
    return wanted in fold(" ".join(told))
