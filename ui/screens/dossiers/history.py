"""What happened to a dossier, in the clerk's words."""

from collections.abc import Mapping
from typing import Any, Final

from receptiondesk.domain import print_faults
from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Status
from receptiondesk.domain.events import Event, EventKind
from receptiondesk.domain.print_jobs import TO_FILE
from receptiondesk.domain.projection import promise_from_json
from receptiondesk.domain.text import clock_vi, date_vi
from receptiondesk.words import _
from ui.states import status_word

#: The dotted names of facts (the shape of ``receive``), the longest that fits is told.
_FACTS: Final[dict[str, str]] = {
    "channel": _("cách nộp"),
    "applicant": _("chủ hồ sơ"),
    "applicant.full_name": _("họ và tên"),
    "applicant.identity": _("giấy tờ tùy thân"),
    "applicant.birth": _("ngày sinh"),
    "applicant.sex": _("giới tính"),
    "applicant.phone": _("điện thoại"),
    "applicant.email": _("email"),
    "applicant.address": _("địa chỉ"),
    "submitter": _("người nộp thay"),
    "papers": _("giấy tờ đã nộp"),
    "copies": _("số bộ hồ sơ"),
    "delivery": _("cách nhận kết quả"),
    "fee": _("phí, lệ phí"),
    "note": _("ghi chú"),
    "due_at": _("ngày hẹn trả"),
    "limit_case": _("trường hợp tính thời hạn"),
}


#: How a delivery to the portal ended, by its state.
_SETTLED: Final[dict[str, str]] = {
    "proved": _("Đọc lại từ cổng thấy đúng"),
    "unprovable": _("Đã gửi, cổng không cho kiểm chứng"),
}

#: Papers of a dossier, by their kind; their full names are the office's.
_PAPERS: Final[dict[str, str]] = {
    "supplement": _("Lập phiếu yêu cầu bổ sung hồ sơ"),
    "refusal": _("Lập phiếu từ chối tiếp nhận hồ sơ"),
    "apology": _("Lập văn bản xin lỗi và đề nghị gia hạn"),
    "stopping": _("Lập thông báo dừng giải quyết hồ sơ"),
    "control": _("Lập phiếu kiểm soát hồ sơ"),
}

#: What a person decided about a sending.
_DECIDED: Final[dict[str, str]] = {
    "arrived": _("Xác nhận đã có trên cổng"),
    "both_codes": _("Giữ cả hai mã của cổng và của quầy"),
    "not_there": _("Xác nhận chưa có trên cổng, cho gửi lại"),
    "again": _("Cho gửi lại cổng"),
}

#: What happened; the names in braces are those of the event's payload.
_EVENTS: Final[dict[EventKind, str]] = {
    EventKind.RECEIVED: _("Tiếp nhận hồ sơ, mã {code}"),
    EventKind.CANCELLED: _("Hủy hồ sơ. Lý do: {reason}"),
    EventKind.PRINT_SAVED: _("Lưu lệnh in giấy"),
    EventKind.PRINT_CONFIRMED: _("Xác nhận giấy đã ra"),
    EventKind.PRINT_DROPPED: _("Bỏ lệnh in. Lý do: {reason}"),
    EventKind.ATTACHED: _("Gắn tệp “{name}” vào giấy “{paper_name}”"),
    EventKind.DETACHED: _("Gỡ tệp “{name}”. Lý do: {reason}"),
    EventKind.NUMBER_GAP: _("Bỏ trống một số thứ tự"),
    EventKind.NUMBER_BOUND: _("Cổng cấp mã chính thức {code}"),
    EventKind.SETTING_CHANGED: _("Đổi thiết lập"),
    EventKind.CATALOGUE_IMPORTED: _("Nhập danh mục thủ tục"),
    EventKind.RESTORED: _("Khôi phục dữ liệu từ bản sao lưu"),
    EventKind.DELIVERY_SET_ASIDE: _("Ngừng gửi cổng. Lý do: {reason}"),
    EventKind.TRANSFERRED: _("Chuyển tay sang {target}, mã bên kia {code}"),
    EventKind.MESSAGE_PULLED: _("Cổng {target} nhắn: {text}"),
}


