"""What each paper asks of the clerk beside what the dossier holds, in the clerk's words.

The keys, and what may stand under them, are the desk's (`receptiondesk.domain.paper_kinds`); here
is how each is called at the counter, and which have a usual value and are rarely touched.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Final

from receptiondesk.domain.paper_kinds import PaperKind
from receptiondesk.words import _


class Usual(Enum):
    """What stands on the paper when a field is left empty, told in the field."""

    NOTHING = ""
    OFFICER = "{officer}"
    PHONE = "{phone}"
    OWNER = "{owner}"
    OFFICE = "{office}"
    BODY = "{body}"
    TODAY = _("hôm nay")
    NOW = _("lúc này")
    COUNTER = "{counter}"


@dataclass(frozen=True, slots=True)
class Ask:
    """A field: the desk's key, its label, what an empty one means; ``hint`` stands in it."""

    key: str
    label: str
    usual: Usual = Usual.NOTHING
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper: when it is made, what only a person knows, and what is known unless said.

    ``note`` says what the paper does not do, where somebody could think that it does.
    """

    when: str
    open: tuple[Ask, ...] = ()
    known: tuple[Ask, ...] = ()
    note: str = ""


_LINE: Final = _("mỗi dòng một mục")
_NUMBER: Final = Ask("number", _("Số giấy"))
_DATE: Final = Ask("date", _("Ngày lập"), Usual.TODAY)
_FRAME: Final = (_NUMBER, _DATE)
_CONTACT: Final = (
    Ask("contact", _("Người liên hệ"), Usual.OFFICER),
    Ask("phone", _("Điện thoại"), Usual.PHONE),
)
_SIGNER: Final = Ask("signer", _("Người ký"), Usual.OFFICER)
_HEAD: Final = (
    Ask("signer", _("Thủ trưởng ký"), hint=_("họ tên; để trống thì ký, ghi tên bằng tay")),
    Ask("signer_title", _("Chức vụ ký"), hint=_("ví dụ CHỦ TỊCH; để trống theo mẫu")),
)
_HANDED: Final = (
    Ask("at", _("Giao, nhận ngày")),
    Ask("receiver", _("Người nhận")),
)
_GIVER: Final = Ask("giver", _("Người giao"), Usual.OFFICER)
_SIGNERS: Final = Ask("signers", _("Người ký"), hint=_("mỗi dòng một tên, nhiều nhất ba"))
_ONLY_PAPER: Final = _(
    "Ở đây chỉ lập giấy: tình trạng và ngày hẹn trả của hồ sơ trong máy giữ nguyên."
)

ASKED: Final[Mapping[PaperKind, Asked]] = {
    PaperKind.SUPPLEMENT: Asked(
        _("Hồ sơ còn thiếu hoặc chưa đúng: ghi rõ giấy tờ, nội dung cần bổ sung"),
        (
            Ask("items", _("Cần bổ sung"), hint=_LINE),
            Ask("reason", _("Lý do")),
        ),
        (*_CONTACT, _SIGNER, *_FRAME),
        _ONLY_PAPER,
    ),
    PaperKind.REFUSAL: Asked(
        _("Không tiếp nhận, giải quyết được: ghi rõ từng lý do"),
        (Ask("reasons", _("Lý do"), hint=_LINE),),
        (_SIGNER, *_FRAME),
        _ONLY_PAPER,
    ),
    PaperKind.APOLOGY: Asked(
        _("Trễ hẹn: xin lỗi, nêu lý do, hẹn ngày trả mới; thủ trưởng ký"),
        (Ask("reason", _("Lý do trễ")), Ask("new_date", _("Ngày trả mới")), *_HEAD),
        (
            Ask("to", _("Kính gửi"), Usual.OWNER),
            Ask("agency", _("Cơ quan"), Usual.OFFICE),
            *_FRAME,
        ),
        _("Ở đây chỉ lập giấy: ngày hẹn trả của hồ sơ trong máy vẫn là ngày cũ."),
    ),
    PaperKind.STOPPING: Asked(
        _("Người nộp đề nghị dừng: trả lại giấy tờ, thủ trưởng ký (trình bày theo chương trình)"),
        (
            Ask("asked_on", _("Ngày đề nghị")),
            Ask("reason", _("Lý do dừng")),
            Ask("papers", _("Giấy tờ trả lại"), hint=_LINE),
            *_HEAD,
        ),
        (Ask("agency", _("Cơ quan"), Usual.OFFICE), *_CONTACT, *_FRAME),
        _ONLY_PAPER,
    ),
    PaperKind.CONTROL: Asked(
        _("Đi cùng hồ sơ qua từng bước giao, nhận"),
        (
            Ask("partners", _("Phối hợp"), hint=_("cơ quan phối hợp, nếu có")),
            Ask("steps", _("Các bước")),
        ),
        (Ask("agency", _("Giải quyết"), Usual.BODY), *_FRAME),
    ),
    PaperKind.TRANSMITTAL: Asked(
        _("Giao nhiều hồ sơ cho cơ quan khác, hai bên ký"),
        (
            Ask("to", _("Kính gửi"), hint=_("cơ quan nhận hồ sơ")),
            Ask("notes", _("Ghi chú")),
            *_HANDED,
        ),
        (_GIVER, *_FRAME),
        _("Ở đây chỉ lập danh sách: tình trạng hồ sơ trong máy giữ nguyên."),
    ),
    PaperKind.MANIFEST: Asked(
        _("Giao bưu gửi cho bưu chính, có đếm và hai bên ký"),
        (
            Ask("post", _("Bưu cục"), hint=_("đơn vị bưu chính nhận")),
            Ask("tracking", _("Số hiệu")),
            Ask("notes", _("Ghi chú")),
            *_HANDED,
        ),
        (_GIVER, *_FRAME),
        _("Ở đây chỉ lập bảng kê: tình trạng hồ sơ trong máy giữ nguyên."),
    ),
    PaperKind.LABELS: Asked(_("Nhãn dán bưu gửi: người gửi, người nhận, địa chỉ, điện thoại")),
    PaperKind.FEES: Asked(
        _("Phí, lệ phí đã thu của một ngày hay nhiều ngày; không thay biên lai"),
        (),
        (_SIGNERS, *_FRAME),
    ),
    PaperKind.REGISTER: Asked(
        _("Sổ của cả năm, cộng trang và trang khóa sổ; dài thì thành nhiều quyển"),
        (),
        (_SIGNERS, *_FRAME),
    ),
    PaperKind.QUEUE: Asked(
        _("Phiếu số cho người chờ đến lượt"),
        (
            Ask("number", _("Số"), hint=_("ví dụ A015")),
            Ask("service", _("Việc cần làm")),
            Ask("waiting", _("Số người chờ trước")),
        ),
        (Ask("counter", _("Quầy"), Usual.COUNTER), Ask("at", _("Lấy số"), Usual.NOW)),
    ),
    PaperKind.SAMPLE: Asked(
        _("Mẫu điền sẵn dữ liệu không có thật, đóng dấu MẪU, để treo hướng dẫn")
    ),
}

#: Whose paper it is when nothing was accepted; the dossier holds this otherwise.
WHOSE: Final = (
    Ask("applicant.full_name", _("Họ và tên")),
    Ask("applicant.number", _("Số định danh")),
    Ask("applicant.address", _("Địa chỉ")),
    Ask("applicant.phone", _("Điện thoại")),
    Ask("applicant.email", _("Email")),
    Ask("procedure", _("Thủ tục"), hint=_("nội dung yêu cầu giải quyết")),
)

#: The parts of a step of the control sheet.
STEP: Final = (
    Ask("from", _("Bên giao")),
    Ask("to", _("Bên nhận")),
    Ask("at", _("Ngày")),
    Ask("giver", _("Người giao")),
    Ask("receiver", _("Người nhận")),
    Ask("result", _("Kết quả")),
    Ask("note", _("Ghi chú")),
)
