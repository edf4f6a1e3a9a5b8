"""Why a paper did not come out, in the clerk's words, and the ways that are open then.

peers.md 3.5: "print failed" without its cause is what clerks complain of most; paper that is out
needs a sentence of its own; an error may be told although the paper came out. So every cause says
what to look at, and whether a second print could come out twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class PrintFault(StrEnum):
    """A cause, by the key that the journal keeps."""

    OFF = "printer_off"
    OUT_OF_PAPER = "out_of_paper"
    JAMMED = "paper_jam"
    ATTENTION = "needs_attention"
    PAUSED = "printer_paused"
    MISSING = "no_such_printer"
    RENAMED = "printer_renamed"
    NO_QUEUES = "no_print_service"
    REFUSED = "printer_refused"
    PERMISSION = "not_permitted"
    SILENT = "silent"
    STOPPED = "printer_stopped"
    ENDED = "ended"
    LOST = "lost_by_queue"
    UNREADABLE = "unreadable_paper"
    NOT_WRITTEN = "cannot_write"


class WayOut(StrEnum):
    """What a person can do when a paper does not come out."""

    AGAIN = "again"
    OTHER_PRINTER = "other_printer"
    PDF = "pdf"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class FaultWords:
    """``short`` stands in lists and in the day's figures, ``sentence`` is told at once.

    ``maybe_out``: the paper may have come out, or may still, so the tray is to be looked at
    before anything is printed again.
    """

    short: str
    sentence: str
    maybe_out: bool = False


_WORDS: Final[Mapping[PrintFault, FaultWords]] = {
    PrintFault.OFF: FaultWords(
        "máy in đang tắt",
        "Máy in {printer} đang tắt hoặc chưa nối với máy tính này. Hãy bật máy in, xem dây nối.",
    ),
    PrintFault.OUT_OF_PAPER: FaultWords(
        "máy in hết giấy", "Máy in {printer} báo hết giấy. Hãy nạp giấy đúng khổ."
    ),
    PrintFault.JAMMED: FaultWords(
        "kẹt giấy", "Máy in {printer} báo kẹt giấy. Hãy gỡ giấy kẹt và đóng nắp máy."
    ),
    PrintFault.ATTENTION: FaultWords(
        "máy in cần người xem",
        "Máy in {printer} báo cần người xem (nắp mở, hết mực hoặc khay chưa đóng).",
    ),
    PrintFault.PAUSED: FaultWords(
        "hàng đợi in bị tạm dừng",
        "Hàng đợi của máy in {printer} đang bị tạm dừng. Nhờ người quản trị máy tính cho chạy lại.",
    ),
    PrintFault.MISSING: FaultWords(
        "không thấy máy in",
        "Máy tính này chưa thấy máy in đã chọn {printer}. Hãy xem máy in đã bật, đã cắm dây, rồi "
        "chọn lại.",
    ),
    PrintFault.RENAMED: FaultWords(
        "máy in đã đổi tên",
        "Máy in {printer} nay mang tên khác trên máy tính này: {other}. Hãy chọn tên mới.",
    ),
    PrintFault.NO_QUEUES: FaultWords(
        "dịch vụ in của máy tính không chạy",
        "Dịch vụ in của máy tính này không chạy nên không máy in nào nhận lệnh. Nhờ người quản trị "
        "bật lại dịch vụ in.",
    ),
    PrintFault.REFUSED: FaultWords(
        "máy in không nhận lệnh",
        "Máy in {printer} không nhận lệnh in (trình điều khiển từ chối). Nhờ người quản trị xem "
        "lại trình điều khiển, hoặc chọn máy in khác.",
    ),
    PrintFault.PERMISSION: FaultWords(
        "không có quyền in",
        "Tài khoản đang dùng trên máy tính này không được phép in ra máy {printer}. Nhờ người quản "
        "trị cấp quyền, hoặc chọn máy in khác.",
    ),
    PrintFault.SILENT: FaultWords(
        "máy in không trả lời",
        "Máy in {printer} không trả lời. Hãy xem máy in đã bật và đã nối với máy tính này.",
        maybe_out=True,
    ),
    PrintFault.STOPPED: FaultWords(
        "máy in dừng giữa chừng",
        "Máy in {printer} dừng giữa chừng. Hãy xem giấy và mực.",
        maybe_out=True,
    ),
    PrintFault.ENDED: FaultWords(
        "chương trình in dừng",
        "Chương trình in đã dừng đột ngột khi đang gửi tới máy in {printer}.",
        maybe_out=True,
    ),
    PrintFault.LOST: FaultWords(
        "hàng đợi làm mất lệnh in",
        "Máy in {printer} đã nhận lệnh in rồi làm mất, không còn trong hàng đợi.",
        maybe_out=True,
    ),
    PrintFault.UNREADABLE: FaultWords(
        "không đọc được tờ giấy", "Không đọc được tờ giấy vừa tạo. Hãy in lại."
    ),
    PrintFault.NOT_WRITTEN: FaultWords(
        "không ghi được tệp PDF",
        "Không ghi được tệp {printer}. Hãy chọn thư mục khác hoặc giải phóng đĩa.",
    ),
}

_LOOK_FIRST: Final = (
    "Giấy có thể đã ra: hãy xem khay giấy trước khi in lại, có giấy rồi thì bấm Đã ra giấy."
)
_IN_QUEUE: Final = (
    "Lệnh in còn nằm trong hàng đợi: xử lý xong là giấy tự ra, không cần in lại trên máy này."
)


def fault_of(key: str) -> PrintFault:
    """Return the cause of a key; one that nobody knows is a program that ended."""
    try:
        return PrintFault(key)
    except ValueError:
        return PrintFault.ENDED


def short_words(key: str) -> str:
    """Return a cause in a few words, for lists."""
    return _WORDS[fault_of(key)].short


def maybe_out(key: str) -> bool:
    """Return whether the paper may be in the tray in spite of the cause."""
    return _WORDS[fault_of(key)].maybe_out


def sentence(key: str, printer: str = "", *, other: str = "", queued: bool = False) -> str:
    """Return what a clerk reads.

    Args:
        key: the cause.
        printer: the name of the printer; empty is the machine's own choice.
        other: the name that a renamed printer bears now.
        queued: the queue holds the job, so that the paper comes out by itself once it can.
    """
    fault = fault_of(key)
    words = _WORDS[fault]
    told = words.sentence.format(printer=f"“{printer}”" if printer else "", other=f"“{other}”")
    told = " ".join(told.split()).replace(" .", ".").replace(" ,", ",")
    if queued:
        return f"{told} {_IN_QUEUE}"
    return f"{told} {_LOOK_FIRST}" if words.maybe_out else told


def ways_out(key: str, *, by_hand: bool, queued: bool = False) -> tuple[WayOut, ...]:
    """Return what is open to a clerk, the best first.

    ``by_hand``: the office may fill in a pre-printed form of this document. ``queued``: the queue
    holds the job, so that printing again on the same printer would come out twice.
    """
    again = (WayOut.AGAIN,)
    others = (WayOut.OTHER_PRINTER, WayOut.PDF)
    hand = (WayOut.BY_HAND,) if by_hand else ()
    if queued:
        return (*others, *hand)
    mended_here = {PrintFault.OUT_OF_PAPER, PrintFault.OFF, PrintFault.JAMMED, PrintFault.ATTENTION}
    if fault_of(key) in mended_here | {PrintFault.UNREADABLE, PrintFault.ENDED}:
        return (*again, *others, *hand)
    return (*others, *hand, *again)
