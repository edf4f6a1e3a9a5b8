"""Facts beside the name: drawn at the counter, and read anew from what a portal really keeps.

Each portal's store is read here by rules of our own, not by the adapter's, so that a fact which an
adapter forgets both to send and to compare is seen. A fact that a portal has no place for is not
in what is read of it.
"""

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.walk_in import (
    Address,
    DeliveryMethod,
    FeeMethod,
    FeePaid,
    PaperTick,
    Person,
    ResultDelivery,
    Submitter,
    WalkIn,
)
from tests.support.walk_ins import person

#: Fact → text, as it stands at the desk or at a portal.
Facts = Mapping[str, str]

#: How our notes are spelled; other words of ours may stand before them in the same field.
_NOTE = r"(Ghi chú \d+)$"
_TAKEN = frozenset({FeeMethod.CASH, FeeMethod.TRANSFER})
_FEES = (
    FeePaid(FeeMethod.CASH, 8_000),
    FeePaid(FeeMethod.TRANSFER, 15_000),
    FeePaid(FeeMethod.EXEMPT),
    FeePaid(),
)
_DELIVERIES = (
    ResultDelivery(),
    ResultDelivery(DeliveryMethod.POST, "Thôn 3"),
    ResultDelivery(DeliveryMethod.POST, "Thôn 4"),
)


def varied(chance: random.Random, facts: WalkIn) -> WalkIn:
    """Return a walk-in with one fact typed otherwise, as a clerk may."""
    change = chance.randrange(8)
    if change == 0:
        return replace(facts, note=f"Ghi chú {chance.randrange(10_000)}")
    if change == 1:
        return replace(facts, fee=chance.choice(_FEES))
    if change == 2:
        return replace(facts, copies=chance.randint(1, 3))
    if change == 3:
        papers = tuple(_counted(chance, tick) for tick in facts.papers)
        return replace(facts, papers=papers)
    if change == 4:
        return replace(facts, submitter=_submitter(chance))
    if change == 5:
        return replace(facts, delivery=chance.choice(_DELIVERIES))
    who = facts.applicant
    if change == 6:
        return replace(facts, applicant=replace(who, phone=f"09{chance.randrange(10**8):08d}"))
    address = Address(detail=f"Thôn {chance.randint(1, 99)}")
    return replace(facts, applicant=replace(who, address=address))


def _counted(chance: random.Random, tick: PaperTick) -> PaperTick:
    return replace(tick, originals=chance.randint(1, 2), copies=chance.randint(0, 2))


def _submitter(chance: random.Random) -> Submitter | None:
    if chance.random() < 0.3:
        return None
    who: Person = person(f"Trần Văn Thay {chance.randrange(10_000)}")
    return Submitter(who, "Giấy ủy quyền")


def at_the_desk(dossier: Dossier) -> Facts:
    """Return a dossier's facts as the desk has them."""
    facts, due = dossier.facts, dossier.due_at
    names = {paper.code: paper.name for paper in dossier.procedure.papers}
    who, method = facts.applicant, facts.fee.method
    taken = facts.fee.amount if method in _TAKEN else None
    papers = [(tick.originals, tick.copies) for tick in facts.papers]
    named = [(tick.name or names[tick.code], tick.originals, tick.copies) for tick in facts.papers]
    return {
        "note": facts.note,
        "copies": str(facts.copies),
        "fee": str(taken or 0),
        "submitter": facts.submitter.person.full_name if facts.submitter else "",
        "papers": _by_name(named),
        "paper counts": _each(papers),
        "fee kind": method.value,
        "fee taken": "taken" if method in _TAKEN else method.value,
        "phone": who.phone,
        "sender's phone": (facts.submitter.person if facts.submitter else who).phone,
        "address": who.address.detail,
        "delivery": f"{facts.delivery.method.value} {facts.delivery.address}".strip(),
        "due": "" if due is None else f"{local(due):%Y%m%d%H%M}",
        "received": f"{local(dossier.received_at):%Y%m%d%H%M}",
    }


def differing(dossier: Dossier, there: Facts) -> tuple[str, ...]:
    """Name the facts that a portal has a place for and holds otherwise."""
    ours = at_the_desk(dossier)
    return tuple(name for name, text in there.items() if text != ours[name])


