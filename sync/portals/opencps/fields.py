"""The desk's facts in the portal's words and back (portals.md A.5 and G.3).

``facts`` makes the form that is sent; ``expected`` and ``found`` make the two canonical views
that the proof compares, label by label, so every label a clerk may read stands here once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from receptiondesk.domain.clock import local
from receptiondesk.domain.code_map import CodeKind
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.procedures import Channel
from receptiondesk.domain.text import clean_line, nfc
from receptiondesk.domain.walk_in import FeeMethod
from sync.portal import Outgoing, Paper
from sync.portals.opencps.words import COPY, ORIGINAL, Words

MOMENT = "%d/%m/%Y %H:%M:%S"

#: What a tick that was taken back says (fileMark, portals.md A.4).
NO_MARK = "0"

#: paymentStatus: 0 nothing yet, 5 payment complete (PaymentFileTerm).
_NOTHING_PAID = "-"
_UNPAID = "0"
_PAID = "5"
_TAKEN = frozenset({FeeMethod.CASH, FeeMethod.TRANSFER})
_EXEMPT = "Miễn, giảm theo quy định"

#: Field of the form → what a clerk calls it. Order is the order of the form.
LABELS: Mapping[str, str] = {
    "applicantName": "tên chủ hồ sơ",
    "applicantIdType": "loại chủ hồ sơ",
    "applicantIdNo": "số giấy tờ của chủ hồ sơ",
    "address": "địa chỉ",
    "cityCode": "tỉnh, thành phố",
    "wardCode": "xã, phường",
    "contactName": "người liên hệ",
    "contactTelNo": "số điện thoại",
    "contactEmail": "thư điện tử",
    "delegateName": "tên người nộp",
    "delegateIdNo": "số giấy tờ của người nộp",
    "delegateTelNo": "số điện thoại của người nộp",
    "delegateEmail": "thư điện tử của người nộp",
    "delegateAddress": "địa chỉ của người nộp",
    "delegateCityCode": "tỉnh, thành phố của người nộp",
    "delegateWardCode": "xã, phường của người nộp",
    "viaPostal": "cách trả kết quả",
    "postalAddress": "địa chỉ trả kết quả",
    "sampleCount": "số bộ hồ sơ",
    "applicantNote": "ghi chú",
    "briefNote": "ghi chú của quầy",
    "dossierNo": "mã hồ sơ",
    "receiveDate": "ngày giờ tiếp nhận",
    "dueDate": "ngày hẹn trả",
}
SERVICE = "thủ tục"
PAYMENT = "lệ phí"
STARTED = "trạng thái tiếp nhận"
CANCELLED = "rút hồ sơ"

_STARTED_YES = "đã tiếp nhận"
CANCELLED_YES = "đã rút"


def moment(at: datetime | None) -> str:
    """Return a moment as the portal writes it: dd/MM/yyyy HH:mm:ss in Viet Nam (A.3)."""
    return "" if at is None else local(at).strftime(MOMENT)


def facts(dossier: Outgoing, words: Words, unmatched: Iterable[Paper] = ()) -> dict[str, str]:
    """Return the form for PUT; a blank clears what an earlier version said.

    The official code is left out while the desk has none: the portal then makes it.
    """
    walk_in = dossier.facts
    who = walk_in.applicant
    sender = walk_in.submitter.person if walk_in.submitter else None
    form = {
        "applicantName": who.full_name,
        "applicantIdType": words.theirs(CodeKind.APPLICANT, who.kind.value),
        "applicantIdNo": who.identity.number if who.identity else "",
        "address": who.address.detail,
        "cityCode": who.address.province,
        "wardCode": who.address.commune,
        "contactName": (sender or who).full_name,
        "contactTelNo": who.phone,
        "contactEmail": who.email,
        "delegateName": sender.full_name if sender else "",
        "delegateIdNo": sender.identity.number if sender and sender.identity else "",
        "delegateTelNo": sender.phone if sender else "",
        "delegateEmail": sender.email if sender else "",
        "delegateAddress": sender.address.detail if sender else "",
        "delegateCityCode": sender.address.province if sender else "",
        "delegateWardCode": sender.address.commune if sender else "",
        "viaPostal": words.theirs(CodeKind.RETURN, walk_in.delivery.method.value),
        "postalAddress": walk_in.delivery.address,
        "sampleCount": str(walk_in.copies),
        "applicantNote": walk_in.note,
        "briefNote": _desk_note(dossier, unmatched),
        "receiveDate": moment(dossier.received_at),
        "dueDate": moment(dossier.due_at),
    }
    if dossier.official_code:
        form["dossierNo"] = dossier.official_code
    return {name: nfc(text) for name, text in form.items()}


def _desk_note(dossier: Outgoing, unmatched: Iterable[Paper]) -> str:
    """Say in words what the portal has no field for, so that its officer reads it too."""
    said = []
    if dossier.provisional_code:
        said.append(f"Mã tạm tại quầy: {dossier.provisional_code}")
    if dossier.facts.channel is not Channel.COUNTER:
        how = "qua bưu chính" if dossier.facts.channel is Channel.POST else "trực tuyến có hỗ trợ"
        said.append(f"Nộp {how}")
    papers = [f"{paper.name} ({counts(paper)})" for paper in unmatched]
    if papers:
        said.append("Giấy tờ kèm theo: " + "; ".join(papers))
    if dossier.facts.submitter and dossier.facts.submitter.authority:
        said.append(f"Giấy tờ của người nộp thay: {dossier.facts.submitter.authority}")
    # The portal has no place for who corrected a dossier: its update knows no user.
    said += [
        f"Sửa tại quầy {moment(step.at)}: {step.officer}"
        for step in dossier.steps
        if step.kind is EventKind.CORRECTED
    ]
    return ". ".join(said)


def counts(paper: Paper) -> str:
    """Say how many originals and copies were handed in."""
    return f"{paper.originals} bản chính, {paper.copies} bản sao"


def mark(paper: Paper | None, words: Words) -> dict[str, str]:
    """Return the form of one component tick; ``None`` clears a tick that was taken back.

    A mark holds one kind and one number, so both counts stand in its comment.
    """
    if paper is None:
        return {"fileMark": NO_MARK, "recordCount": "0", "fileComment": "", "fileCheck": "0"}
    original = paper.originals > 0
    return {
        "fileMark": words.theirs(CodeKind.PAPER_FORM, ORIGINAL if original else COPY),
        "recordCount": str(paper.originals if original else paper.copies),
        "fileComment": counts(paper),
        "fileCheck": "0",
    }


def payment(dossier: Outgoing, words: Words) -> dict[str, str] | None:
    """Return the form of the fee, ``None`` when there is nothing to tell.

    Only what was really taken or waived is told; an unknown fee is never a zero. After a
    correction a fee taken back is told as nothing paid; so is none where a newer file that is gone
    may have told of one.
    """
    fee = dossier.facts.fee
    told = {"referenceUid": dossier.uid, "paymentFee": "Phí, lệ phí"}
    if fee.method in _TAKEN and fee.amount is not None:
        return {
            **told,
            "feeAmount": str(fee.amount),
            "paymentAmount": str(fee.amount),
            "paymentMethod": words.theirs(CodeKind.FEE, fee.method.value),
            "paymentStatus": _PAID,
            "paymentNote": "",
        }
    nothing = {
        "feeAmount": "0",
        "paymentAmount": "0",
        "paymentMethod": "",
        "paymentStatus": _UNPAID,
    }
    if fee.method is FeeMethod.EXEMPT:
        return {**told, **nothing, "paymentNote": _EXEMPT}
    return {**told, **nothing, "paymentNote": ""} if may_stand_there(dossier) else None


def may_stand_there(dossier: Outgoing) -> bool:
    """Return whether more may have been told of a dossier than it says now.

    A correction may have taken something back, or a newer file that is gone told of it.
    """
    return bool(dossier.revision) or dossier.may_lack_what_was_told


def is_nothing_paid(form: Mapping[str, Any]) -> bool:
    """Return whether a fee says that nothing was paid, and no more."""
    return payment_text(form) == _NOTHING_PAID


def compared(form: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a form that can be compared.

    Where the desk promised no time the portal works one out for itself, which is its own.
    """
    return {name: text for name, text in form.items() if text or name != "dueDate"}


