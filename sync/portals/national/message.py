"""The dossier message ``DongBoHoSoMC`` (portals.md B.3): the desk's facts in the national words.

Where a code is not in the portal's table the dossier is not sent: nothing is guessed. What the
message has no field for (address, fee without a national code, who handed in) stands in words in
its two free texts, so that its reader has it too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from receptiondesk.domain.code_map import CodeKind, CodeMap
from receptiondesk.domain.dossier import Status
from receptiondesk.domain.text import dong
from receptiondesk.domain.walk_in import FeeMethod, Person
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Outgoing
from sync.portals.national.edges import Scissors, moment

#: Field → what a clerk calls it, in the order of the message.
LABELS: Mapping[str, str] = {
    "MaHoSo": "mã hồ sơ",
    "MaTTHC": "thủ tục",
    "TenTTHC": "tên thủ tục",
    "MaLinhVuc": "mã lĩnh vực",
    "TenLinhVuc": "lĩnh vực",
    "KenhThucHien": "kênh nộp",
    "ChuHoSo": "tên chủ hồ sơ",
    "SoGiayToChuHoSo": "số giấy tờ của chủ hồ sơ",
    "LoaiDoiTuong": "loại chủ hồ sơ",
    "ThongTinKhac": "địa chỉ và người nộp",
    "Email": "thư điện tử",
    "SoDienThoai": "số điện thoại",
    "TrichYeuHoSo": "trích yếu",
    "NgayTiepNhan": "ngày giờ tiếp nhận",
    "NgayHenTra": "ngày hẹn trả",
    "NgayNopHoSo": "ngày nộp",
    "TrangThaiHoSo": "trạng thái",
    "HinhThuc": "cách trả kết quả",
    "ThongTinTra": "địa chỉ trả kết quả",
    "DonViXuLy": "đơn vị xử lý",
    "GhiChu": "ghi chú",
    "NoiNopHoSo": "nơi nộp",
    "HoSoCoThanhPhanSoHoa": "giấy tờ số hóa",
    "TaiKhoanDuocXacThucVoiVNeID": "tài khoản định danh",
    "DuocThanhToanTrucTuyen": "thanh toán trực tuyến",
    "DanhSachTepDinhKemKhac": "giấy tờ",
    "DanhSachLePhi": "lệ phí",
    "DinhDanhCHS": "giấy tờ tùy thân",
    "NguoiXuLy": "cán bộ xử lý",
    "NoiDungXuLy": "nội dung xử lý",
    "TenGiayTo": "tên giấy tờ",
}
MOMENTS = frozenset({"NgayTiepNhan", "NgayHenTra", "NgayNopHoSo"})
LISTS = frozenset({"DanhSachTepDinhKemKhac", "DanhSachLePhi", "DinhDanhCHS"})
#: What tells one dossier from another of the same code (portals.md G.4 rule 4).
IDENTITY = ("ChuHoSo", "MaTTHC", "NgayTiepNhan")

#: Handed in at the province's side, not on the national portal (portals.md B.3, values of S3).
_AT_PROVINCE = "2"
_NO = "0"
_FEE_WORDS = {
    FeeMethod.CASH: "đã thu bằng tiền mặt",
    FeeMethod.TRANSFER: "đã thu chuyển khoản",
    FeeMethod.EXEMPT: "được miễn, giảm",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the national catalogue a procedure stands, and who handles it."""

    procedure: str
    field_code: str
    field_name: str
    unit: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready to go: field → value, and one sentence on what was cut (or empty)."""

    fields: Mapping[str, Any]
    cut: str


def build(dossier: Outgoing, place: Place, codes: CodeMap, status: str = "") -> Message:
    """Return the message of a dossier as it stands.

    Args:
        dossier: With its official code.
        place: Where its procedure stands.
        codes: The portal's table.
        status: The portal's own word, kept on an update because the portal owns it; empty: ours.

    Raises:
        NoAnswer: NOT_OFFERED naming the kind of code that the table lacks.
    """
    fit = Scissors(LABELS)
    texts = {
        **_of_dossier(dossier, place, codes, status),
        **_of_owner(dossier, codes),
        "NoiNopHoSo": _AT_PROVINCE,
        "HoSoCoThanhPhanSoHoa": _NO,
        "TaiKhoanDuocXacThucVoiVNeID": _NO,
        "DuocThanhToanTrucTuyen": _NO,
    }
    lists = {
        "DanhSachTepDinhKemKhac": _papers(dossier, codes, fit),
        "DanhSachLePhi": _fees(dossier, place, codes),
        "DinhDanhCHS": _identity(dossier.facts.applicant, codes),
    }
    fields = {name: fit.fit(name, text) for name, text in texts.items()}
    return Message({**fields, **lists}, fit.sentence())


def _of_dossier(dossier: Outgoing, place: Place, codes: CodeMap, status: str) -> dict[str, str]:
    facts = dossier.facts
    ours = Status.WITHDRAWN if dossier.cancelled else Status.RECEIVED
    kept = "" if dossier.cancelled else status
    return {
        "MaHoSo": dossier.official_code,
        "MaTTHC": place.procedure,
        "TenTTHC": dossier.procedure_name,
        "MaLinhVuc": place.field_code,
        "TenLinhVuc": place.field_name,
        "KenhThucHien": code(codes, CodeKind.CHANNEL, facts.channel.value),
        "TrichYeuHoSo": ". ".join(one for one in (dossier.procedure_name, facts.note) if one),
        "NgayTiepNhan": moment(dossier.received_at),
        "NgayHenTra": moment(dossier.due_at),
        "NgayNopHoSo": moment(dossier.received_at),
        "TrangThaiHoSo": kept or code(codes, CodeKind.STATUS, str(ours.value)),
        "HinhThuc": code(codes, CodeKind.RETURN, facts.delivery.method.value),
        "ThongTinTra": facts.delivery.address,
        "DonViXuLy": place.unit,
        "GhiChu": _note(dossier),
    }


def _of_owner(dossier: Outgoing, codes: CodeMap) -> dict[str, str]:
    who = dossier.facts.applicant
    return {
        "ChuHoSo": who.full_name,
        "SoGiayToChuHoSo": who.identity.number if who.identity else "",
        "LoaiDoiTuong": code(codes, CodeKind.APPLICANT, who.kind.value),
        "ThongTinKhac": _people(dossier),
        "Email": who.email,
        "SoDienThoai": who.phone,
    }


def code(codes: CodeMap, kind: CodeKind, ours: str) -> str:
    """Return the portal's code for ours.

    Raises:
        NoAnswer: NOT_OFFERED when the table does not say.
    """
    theirs = codes.theirs(kind, ours)
    if theirs is None:
        detail = f"Bảng mã của cổng chưa có dòng “{kind.value}, {ours}”."
        raise NoAnswer(Answer(AnswerKind.NOT_OFFERED, detail=detail))
    return theirs


def _people(dossier: Outgoing) -> str:
    """Say where the owner lives and who handed in for him: the message has no fields for it."""
    said = []
    home = dossier.facts.applicant.address
    codes = "/".join(one for one in (home.commune, home.province) if one)
    where = ", ".join(one for one in (home.detail, codes) if one)
    if where:
        said.append(f"Địa chỉ: {where}")
    sender = dossier.facts.submitter
    if sender is not None:
        number = f", số {sender.person.identity.number}" if sender.person.identity else ""
        said.append(f"Người nộp thay: {sender.person.full_name}{number}")
        if sender.authority:
            said.append(f"Giấy tờ nộp thay: {sender.authority}")
    return ". ".join(said)


def _note(dossier: Outgoing) -> str:
    said = []
    if dossier.provisional_code:
        said.append(f"Mã tạm tại quầy: {dossier.provisional_code}")
    said.append(f"Cán bộ tiếp nhận: {dossier.officer}")
    if dossier.facts.copies > 1:
        said.append(f"Số bộ hồ sơ: {dossier.facts.copies}")
    fee = dossier.facts.fee
    if fee.method in _FEE_WORDS:
        amount = f" {dong(fee.amount)}" if fee.amount else ""
        said.append(f"Phí, lệ phí{amount} {_FEE_WORDS[fee.method]}")
    if dossier.cancelled:
        said.append(f"Rút hồ sơ: {dossier.cancel_reason}")
    return ". ".join(said)


def _papers(dossier: Outgoing, codes: CodeMap, fit: Scissors) -> list[dict[str, str]]:
    rows = []
    for paper in dossier.papers:
        for form, count in (("original", paper.originals), ("copy", paper.copies)):
            if count:
                rows.append(
                    {
                        "TenGiayTo": fit.fit("TenGiayTo", paper.name),
                        "SoLuong": str(count),
                        "LoaiGiayTo": code(codes, CodeKind.PAPER_FORM, form),
                    }
                )
    return rows


def _fees(dossier: Outgoing, place: Place, codes: CodeMap) -> list[dict[str, str]]:
    """Return the fee that was taken, where the table knows its national code (kind ``fee``).

    Without a code of its own a fee is not made up: it stands in words in the note.
    """
    fee = dossier.facts.fee
    known = codes.theirs(CodeKind.FEE, dossier.procedure_code)
    if fee.method not in {FeeMethod.CASH, FeeMethod.TRANSFER} or fee.amount is None or not known:
        return []
    return [
        {
            "TenPhiLePhi": f"Phí, lệ phí {place.procedure}",
            "MaPhiLePhi": known,
            "HinhThucThu": code(codes, CodeKind.FEE, "when_received"),
            "Gia": str(fee.amount),
            "LoaiPhiLePhi": code(codes, CodeKind.FEE, "kind"),
        }
    ]


def _identity(who: Person, codes: CodeMap) -> list[dict[str, str]]:
    """Return the owner's number where the list of kinds knows its kind (1 CCCD, 2 CMND)."""
    kind = codes.theirs(CodeKind.IDENTITY, who.identity.type.value) if who.identity else None
    if who.identity is None or kind is None:
        return []
    return [{"LoaiDinhDanh": kind, "SoDinhDanh": who.identity.number}]
