"""What the sync says of itself, in the clerk's words."""

from collections.abc import Iterable
from enum import StrEnum

from receptiondesk.domain.outbox import Totals
from sync.answers import Answer, AnswerKind


class LineState(StrEnum):
    """How the line to the portals stands."""

    UNKNOWN = "unknown"
    ONLINE = "online"
    OFFLINE = "offline"
    BUSY = "busy"
    NO_PORTAL = "no_portal"
    ACCOUNT = "account"
    TROUBLE = "trouble"


LINE_WORDS = {
    LineState.UNKNOWN: "Chưa biết tình trạng mạng",
    LineState.ONLINE: "Đang nối với cổng",
    LineState.OFFLINE: "Chưa nối được với cổng",
    LineState.BUSY: "Cổng đang bận",
    LineState.NO_PORTAL: "Chưa khai báo cổng",
    LineState.ACCOUNT: "Cổng không nhận tài khoản",
    LineState.TROUBLE: "Chưa đồng bộ được",
}

NO_PORTAL = "Chưa khai báo cổng để gửi. Hồ sơ vẫn giữ tại máy; khai báo cổng trong phần thiết lập."

_ACCOUNT = frozenset({AnswerKind.AUTH, AnswerKind.FORBIDDEN})
#: The portal is there, only it cannot work now.
_BUSY = frozenset({AnswerKind.PORTAL_DOWN, AnswerKind.TOO_FAST})
#: Nothing could be asked of the portal.
_UNREACHED = frozenset(
    {
        AnswerKind.OFFLINE,
        AnswerKind.NAME_NOT_FOUND,
        AnswerKind.CERTIFICATE,
        AnswerKind.LOST,
        AnswerKind.NOT_THE_PORTAL,
        AnswerKind.PORTAL_DOWN,
        AnswerKind.UNREADABLE,
        AnswerKind.TOO_FAST,
    }
)


def reached(answer: Answer | None) -> bool:
    """Return whether the portal worked for us, given what ended its round early."""
    return answer is None or answer.kind not in _UNREACHED


def line_of(answer: Answer | None) -> LineState:
    """Return how the line stands after a round."""
    if answer is None:
        return LineState.ONLINE
    if answer.kind in _BUSY and answer.connected:
        return LineState.BUSY
    return LineState.ACCOUNT if answer.kind in _ACCOUNT else LineState.OFFLINE


#: From worst to best, as the one line of the status bar tells several portals.
_WORST_FIRST = (LineState.OFFLINE, LineState.BUSY, LineState.ACCOUNT)


def worst_line(lines: Iterable[LineState]) -> LineState:
    """Return how the lines stand together: the worst of them."""
    told = set(lines)
    return next((line for line in _WORST_FIRST if line in told), LineState.ONLINE)


def sentence_of(totals: Totals, ended_by: Answer | None, *, by_hand: int = 0) -> str:
    """Say in one or two sentences how a round went.

    ``by_hand`` of those waiting are carried over by a person, to a system without an interface.
    """
    if ended_by is not None:
        return f"{ended_by.sentence} {ended_by.act}"
    if totals.parked:
        return f"Có {totals.parked} hồ sơ cần người xử lý; xem lý do từng hồ sơ trong mục Đồng bộ."
    if totals.waiting > by_hand:
        return f"Còn {totals.waiting - by_hand} hồ sơ chờ gửi; chương trình sẽ tự gửi tiếp."
    if by_hand:
        return f"Còn {by_hand} hồ sơ chờ chuyển tay sang hệ thống khác; mở mục Đồng bộ để chuyển."
    unchecked = totals.sent - totals.unprovable
    if unchecked:
        return f"Còn {unchecked} hồ sơ đã gửi nhưng chưa kiểm chứng xong."
    return done_words(totals)


def done_words(totals: Totals) -> str:
    """Say how everything ended when nothing waits any more: green speaks of what was proved."""
    parts = [f"Cổng đã nhận đúng {totals.proved} hồ sơ"] if totals.proved else []
    if totals.unprovable:
        parts.append(f"{totals.unprovable} hồ sơ đã gửi nhưng cổng không cho kiểm chứng")
    if totals.set_aside:
        parts.append(f"{totals.set_aside} hồ sơ đã ngừng gửi")
    if not parts:
        return "Chưa có hồ sơ nào để gửi."
    if len(parts) == 1 and totals.proved:
        return "Cổng đã nhận đúng mọi hồ sơ."
    return "; ".join(parts) + "."
