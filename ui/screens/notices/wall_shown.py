"""Which sheets of the wall are in sight, group by group, and what is said when there are none."""

from enum import StrEnum
from typing import Final

from receptiondesk.domain.text import fold
from receptiondesk.domain.wall import Sheet
from receptiondesk.words import _
from ui.models.lines import Line
from ui.screens.notices.wall_asking import Standing, Wall
from ui.screens.notices.wall_words import line_of, matches, missing_line


class Which(StrEnum):
    """A group of lines; ``OUT`` overlaps with the others."""

    HANGING = "hanging"
    STALE = "stale"
    WAITING = "waiting"
    OUT = "out"
    MISSING = "missing"
    STRUCK = "struck"


GROUPS: Final = (
    (Which.HANGING, _("Trên tường")),
    (Which.STALE, _("Phải thay")),
    (Which.WAITING, _("Chờ xác nhận")),
    (Which.OUT, _("Hết hiệu lực")),
    (Which.MISSING, _("Chưa dán")),
    (Which.STRUCK, _("Đã gỡ")),
)
_NOTHING: Final = {
    Which.HANGING: _("Không còn tờ nào trên tường."),
    Which.STALE: _(
        "Không có tờ nào phải thay.\n\nKhi có danh mục mới, tờ nào in khác danh mục sẽ hiện ở đây "
        "kèm lý do."
    ),
    Which.WAITING: _(
        "Không có tờ nào chờ xác nhận.\n\nTờ thay đã in mà chưa dán xong sẽ hiện ở đây."
    ),
    Which.OUT: _(
        "Mọi thủ tục đang dán đều còn hiệu lực.\n\nTờ mang thủ tục đã ra khỏi danh mục, hoặc cơ "
        "quan không còn niêm yết, sẽ hiện ở đây."
    ),
    Which.MISSING: _("Mọi thủ tục cơ quan tiếp nhận đều đã có tờ trên tường."),
    Which.STRUCK: _("Chưa gỡ tờ nào.\n\nTờ đã gỡ vẫn giữ số trong sổ và hiện ở đây."),
}
EMPTY: Final = _(
    "Sổ niêm yết chưa có tờ nào.\n\nTờ in từ trang In niêm yết được ghi vào đây: số tờ, thủ tục, "
    "chỗ treo. Khi danh mục thay đổi, trang này chỉ ra tờ nào phải thay và vì sao."
)
KEYS: Final = _(
    "↑ ↓ chọn tờ · Alt+← → nhóm · F8 việc được đề nghị · F4 chỗ treo · Del gỡ khỏi sổ · "
    "Ctrl+F quét, tìm · Ctrl+⏎ việc chính"
)


def lines(
    wall: Wall, which: Which, text: str = "", only: frozenset[str] = frozenset()
) -> list[Line]:
    """Return the lines of a group that fit what was typed, in wall order."""
    wanted = fold(text)
    if which is Which.MISSING:
        return [
            missing_line(wall, code)
            for code in wall.standing.missing
            if wanted in fold(f"{code} {wall.names.get(code, '')}")
        ]
    return [
        line_of(wall, one)
        for one in wall.sheets
        if _in_group(wall, one, which)
        and (not only or one.id in only)
        and (not wanted or matches(wall, one, wanted))
    ]


def _in_group(wall: Wall, sheet: Sheet, which: Which) -> bool:
    state = wall.state_of(sheet)
    match which:
        case Which.HANGING:
            return state is not Standing.STRUCK
        case Which.STALE:
            return state in (Standing.STALE, Standing.LEAVES)
        case Which.WAITING:
            return state in (Standing.REPLACED, Standing.WAITING)
        case Which.OUT:
            return wall.is_out(sheet)
        case _:
            return state is Standing.STRUCK


def nothing_words(which: Which, text: str) -> str:
    """Return what is said of an empty list."""
    if not text:
        return _NOTHING[which]
    words = _("Không thấy tờ nào có “{text}” trong mục “{group}”. Bấm Esc để bỏ tìm.")
    return words.format(text=text, group=dict(GROUPS)[which])


def spoken(which: Which, count: int) -> str:
    """Return a group as a screen reader says it."""
    unit = _("thủ tục") if which is Which.MISSING else _("tờ")
    return f"{dict(GROUPS)[which]}: {count} {unit}"
