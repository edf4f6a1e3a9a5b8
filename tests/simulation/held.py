"""Facts beside the name: drawn at the counter, and read anew from what a portal really keeps.

Each portal's store is read here by rules of our own, not by the adapter's, so that a fact which an
adapter forgets both to send and to compare is seen. A fact that a portal has no place for is not
in what is read of it.
"""

import random
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.walk_in import FeeMethod, FeePaid, PaperTick, Person, Submitter, WalkIn
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


def varied(chance: random.Random, facts: WalkIn) -> WalkIn:
    """Return a walk-in with other papers, fee, copies, note and submitter, as a clerk may type."""
    change = chance.randrange(5)
    if change == 0:
        return replace(facts, note=f"Ghi chú {chance.randrange(10_000)}")
    if change == 1:
        return replace(facts, fee=chance.choice(_FEES))
    if change == 2:
        return replace(facts, copies=chance.randint(1, 3))
    if change == 3:
        papers = tuple(_counted(chance, tick) for tick in facts.papers)
        return replace(facts, papers=papers)
    return replace(facts, submitter=_submitter(chance))


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
    taken = facts.fee.amount if facts.fee.method in _TAKEN else None
    return {
        "note": facts.note,
        "copies": str(facts.copies),
        "fee": str(taken or 0),
        "submitter": facts.submitter.person.full_name if facts.submitter else "",
        "papers": _tally([(tick.originals, tick.copies) for tick in facts.papers]),
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


def _tally(papers: list[tuple[int, int]]) -> str:
    originals, copies = (sum(column) for column in zip(*papers, strict=True)) if papers else (0, 0)
    return f"{originals}+{copies}"


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
        "papers": _tally([(int(one[1]), int(one[2])) for one in counts if one]),
        "due": _moment(str(facts.get("dueDate", "")), "%d/%m/%Y %H:%M:%S"),
        "received": _moment(str(facts.get("receiveDate", "")), "%d/%m/%Y %H:%M:%S"),
    }


def of_national(fields: Mapping[str, Any]) -> Facts:
    """Read a national message; what has no field of its own stands in words."""
    words, title = str(fields.get("GhiChu", "")), str(fields.get("TenTTHC", ""))
    papers = [
        (int(row["SoLuong"]), 0) if row["LoaiGiayTo"] == "1" else (0, int(row["SoLuong"]))
        for row in fields.get("DanhSachTepDinhKemKhac", ())
    ]
    money = _found(r"Phí, lệ phí ([\d.]+) đồng đã thu", words)
    return {
        "note": str(fields.get("TrichYeuHoSo", "")).removeprefix(title).removeprefix(". "),
        "copies": _found(r"Số bộ hồ sơ: (\d+)", words) or "1",
        "fee": money.replace(".", "") or "0",
        "submitter": _found(r"Người nộp thay: ([^,.]+)", str(fields.get("ThongTinKhac", ""))),
        "papers": _tally(papers),
        "due": str(fields.get("NgayHenTra", ""))[:12],
        "received": str(fields.get("NgayTiepNhan", ""))[:12],
    }


def of_tandan(doc: Mapping[str, Any]) -> Facts:
    """Read a dossier of the first make; the server sets the time of reception itself."""
    papers = doc.get("ThanhPhanHoSos", ())
    return {
        "note": _found(_NOTE, str(doc.get("TrichYeuHoSo", ""))),
        "copies": str(doc.get("SoBoHoSo", "")),
        "fee": str(doc.get("TongTien") or 0),
        "submitter": str(doc.get("NguoiUyQuyen", "")),
        "papers": _tally([(int(row["SoBanChinh"]), int(row["SoBanSao"])) for row in papers]),
        "due": _moment(str(doc.get("NgayHenTra", "")), "%Y-%m-%dT%H:%M:%S"),
    }


def of_igate(doc: Mapping[str, Any]) -> Facts:
    """Read a dossier of the second make; it reckons the due time itself."""
    data = doc["applicant"]["data"]
    papers = [
        (number, 0) if row["requirement"]["typeId"] == "1" else (0, number)
        for row in doc.get("dossierFormFile", ())
        for number in [int(row["requirement"]["quantity"])]
    ]
    return {
        "note": _found(_NOTE, str(data.get("noidungyeucaugiaiquyet", ""))),
        "copies": str(data.get("copies", "")),
        "fee": str(sum(int(row["amount"]) for row in doc.get("dossierFee", ()))),
        "submitter": _other(str(data.get("fullname", "")), str(data.get("ownerFullname", ""))),
        "papers": _tally(papers),
    }


def of_adapter2026(doc: Mapping[str, Any]) -> Facts:
    """Read a dossier of the adapter of 2026; it has no place for fee and due time."""
    who = doc["ThongTinNguoiNop"]["ThongTinChiTiet"]
    papers = [
        (int(row["SoLuong"]), 0) if row["LoaiBan"] == 0 else (0, int(row["SoLuong"]))
        for row in doc.get("ThanhPhanHoSo", ())
    ]
    return {
        "note": str(doc["EformThongTinChiTiet"].get("GhiChu", "")),
        "copies": str(doc["EformThongTinChiTiet"].get("SoBo", "")),
        "submitter": _other(str(who.get("TenNguoiNop", "")), str(who.get("TenChuHs", ""))),
        "papers": _tally(papers),
    }


def _other(submitter: str, owner: str) -> str:
    return "" if submitter == owner else submitter


def _found(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.DOTALL)
    return found[1] if found else ""


def _moment(text: str, form: str) -> str:
    return f"{datetime.strptime(text, form):%Y%m%d%H%M}" if text else ""  # noqa: DTZ007 - as said