def taken_over(facts: WalkIn, there: Facts) -> WalkIn:
    """Return a walk-in with what a clerk can read off a portal at once."""
    copies = int(there.get("copies") or facts.copies)
    return replace(facts, note=there.get("note", facts.note), copies=copies)


#: Names of papers are compared so far; some portals take no longer ones.
_NAME_AT_MOST = 60


def _by_name(papers: Iterable[tuple[str, int, int]]) -> str:
    """Return how many originals and copies of each paper, by name."""
    sums: dict[str, list[int]] = {}
    for name, originals, copies in papers:
        both = sums.setdefault(name[:_NAME_AT_MOST], [0, 0])
        both[0] += originals
        both[1] += copies
    told = sorted(f"{name}: {both[0]}+{both[1]}" for name, both in sums.items() if any(both))
    return "; ".join(told)


def _each(papers: Iterable[tuple[int, int]]) -> str:
    """Return the counts of each paper where it stands under a number of the portal's own."""
    return " ".join(sorted(f"{originals}+{copies}" for originals, copies in papers))


def _delivery(by_post: bool, address: object) -> str:
    return f"{'post' if by_post else 'counter'} {address or ''}".strip()


def of_opencps(facts: Mapping[str, Any], marks: Mapping[str, Any], payment: Any) -> Facts:
    """Read a dossier of OpenCPS: its fields, its ticks, its payment."""
    said = [str(mark.get("fileComment", "")) for mark in marks.values()]
    counts = [re.fullmatch(r"(\d+) bản chính, (\d+) bản sao", text) for text in said if text]
    paid = payment if isinstance(payment, Mapping) else {}
    return {
        "note": str(facts.get("applicantNote", "")),
        "copies": str(facts.get("sampleCount", "")),
        "fee": str(paid.get("feeAmount") or 0),
        "submitter": str(facts.get("delegateName", "")),
        "fee kind": _paid_how(paid),
        "paper counts": _each([(int(one[1]), int(one[2])) for one in counts if one]),
        "phone": str(facts.get("contactTelNo", "")),
        "address": str(facts.get("address", "")),
        "delivery": _delivery(facts.get("viaPostal") == "2", facts.get("postalAddress")),
        "due": _moment(str(facts.get("dueDate", "")), "%d/%m/%Y %H:%M:%S"),
        "received": _moment(str(facts.get("receiveDate", "")), "%d/%m/%Y %H:%M:%S"),
    }


def _paid_how(paid: Mapping[str, Any]) -> str:
    """Return how a site of OpenCPS was told that a fee is paid; its method is free text."""
    if int(paid.get("feeAmount") or 0):
        return {"Tiền mặt": "cash", "Chuyển khoản": "transfer"}[str(paid["paymentMethod"])]
    return "exempt" if paid.get("paymentNote") else "none"


def of_national(fields: Mapping[str, Any]) -> Facts:
    """Read a national message; what has no field of its own stands in words."""
    words, title = str(fields.get("GhiChu", "")), str(fields.get("TenTTHC", ""))
    papers = [
        (str(row["TenGiayTo"]), *_as_kind(int(row["SoLuong"]), original=row["LoaiGiayTo"] == "1"))
        for row in fields.get("DanhSachTepDinhKemKhac", ())
    ]
    others = str(fields.get("ThongTinKhac", ""))
    money = _found(r"Phí, lệ phí ([\d.]+) đồng đã thu", words)
    return {
        "note": str(fields.get("TrichYeuHoSo", "")).removeprefix(title).removeprefix(". "),
        "copies": _found(r"Số bộ hồ sơ: (\d+)", words) or "1",
        "fee": money.replace(".", "") or "0",
        "fee kind": next((kind for said, kind in _IN_WORDS.items() if said in words), "none"),
        "submitter": _found(r"Người nộp thay: ([^,.]+)", others),
        "papers": _by_name(papers),
        "phone": str(fields.get("SoDienThoai", "")),
        "address": _found(r"Địa chỉ: (.*?)(?:\. Người nộp thay:|$)", others),
        "delivery": _delivery(fields.get("HinhThuc") == "1", fields.get("ThongTinTra")),
        "due": str(fields.get("NgayHenTra", ""))[:12],
        "received": str(fields.get("NgayTiepNhan", ""))[:12],
    }


