"""The JSON shapes of the wall (``docs/cli.md``), and the words of its tables."""

from collections.abc import Mapping, Sequence
from typing import Final

from receptiondesk.desk.wall_links import LinkLine
from receptiondesk.desk.wall_look import Looked
from receptiondesk.desk.wall_review import Review
from receptiondesk.domain.wall import Reason, Sheet, WallStanding
from ui.commands.shapes import moment

KIND_CALLED: Final = {
    "list": "danh sách",
    "sheets": "tờ thủ tục",
    "index": "mục lục",
    "office": "bảng cả cơ quan",
    "needs": "mục lục theo việc",
    "feedback": "nơi nhận phản ánh",
    "hotline": "đường dây nóng",
    "poster": "quét mã tại đây",
}
STATE_CALLED: Final = {"hung": "đang treo", "waiting": "chờ treo", "struck": "đã gỡ"}
_CODES_AT_MOST: Final = 3


def state(one: Sheet) -> str:
    """Return ``hung``, ``waiting`` (its forerunner hangs still) or ``struck``."""
    if one.taken_at is not None:
        return "struck"
    return "hung" if one.hung else "waiting"


def codes_told(codes: Sequence[str]) -> str:
    """Return the first few codes, and how many there are."""
    told = ", ".join(codes[:_CODES_AT_MOST])
    return told if len(codes) <= _CODES_AT_MOST else f"{told}… ({len(codes)})"


def sheet(one: Sheet) -> dict[str, object]:
    """Return one sheet of the register."""
    return {
        "sheet": one.id,
        "kind": one.kind,
        "procedures": list(one.codes),
        "catalogue_version": one.version,
        "printed_at": moment(one.printed_at),
        "board": one.place.board,
        "position": one.place.position,
        "state": state(one),
        "replaces": one.replaces,
        "struck_at": moment(one.taken_at),
    }


def reason(one: Reason) -> dict[str, str]:
    """Return why a sheet does not hold."""
    return {
        "what": one.what,
        "called": one.called,
        "procedure": one.code,
        "old": one.old,
        "new": one.new,
    }


def standing(told: WallStanding, names: Mapping[str, str]) -> dict[str, object]:
    """Return how the wall stands."""
    return {
        "catalogue_version": told.version,
        "sheets": told.sheets,
        "told": told.told,
        "stale": [
            {
                "sheet": one.sheet.id,
                "kind": one.sheet.kind,
                "procedures": list(one.sheet.codes),
                "board": one.sheet.place.board,
                "position": one.sheet.place.position,
                "comes_down": one.leaves,
                "replacement": list(one.replacement),
                "reasons": [reason(each) for each in one.reasons],
            }
            for one in told.stale
        ],
        "missing": [{"code": code, "name": names.get(code, "")} for code in told.missing],
    }


def looked(found: Looked) -> dict[str, object]:
    """Return what is known of a scanned sheet."""
    return {
        "sheet": found.sheet.id,
        "state": found.state.value,
        "told": found.told,
        "catalogue_version": found.sheet.version,
        "since": moment(found.since),
        "since_version": found.version,
        "reasons": [reason(one) for one in found.reasons],
        "others": list(found.others),
    }


def review(found: Review) -> dict[str, object]:
    """Return a review."""
    return {
        "since": found.since,
        "catalogue_version": found.version,
        "open": found.open,
        "reviewed_by": found.done.officer if found.done else "",
        "reviewed_at": moment(found.done.at) if found.done else None,
        "differences": [
            {
                "code": one.code,
                "name": one.name,
                "field": one.field,
                "called": one.called,
                "old": one.old,
                "new": one.new,
                "posted": one.posted,
            }
            for one in found.differences
        ],
    }


def link(one: LinkLine) -> dict[str, object]:
    """Return an address with its newest finding; never asked: ``state`` is empty."""
    found = one.kept.found if one.kept else None
    return {
        "url": one.printed.url,
        "state": found.state.value if found else "",
        "status": found.status if found else None,
        "moved_to": found.moved_to if found else "",
        "note": found.note if found else "",
        "checked_at": moment(one.kept.at) if one.kept else None,
        "sheets": list(one.printed.sheets),
        "procedures": list(one.printed.codes),
    }
