"""Every form and list of an invented office, filled and empty."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from receptiondesk.printing.forms import (
    apology,
    control,
    fee_list,
    labels,
    layout,
    manifest,
    queue_slip,
    refusal,
    register,
    stopping,
    supplement,
    template,
    transmittal,
)
from receptiondesk.printing.forms.apology import Apology
from receptiondesk.printing.forms.control import Control, Step
from receptiondesk.printing.forms.data import Common, Subject
from receptiondesk.printing.forms.fee_list import Charge, FeeList
from receptiondesk.printing.forms.labels import Labels
from receptiondesk.printing.forms.manifest import Item, Manifest
from receptiondesk.printing.forms.queue_slip import QueueSlip
from receptiondesk.printing.forms.refusal import Refusal
from receptiondesk.printing.forms.register import Entry, Register
from receptiondesk.printing.forms.stopping import Stopping
from receptiondesk.printing.forms.supplement import Supplement
from receptiondesk.printing.forms.transmittal import Handed, Transmittal
from receptiondesk.printing.receipt_data import Party
from tests.receptiondesk.printing.samples import LETTERHEAD

CODE = "H56.14-261120-0007"
QR = f"{CODE}|1.001193|036190123456|Phiếu|Receptiondesk|23/11/2026"
RECEIVED = datetime(2026, 11, 20, 1, 5, tzinfo=UTC)
DUE = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
OWNER = Party(
    "Nguyễn Thị Ánh Nguyệt",
    "036190123456",
    "Thôn 2, xã Thử Nghiệm, Thanh Hóa",
    "0912 345 678",
    "anhnguyet@example.vn",
)
SUBJECT = Subject(OWNER, "Đăng ký khai sinh", "1.001193", CODE, RECEIVED, DUE)
NOTHING = Subject()
_LISTS = {"transmittal", "manifest", "fees", "labels"}


def common(kind: str, **changes: Any) -> Common:
    """Return the frame of a form with some things otherwise."""
    framed = Common(
        template=template.load(kind),
        letterhead=LETTERHEAD,
        sign="BPTNTKQ",
        number="07",
        day=date(2026, 11, 23),
        layout=layout.A4_LIST if kind in _LISTS else layout.A5,
        code="" if kind in _LISTS else CODE,
    )
    return replace(framed, **changes)


def empty(kind: str) -> Common:
    """Return the frame of a form of which nothing is known."""
    return common(kind, number="", day=None, code="")


def supplied(**changes: Any) -> Supplement:
    data = Supplement(
        common("supplement", qr=QR),
        SUBJECT,
        ("Bản chính Giấy chứng sinh;", "Tờ khai có chữ ký của người yêu cầu."),
        "Giấy chứng sinh nộp kèm là bản chụp.",
        "Trần Văn Bình",
        "0237 000 0000",
        "Trần Văn Bình",
    )
    return replace(data, **changes)


def refused(**changes: Any) -> Refusal:
    data = Refusal(
        common("refusal", qr=QR),
        SUBJECT,
        ("Hồ sơ không thuộc thẩm quyền của xã.", "Thiếu văn bản thỏa thuận."),
        "Lê Văn Cường",
        "Trần Văn Bình",
    )
    return replace(data, **changes)


def excused(**changes: Any) -> Apology:
    data = Apology(
        common("apology", qr=QR),
        SUBJECT,
        "Bà Nguyễn Thị Ánh Nguyệt",
        "Ủy ban nhân dân xã Thử Nghiệm",
        "Cần xác minh thêm nơi cư trú của cha.",
        date(2026, 11, 30),
        "Lê Văn Cường",
        "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    )
    return replace(data, **changes)


def stopped(**changes: Any) -> Stopping:
    data = Stopping(
        common("stopping", qr=QR),
        SUBJECT,
        "Ủy ban nhân dân xã Thử Nghiệm",
        date(2026, 11, 22),
        "Người nộp không còn nhu cầu.",
        ("Giấy chứng sinh (01 bản chính).",),
        "Trần Văn Bình",
        "0237 000 0000",
        "Lê Văn Cường",
    )
    return replace(data, **changes)


STEP = Step(
    "Bộ phận một cửa",
    "Phòng Tư pháp",
    datetime(2026, 11, 20, 8, 0, tzinfo=UTC),
    "Trần Văn Bình",
    "Lê Thị Cúc",
    "on_time",
    "Nhận đủ 2 giấy",
)


def controlled(**changes: Any) -> Control:
    data = Control(common("control"), SUBJECT, "UBND xã Thử Nghiệm", "Công an xã", (STEP,))
    return replace(data, **changes)


def transmitted(**changes: Any) -> Transmittal:
    data = Transmittal(
        common("transmittal"),
        (Handed(SUBJECT, 2, 1, "khẩn"), Handed(replace(SUBJECT, code="H56.14-261120-0008"), 1, 0)),
        "Sở Tư pháp tỉnh Thanh Hóa",
        datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
        "Trần Văn Bình",
        "Phạm Thị Dung",
    )
    return replace(data, **changes)


ITEM = Item(
    CODE,
    "Nguyễn Thị Ánh Nguyệt",
    "Số 12, ngõ 34, thôn Đông, xã Thử Nghiệm, tỉnh Thanh Hóa",
    "0912 345 678",
    "EB123456789VN",
    "giấy khai sinh",
)


def posted(**changes: Any) -> Manifest:
    data = Manifest(
        common("manifest"),
        (ITEM, replace(ITEM, code="H56.14-261120-0009", tracking="", note="")),
        "Bưu điện xã Thử Nghiệm",
        datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
        "Trần Văn Bình",
        "Vũ Văn Em",
    )
    return replace(data, **changes)


def labelled(**changes: Any) -> Labels:
    return replace(Labels(common("labels"), (ITEM,) * 3), **changes)


CHARGES = (
    Charge("H56.14-261120-0001", "Nguyễn Thị Ánh", "Đăng ký khai sinh", "none", 0),
    Charge("H56.14-261120-0002", "Lê Văn Cường", "Cấp bản sao trích lục hộ tịch", "cash", 8000),
    Charge("H56.14-261120-0003", "Phạm Thị Dung", "Đăng ký hộ kinh doanh", "transfer", 100_000),
    Charge("H56.14-261120-0004", "Vũ Văn Em", "Chứng thực bản sao", "cash", None),
    Charge("H56.14-261120-0005", "Bùi Thị Gấm", "Cấp bản sao", "exempt", None),
    Charge("H56.14-261120-0006", "Đỗ Văn Hòa", "Chứng thực chữ ký", "none", 5000),
)


def charged(**changes: Any) -> FeeList:
    day = date(2026, 11, 20)
    return replace(FeeList(common("fees"), day, day, CHARGES, ("Trần Văn Bình",)), **changes)


ENTRY = Entry(
    CODE,
    "Đăng ký khai sinh",
    "Nguyễn Thị Ánh Nguyệt",
    "Thôn 2, xã Thử Nghiệm, Thanh Hóa\n0912 345 678",
    "Ủy ban nhân dân cấp xã",
    RECEIVED,
    DUE,
    DUE,
    "counter",
)


def book(**changes: Any) -> Register:
    framed = common("register", layout=layout.A4_BOOK, code="", number="")
    return replace(Register(framed, 2026), **changes)


def entries(count: int) -> Iterator[Entry]:
    """Yield invented dossiers; some go by post, some are cancelled, some not handed out yet."""
    for at in range(1, count + 1):
        yield replace(
            ENTRY,
            code=f"H56.14-261120-{at:04d}",
            way="post" if at % 5 == 0 else "counter",
            returned_at=None if at % 3 == 0 else DUE,
            cancelled=at % 11 == 0,
        )


def queued(**changes: Any) -> QueueSlip:
    framed = common("queue", number="A047", code="")
    return replace(QueueSlip(framed, "Hộ tịch, chứng thực", "2", 5, RECEIVED, roll=True), **changes)


def one_volume(data: Register, several: Iterator[Entry]) -> bytes:
    (volume,) = register.volumes(data, several)
    return volume.pdf


DOCUMENTS: Mapping[str, Callable[[], bytes]] = {
    "supplement": lambda: supplement.render(supplied()),
    "supplement-empty": lambda: supplement.render(Supplement(empty("supplement"), NOTHING)),
    "refusal": lambda: refusal.render(refused()),
    "refusal-empty": lambda: refusal.render(Refusal(empty("refusal"), NOTHING)),
    "apology": lambda: apology.render(excused()),
    "apology-empty": lambda: apology.render(Apology(empty("apology"), NOTHING)),
    "apology-a4": lambda: apology.render(
        excused(common=common("apology", layout=layout.A4, qr=QR))
    ),
    "stopping": lambda: stopping.render(stopped()),
    "stopping-empty": lambda: stopping.render(Stopping(empty("stopping"), NOTHING)),
    "control": lambda: control.render(controlled()),
    "control-empty": lambda: control.render(Control(empty("control"), NOTHING)),
    "sample": lambda: supplement.render(supplied(common=common("supplement", sample=True))),
    "transmittal": lambda: transmittal.render(transmitted()),
    "manifest": lambda: manifest.render(posted()),
    "labels": lambda: labels.render(labelled()),
    "fees": lambda: fee_list.render(charged()),
    "queue-roll": lambda: queue_slip.render(queued()),
    "queue-a5": lambda: queue_slip.render(queued(roll=False)),
    "register": lambda: one_volume(book(), entries(25)),
    "register-empty": lambda: one_volume(book(until=date(2026, 11, 20)), iter(())),
}
