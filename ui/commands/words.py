"""The words in which the command line speaks of states and moments."""

from collections.abc import Collection
from datetime import datetime

from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import DossierLine, Status, SyncState
from receptiondesk.domain.events import DeliveryState, EventKind

STATUS = {
    Status.NEW: "Mới đăng ký",
    Status.RECEIVED: "Được tiếp nhận",
    Status.NOT_RECEIVED: "Không được tiếp nhận",
    Status.PROCESSING: "Đang xử lý",
    Status.SUPPLEMENT_ASKED: "Yêu cầu bổ sung giấy tờ",
    Status.PAYMENT_ASKED: "Yêu cầu thực hiện nghĩa vụ tài chính",
    Status.WITHDRAWN: "Công dân yêu cầu rút hồ sơ",
    Status.STOPPED: "Dừng xử lý",
    Status.RESOLVED: "Đã xử lý xong",
    Status.RETURNED: "Đã trả kết quả",
}

SYNC = {
    SyncState.LOCAL: "Ghi tại máy",
    SyncState.SENDING: "Đang gửi",
    SyncState.SENT: "Đã gửi",
    SyncState.PROVED: "Cổng đã nhận đúng",
    SyncState.UNPROVABLE: "Đã gửi, cổng không cho kiểm chứng",
    SyncState.SET_ASIDE: "Đã ngừng gửi",
    SyncState.UNKNOWN: "Chưa rõ cổng đã nhận chưa",
    SyncState.NEEDS_PERSON: "Cần xử lý",
}

DELIVERY = {
    DeliveryState.WAITING: "chờ gửi",
    DeliveryState.SENDING: "đang gửi",
    DeliveryState.SENT: "đã gửi",
    DeliveryState.PROVED: "cổng đã nhận đúng",
    DeliveryState.UNPROVABLE: "đã gửi, cổng không cho kiểm chứng",
    DeliveryState.UNKNOWN: "chưa rõ cổng đã nhận chưa",
    DeliveryState.NEEDS_PERSON: "cần xử lý",
    DeliveryState.SET_ASIDE: "đã ngừng gửi",
}

#: The same where a person carries dossiers over to a system without interface.
_BY_HAND = DELIVERY | {
    DeliveryState.WAITING: "chờ chuyển tay",
    DeliveryState.UNPROVABLE: "đã chuyển tay",
    DeliveryState.SET_ASIDE: "cán bộ đã thôi chuyển",
}

EVENT = {
    EventKind.RECEIVED: "Tiếp nhận",
    EventKind.DUE_SET_BY_OFFICER: "Hẹn do cán bộ ấn định",
    EventKind.CORRECTED: "Sửa hồ sơ",
    EventKind.CANCELLED: "Hủy hồ sơ",
    EventKind.PRINTED: "In giấy tiếp nhận",
    EventKind.NUMBER_GAP: "Bỏ trống số thứ tự",
    EventKind.NUMBER_BOUND: "Có mã chính thức",
    EventKind.STATUS_PULLED: "Cổng báo tình trạng",
    EventKind.SETTING_CHANGED: "Đổi thiết lập",
    EventKind.CATALOGUE_IMPORTED: "Nhập danh mục",
    EventKind.RESTORED: "Khôi phục dữ liệu",
    EventKind.DELIVERY_SET_ASIDE: "Ngừng gửi cổng",
    EventKind.DELIVERY_SETTLED: "Kiểm chứng với cổng",
    EventKind.DELIVERY_DECIDED: "Quyết định về việc gửi cổng",
    EventKind.TRANSFERRED: "Chuyển tay sang hệ thống khác",
    EventKind.ATTACHED: "Đính kèm tệp",
    EventKind.DETACHED: "Gỡ tệp",
    EventKind.MESSAGE_PULLED: "Cổng gửi tin",
    EventKind.MAPPING_CHANGED: "Đổi bảng mã của cổng",
    EventKind.GENERATION_STARTED: "Bắt đầu đời dữ liệu mới",
    EventKind.CLOCK_DOUBTED: "Nghi ngờ giờ của máy",
    EventKind.CLOCK_CONFIRMED: "Xác nhận giờ của máy",
    EventKind.PRINT_FAILED: "In không ra",
    EventKind.PAPER_MADE: "Lập giấy tờ theo mẫu",
    EventKind.PRINT_SAVED: "Lưu lệnh in",
    EventKind.PRINT_SENT: "Gửi tới máy in",
    EventKind.PRINT_CONFIRMED: "Xác nhận đã ra giấy",
    EventKind.PRINT_DROPPED: "Bỏ lệnh in",
    EventKind.NOTICES_POSTED: "Niêm yết tờ mới",
    EventKind.NOTICE_PLACED: "Ghi chỗ treo của tờ niêm yết",
    EventKind.NOTICE_TAKEN_DOWN: "Gỡ tờ niêm yết",
    EventKind.CATALOGUE_REVIEWED: "Đã rà soát danh mục thủ tục",
    EventKind.LINKS_CHECKED: "Kiểm tra địa chỉ của mã QR",
    EventKind.DAY_CLOSED: "Kết thúc ngày",
    EventKind.DAY_STAMPED: "Cả ngày đã được cổng xác nhận",
    EventKind.CATALOGUE_TOLD: "Cổng báo danh mục thay đổi",
}


def delivery(target: str, state: DeliveryState, by_hand: Collection[str]) -> str:
    """Return how far a sending got; ``by_hand`` are targets that a person carries over to."""
    return (_BY_HAND if target in by_hand else DELIVERY)[state]


def moment(at: datetime | None) -> str:
    """Return a moment as a clerk writes it; a dash for none."""
    return "—" if at is None else f"{local(at):%H:%M %d/%m/%Y}"


def state(row: DossierLine) -> str:
    """Return the state a clerk sees first."""
    return "Đã hủy" if row.cancelled else STATUS[row.status]