#: How a fee is told where there is no field for it.
_IN_WORDS = {
    "đã thu bằng tiền mặt": "cash",
    "đã thu chuyển khoản": "transfer",
    "được miễn, giảm": "exempt",
}


def _as_kind(count: int, *, original: bool) -> tuple[int, int]:
    return (count, 0) if original else (0, count)


def of_tandan(doc: Mapping[str, Any]) -> Facts:
    """Read a dossier of the first make; the server sets the time of reception itself."""
    papers = doc.get("ThanhPhanHoSos", ())
    return {
        "note": _found(_NOTE, str(doc.get("TrichYeuHoSo", ""))),
        "copies": str(doc.get("SoBoHoSo", "")),
        "fee": str(doc.get("TongTien") or 0),
        "submitter": str(doc.get("NguoiUyQuyen", "")),
        "fee taken": _TAKEN_WORDS[str(doc.get("HinhThucThu"))],
        "papers": _by_name(
            (str(row["Ten"]), int(row["SoBanChinh"]), int(row["SoBanSao"])) for row in papers
        ),
        "phone": str(doc.get("SoDienThoai", "")),
        "address": str(doc.get("DiaChiChuHoSo", "")),
        "delivery": _delivery(str(doc.get("HinhThucTra")) == "1", doc.get("DiaChiTraKetQua")),
        "due": _moment(str(doc.get("NgayHenTra", "")), "%Y-%m-%dT%H:%M:%S"),
    }


#: What the first make says of fees.
_TAKEN_WORDS = {"Thu trước": "taken", "Đối tượng miễn phí": "exempt", "Thu sau": "none"}


def of_igate(doc: Mapping[str, Any]) -> Facts:
    """Read a dossier of the second make; it reckons the due time itself."""
    data = doc["applicant"]["data"]
    papers = [
        (str(row["procedureForm"]["name"]), *_as_kind(int(needed["quantity"]), original=original))
        for row in doc.get("dossierFormFile", ())
        for needed in [row["requirement"]]
        for original in [needed["typeId"] == "1"]
    ]
    return {
        "note": _found(_NOTE, str(data.get("noidungyeucaugiaiquyet", ""))),
        "copies": str(data.get("copies", "")),
        "fee": str(sum(int(row["amount"]) for row in doc.get("dossierFee", ()))),
        "submitter": _other(str(data.get("fullname", "")), str(data.get("ownerFullname", ""))),
        "papers": _by_name(papers),
        "phone": str(data.get("phoneNumber", "")),
        "address": str(data.get("address", "")),
        "delivery": _delivery(
            doc["dossierReceivingKind"]["id"] == "1", data.get("receivingAddress")
        ),
    }


def of_adapter2026(doc: Mapping[str, Any]) -> Facts:
    """Read a dossier of the adapter of 2026; it has no place for fee and due time."""
    who = doc["ThongTinNguoiNop"]["ThongTinChiTiet"]
    papers = [
        (
            str(row["TenThanhPhanHoSo"]),
            *_as_kind(int(row["SoLuong"]), original=row["LoaiBan"] == 0),
        )
        for row in doc.get("ThanhPhanHoSo", ())
    ]
    return {
        "note": str(doc["EformThongTinChiTiet"].get("GhiChu", "")),
        "copies": str(doc["EformThongTinChiTiet"].get("SoBo", "")),
        "submitter": _other(str(who.get("TenNguoiNop", "")), str(who.get("TenChuHs", ""))),
        "papers": _by_name(papers),
        "sender's phone": str(who.get("SoDienThoai", "")),
        "address": str(who.get("DiaChiChiTietChuHs", "")),
    }


def _other(submitter: str, owner: str) -> str:
    return "" if submitter == owner else submitter


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    return found[1] if found else ""


def _moment(text: str, form: str) -> str:
    return f"{datetime.strptime(text, form):%Y%m%d%H%M}" if text else ""  # noqa: DTZ007 - as said
