"""The words, colours and icons of states: the same everywhere on the screen."""

from dataclasses import dataclass
from typing import Final

from receptiondesk.domain.dossier import Status, SyncState
from receptiondesk.words import _


@dataclass(frozen=True, slots=True)
class StateLook:
    """How a state is told: a word, a colour of ``theme.COLOURS`` and an icon."""

    word: str
    colour: str
    icon: str


_SYNC: Final[dict[SyncState, StateLook]] = {
    SyncState.LOCAL: StateLook(_("Ghi tại máy"), "waiting", "state-waiting"),
    SyncState.SENDING: StateLook(_("Đang gửi"), "sent", "state-sent"),
    SyncState.SENT: StateLook(_("Đã gửi"), "sent", "state-sent"),
    SyncState.PROVED: StateLook(_("Cổng đã nhận đúng"), "proved", "state-proved"),
    SyncState.UNPROVABLE: StateLook(
        _("Đã gửi, cổng không cho kiểm chứng"), "unprovable", "state-unprovable"
    ),
    SyncState.SET_ASIDE: StateLook(_("Đã ngừng gửi"), "unprovable", "state-set-aside"),
    SyncState.UNKNOWN: StateLook(_("Chưa rõ cổng đã nhận chưa"), "waiting", "state-waiting"),
    SyncState.NEEDS_PERSON: StateLook(_("Cần xử lý"), "person", "state-person"),
}

# The national words for the ten processing states (QĐ 766/QĐ-TTg systems, regulation.md 3).
_STATUS: Final[dict[Status, str]] = {
    Status.NEW: _("Mới đăng ký"),
    Status.RECEIVED: _("Được tiếp nhận"),
    Status.NOT_RECEIVED: _("Không được tiếp nhận"),
    Status.PROCESSING: _("Đang xử lý"),
    Status.SUPPLEMENT_ASKED: _("Yêu cầu bổ sung giấy tờ"),
    Status.PAYMENT_ASKED: _("Yêu cầu thực hiện nghĩa vụ tài chính"),
    Status.WITHDRAWN: _("Công dân yêu cầu rút hồ sơ"),
    Status.STOPPED: _("Dừng xử lý"),
    Status.RESOLVED: _("Đã xử lý xong"),
    Status.RETURNED: _("Đã trả kết quả"),
}


def sync_look(state: SyncState) -> StateLook:
    """Return how far a dossier got, as it is shown."""
    return _SYNC[state]


def carried_look() -> StateLook:
    """Return how a dossier is shown that a person carried over to a system without interface."""
    return StateLook(_("Đã chuyển tay"), "unprovable", "state-by-hand")


def to_carry_look() -> StateLook:
    """Return how a dossier is shown that a person is to carry over."""
    return StateLook(_("Chờ chuyển tay"), "waiting", "state-by-hand")


def silent_look(days: int) -> StateLook:
    """Return how a dossier is shown that a portal has left alone for too long."""
    return StateLook(_("Cổng im lặng {days} ngày").format(days=days), "person", "state-person")


def status_word(status: Status, *, cancelled: bool = False) -> str:
    """Return the national word of a processing state; a cancelled dossier says so."""
    return _("Đã hủy tại quầy") if cancelled else _STATUS[status]


#: What a round of the sync does, by the name of its phase (``sync.how.Phase``).
_PHASES: Final[dict[str, str]] = {
    "facts": _("Đang gửi hồ sơ"),
    "proof": _("Đang kiểm chứng với cổng"),
    "files": _("Đang gửi giấy tờ"),
    "files_proof": _("Đang kiểm chứng giấy tờ"),
    "news": _("Đang nhận tin từ cổng"),
}


def phase_word(phase: str) -> str:
    """Return what a round does now, in plain words."""
    return _PHASES.get(phase, _("Đang đồng bộ"))
