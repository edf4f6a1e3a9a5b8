"""The sheets of a catalogue file: their names, columns and the words that cells may hold.

Format 1. A person edits these sheets in a spreadsheet, so headings and words are Vietnamese; the
English keys are accepted too. docs/catalogue.md describes every column.
"""

from dataclasses import dataclass
from typing import Final

from receptiondesk.domain.procedures import After15, FeeState, LimitUnit, PublishedChannel
from receptiondesk.domain.text import fold

FORMAT: Final = 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its English key, its heading, and whether every row must fill it."""

    key: str
    heading: str
    needed: bool = False


@dataclass(frozen=True, slots=True)
class SheetPlan:
    """A sheet: its key (also the name of its CSV file), its title and its columns in order."""

    key: str
    title: str
    columns: tuple[Column, ...]


VERSION = SheetPlan(
    "version", "Phiên bản", (Column("key", "Mục", needed=True), Column("value", "Giá trị"))
)
PROCEDURES = SheetPlan(
    "procedures",
    "Thủ tục",
    (
        Column("code", "Mã thủ tục", needed=True),
        Column("name", "Tên thủ tục", needed=True),
        Column("field", "Lĩnh vực", needed=True),
        Column("level", "Cấp thực hiện"),
        Column("applicants", "Đối tượng thực hiện"),
        Column("competent_body", "Cơ quan giải quyết"),
        Column("result", "Kết quả"),
        Column("legal_basis", "Căn cứ pháp lý"),
        Column("portal_url", "Địa chỉ trên Cổng"),
        Column("decision", "Quyết định công bố"),
        Column("valid_from", "Áp dụng từ ngày"),
        Column("after_15", "Nhận sau 15 giờ"),
        Column("limit_text", "Thời hạn như đã công bố"),
        Column("fee_text", "Phí như đã công bố"),
        Column("review", "Cần xem lại"),
    ),
)
LIMITS = SheetPlan(
    "limits",
    "Thời hạn",
    (
        Column("procedure", "Mã thủ tục", needed=True),
        Column("channel", "Cách nộp", needed=True),
        Column("amount", "Số lượng"),
        Column("unit", "Đơn vị", needed=True),
        Column("case", "Trường hợp"),
        Column("unit_published", "Đơn vị đã công bố"),
    ),
)
FEES = SheetPlan(
    "fees",
    "Phí",
    (
        Column("procedure", "Mã thủ tục", needed=True),
        Column("channel", "Cách nộp", needed=True),
        Column("state", "Tình trạng", needed=True),
        Column("amount", "Mức (đồng)"),
        Column("per", "Tính cho một"),
        Column("from_third", "Từ trang thứ ba (đồng)"),
        Column("at_most", "Tối đa (đồng)"),
        Column("case", "Trường hợp"),
        Column("note", "Ghi chú"),
        Column("review", "Cần xem lại"),
    ),
)
PAPERS = SheetPlan(
    "papers",
    "Giấy tờ",
    (
        Column("procedure", "Mã thủ tục", needed=True),
        Column("code", "Mã giấy tờ", needed=True),
        Column("name", "Tên giấy tờ", needed=True),
        Column("originals", "Số bản chính"),
        Column("copies", "Số bản sao"),
        Column("required", "Bắt buộc"),
        Column("shown_only", "Chỉ xuất trình"),
        Column("case", "Khi nào cần"),
        Column("alternative", "Nhóm thay thế"),
        Column("channels", "Chỉ cho cách nộp"),
        Column("form", "Mẫu"),
        Column("review", "Cần xem lại"),
    ),
)
SHEETS: Final = (VERSION, PROCEDURES, LIMITS, FEES, PAPERS)

CHANNEL_WORDS: Final = {
    PublishedChannel.COUNTER: "trực tiếp",
    PublishedChannel.ONLINE: "trực tuyến",
    PublishedChannel.POST: "bưu chính",
}
UNIT_WORDS: Final = {
    LimitUnit.WORKING_DAYS: "ngày làm việc",
    LimitUnit.DAYS: "ngày",
    LimitUnit.HOURS: "giờ",
    LimitUnit.SAME_DAY: "trong ngày",
}
FEE_WORDS: Final = {
    FeeState.FREE: "miễn phí",
    FeeState.FIXED: "có mức",
    FeeState.UNKNOWN: "chưa biết",
}
AFTER_15_WORDS: Final = {
    After15.HAND_OVER: "chuyển hồ sơ hôm sau",
    After15.RESULT_NEXT_DAY: "trả kết quả hôm sau",
    After15.TERM_NEXT_DAY: "tính thời hạn từ hôm sau",
}
YES: Final = "có"
NO: Final = "không"


def sheet_key(name: str) -> str | None:
    """Return the key of the sheet that a tab or a file names, by title or key; else ``None``."""
    folded = fold(name)
    return next((s.key for s in SHEETS if folded in {s.key, fold(s.title)}), None)