_BY_THE_PORTAL: Final = frozenset(
    {
        EventKind.NUMBER_BOUND,
        EventKind.STATUS_PULLED,
        EventKind.MESSAGE_PULLED,
        EventKind.DELIVERY_SETTLED,
    }
)


def event_words(event: Event) -> str:
    """Return one line of the journal as a sentence."""
    told = event.payload
    match event.kind:
        case EventKind.DUE_SET_BY_OFFICER:
            return _("Cán bộ ấn định hẹn trả {moment}").format(moment=_promised(told))
        case EventKind.CORRECTED:
            return _("Sửa hồ sơ: {facts}").format(facts=changed_words(told["changed"]))
        case EventKind.PAPER_MADE | EventKind.PRINTED:
            return _paper_words(event.kind, told)
        case EventKind.PRINT_SENT | EventKind.PRINT_FAILED:
            return _printer_words(event.kind, told)
        case EventKind.STATUS_PULLED:
            return _("Cổng báo tình trạng: {status}").format(status=_status(told))
        case EventKind.DELIVERY_DECIDED:
            words = _DECIDED.get(told.get("decision", ""), _("Quyết định về việc gửi cổng"))
            why = _("{words}. Lý do: {reason}")
            return why.format(words=words, reason=told["reason"]) if told.get("reason") else words
        case EventKind.DELIVERY_SETTLED:
            return _SETTLED.get(told.get("state", ""), _("Cần xử lý lại việc gửi cổng"))
        case _:
            return _EVENTS.get(event.kind, _("Ghi thêm vào sổ")).format_map(told)


def moment_words(event: Event) -> str:
    """Return when it happened, ``23/11/2026 09:00`` in Viet Nam."""
    at = local(event.at)
    return f"{date_vi(at.date())} {at:%H:%M}"


def who_words(event: Event) -> str:
    """Return who did it; what the portal reported was done by nobody here."""
    if event.kind in _BY_THE_PORTAL:
        return _("tự động, từ cổng")
    return event.officer or _("không ghi tên cán bộ")


def changed_words(names: list[str]) -> str:
    """Return the facts that a correction touched, each named once."""
    found = dict.fromkeys(_fact(name) for name in names)
    return ", ".join(found)


def _fact(name: str) -> str:
    while name not in _FACTS and "." in name:
        name = name.rpartition(".")[0]
    return _FACTS.get(name, name)


def _paper_words(kind: EventKind, told: Mapping[str, Any]) -> str:
    if kind is EventKind.PAPER_MADE:
        return _PAPERS.get(str(told.get("document")), _("Lập giấy tờ theo mẫu"))
    number = int(told.get("print_no", 1))
    if number <= 1:
        return _("In giấy tiếp nhận và hẹn trả kết quả")
    return _("In lại giấy tiếp nhận và hẹn trả kết quả, lần {number}").format(number=number - 1)


def _printer_words(kind: EventKind, told: Mapping[str, Any]) -> str:
    if kind is EventKind.PRINT_FAILED:
        why = print_faults.short_words(str(told["cause"]))
        return _("Giấy chưa in ra được: {why}").format(why=why)
    printer = str(told["printer"])
    if printer == TO_FILE:
        return _("Lưu giấy thành tệp PDF")
    return _("Gửi giấy tới máy in {printer}").format(printer=printer).strip()


def _promised(told: Mapping[str, Any]) -> str:
    due_at = promise_from_json(told["promise"]).due_at
    if due_at is None:
        return _("chưa có ngày")
    return f"{clock_vi(due_at)}, {date_vi(local(due_at).date())}"


def _status(told: Mapping[str, Any]) -> str:
    word = status_word(Status(told["status"]))
    raw = str(told["status_raw"])
    return f"{word} ({raw})" if raw and raw != word else word