def expected(form: Mapping[str, str], service_code: str) -> dict[str, str]:
    """Return label → text for what was sent."""
    sent = {SERVICE: service_code}
    sent.update({LABELS[name]: canonical(text) for name, text in compared(form).items()})
    sent[STARTED] = _STARTED_YES
    return sent


def found(remote: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, str]:
    """Return label → text for what the portal holds, for the same fields as were sent."""
    there = {SERVICE: canonical(remote.get("serviceCode"))}
    there.update({LABELS[name]: canonical(remote.get(name)) for name in compared(form)})
    there[STARTED] = _STARTED_YES if canonical(remote.get("dossierStatus")) else ""
    return there


def differing_facts(remote: Mapping[str, Any], form: Mapping[str, str]) -> bool:
    """Return whether the portal holds something else than the form says."""
    return any(
        canonical(remote.get(name)) != canonical(text) for name, text in compared(form).items()
    )


def promised(told: Mapping[str, Any], form: Mapping[str, str]) -> bool:
    """Return whether the answer to an action shows the time that the desk promised."""
    wanted = form["dueDate"]
    return not wanted or canonical(told.get("dueDate")) == wanted


def canonical(value: object) -> str:
    """Return one spelling of a value: the portal gives numbers as text or text as numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return clean_line(str(value))


def mark_text(form: Mapping[str, Any]) -> str:
    """Return one spelling of a component tick."""
    kind = canonical(form.get("fileMark")) or NO_MARK
    if kind == NO_MARK:
        return NO_MARK
    return f"{kind}/{canonical(form.get('recordCount'))}/{canonical(form.get('fileComment'))}"


def payment_text(form: Mapping[str, Any]) -> str:
    """Return one spelling of a fee: nothing paid is no payment, whether that is told or not."""
    names = ("feeAmount", "paymentMethod", "paymentStatus", "paymentNote")
    told = [canonical(form.get(name)) for name in names]
    if told in (["0", "", _UNPAID, ""], [""] * len(names)):
        return _NOTHING_PAID
    return "/".join(text or "-" for text in told)
