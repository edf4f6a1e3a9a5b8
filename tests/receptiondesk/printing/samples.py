"""Papers of an invented office for invented people."""

from dataclasses import replace
from datetime import UTC, date, datetime

from receptiondesk.domain import receipt_seal
from receptiondesk.domain.procedures import (
    FeeRule,
    FeeState,
    LimitUnit,
    Procedure,
    PublishedChannel,
    RequiredPaper,
    TimeLimit,
)
from receptiondesk.domain.receipt_seal import SealedFacts
from receptiondesk.printing import wording
from receptiondesk.printing.frame import Letterhead
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.receipt_data import (
    FormName,
    Mentions,
    PaperLine,
    Party,
    ReceiptData,
)

COUNTER, ONLINE, POST = (
    PublishedChannel.COUNTER,
    PublishedChannel.ONLINE,
    PublishedChannel.POST,
)

LETTERHEAD = Letterhead(
    parent="Ủy ban nhân dân xã Thử Nghiệm",
    name="Trung tâm Phục vụ hành chính công",
    place="Thử Nghiệm",
    desk="Trung tâm Phục vụ hành chính công xã Thử Nghiệm",
    address="Thôn 1, xã Thử Nghiệm",
    phone="0237 000 0000",
    hotline="1022",
    lookup_url="https://dichvucong.example.vn/tra-cuu",
    system="Receptiondesk",
)


def receipt(**changes: object) -> ReceiptData:
    """Return an ordinary receipt with some things otherwise."""
    data = ReceiptData(
        words=wording.load("receipt"),
        letterhead=LETTERHEAD,
        form=FormName("0007", "BPTNTKQ"),
        code="H56.14-261120-0007",
        procedure_code="1.001193",
        procedure_name="Đăng ký khai sinh",
        owner=Party(
            "Nguyễn Thị Ánh Nguyệt",
            "036190123456",
            "Thôn 2, xã Thử Nghiệm, Thanh Hóa",
            "0912 345 678",
            "anhnguyet@example.vn",
        ),
        received_at=datetime(2026, 11, 20, 1, 5, tzinfo=UTC),
        due_at=datetime(2026, 11, 25, 10, 0, tzinfo=UTC),
        limit="3 ngày làm việc",
        result_at="Trung tâm Phục vụ hành chính công xã Thử Nghiệm",
        officer="Trần Văn Bình",
        papers=(PaperLine("Giấy chứng sinh"), PaperLine("Tờ khai đăng ký khai sinh", 1, 2)),
        mentions=Mentions(
            fee="8.000 đồng (tiền mặt).", due="3 ngày làm việc kể từ 20/11/2026, nghỉ 24/11."
        ),
    )
    return replace(data, **changes)  # type: ignore[arg-type]


#: A signed code as long as real ones: a province's longest numbers, a signature of 64 bytes.
LONG_CODE = "000.00.14.H56-261120-0007"
SEAL = receipt_seal.spell(
    receipt_seal.message(
        SealedFacts(
            LONG_CODE,
            "1.001193",
            "000.00.14.H56",
            datetime(2026, 11, 20, 1, 5, tzinfo=UTC),
            datetime(2026, 11, 25, 10, 0, tzinfo=UTC),
        ),
        "4XKQ",
    ),
    bytes(range(64)),
)


def signed(**changes: object) -> ReceiptData:
    """Return a receipt that bears the office's signed code too."""
    return receipt(seal=SEAL, **changes)


def limit(channel: PublishedChannel, amount: int, unit: LimitUnit, **more: object) -> TimeLimit:
    return TimeLimit(channel, amount, unit, **more)  # type: ignore[arg-type]


def procedure(number: int = 1, **changes: object) -> Procedure:
    """Return an ordinary procedure with some things otherwise."""
    one = Procedure(
        code=f"1.{number:06d}",
        name=f"Đăng ký việc thử nghiệm số {number}",
        field="Hộ tịch",
        limits=tuple(limit(c, 3, LimitUnit.WORKING_DAYS) for c in (COUNTER, ONLINE, POST)),
        fees=tuple(FeeRule(c, FeeState.FIXED, 8000, "bản") for c in (COUNTER, ONLINE, POST)),
        papers=(
            RequiredPaper("1", "Tờ khai theo mẫu"),
            RequiredPaper("2", "Giấy ủy quyền", required=False, case="nếu nộp thay"),
            RequiredPaper("3", "Căn cước", shown_only=True),
        ),
        applicants="Công dân Việt Nam",
        result="Trích lục",
        competent_body="Ủy ban nhân dân cấp xã",
        legal_basis="60/2014/QH13; 123/2015/NĐ-CP",
        portal_url=f"https://dichvucong.example.vn/thu-tuc-hanh-chinh/019d2bfd-3fe0-70ac-{number:017d}",
        decision="1872/QĐ-BTP",
        valid_from=date(2026, 7, 1),
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def notices(*procedures: Procedure, **changes: object) -> NoticeData:
    """Return a wall of some procedures."""
    data = NoticeData(wording.load("notices"), LETTERHEAD, procedures)
    return replace(data, **changes)  # type: ignore[arg-type]
