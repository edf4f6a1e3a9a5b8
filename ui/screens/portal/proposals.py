"""What a person may do about a dossier: one act that is proposed, and which decisions are open.

What the portal meant is read back from the sentence that was kept of it (``sync.answers``), so a
reason that nobody knows proposes nothing but trying again.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from receptiondesk.domain.dossier import SyncState
from receptiondesk.domain.events import FILE_KINDS
from receptiondesk.domain.outbox import LEFT_ALONE
from receptiondesk.words import _
from ui.screens.portal.asking import DIFFERING, GONE, STEPS_REFUSED, Group, Item


class Act(StrEnum):
    """What a button of the screen does."""

    CORRECT = "correct"
    OPEN = "open"
    PASSWORD = "password"  # noqa: S105 - the name of an act
    SETTINGS = "settings"
    AGAIN = "again"
    ARRIVED = "arrived"
    NOT_THERE = "not_there"
    KEEP_BOTH = "keep_both"
    SET_ASIDE = "set_aside"
    TRANSFER = "transfer"
    NONE = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """The one proposed act: its button's words, and the field of the form that it goes to."""

    act: Act = Act.NONE
    words: str = ""
    field: str = ""


#: What a sentence calls a decision that it asks for.
_CALLED: Final = {Act.ARRIVED: "“đã có trên cổng”", Act.NOT_THERE: "“chưa có, cho gửi lại”"}
_SETTINGS: Final = frozenset({"not_offered", "name_not_found", "not_the_portal", "certificate"})
_MISMATCH: Final = re.compile(r"^Cổng ghi mã (\S+) cho hồ sơ này, khác với mã ")

#: What the families call our fields, the longest first where one is inside another.
_FIELDS: Final = (
    (("số điện thoại của người nộp",), "submitter.phone"),
    (("số giấy tờ của người nộp",), "submitter.identity"),
    (("tên người nộp",), "submitter.full_name"),
    (("địa chỉ trả kết quả",), "delivery.address"),
    (("cách trả kết quả",), "delivery"),
    (("số giấy tờ của chủ hồ sơ", "số định danh"), "applicant.identity"),
    (("loại chủ hồ sơ",), "applicant.kind"),
    (("tên chủ hồ sơ", "họ và tên", "người liên hệ"), "applicant.full_name"),
    (("ngày sinh",), "applicant.birth"),
    (("giới tính",), "applicant.sex"),
    (("số điện thoại",), "applicant.phone"),
    (("thư điện tử",), "applicant.email"),
    (("địa chỉ", "xã, phường", "tỉnh, thành phố"), "applicant.address"),
    (("số bộ",), "copies"),
    (("ghi chú",), "note"),
    (("lệ phí",), "fee"),
    (("ngày hẹn trả",), "due_at"),
)


def proposal(item: Item, *, can_send: bool) -> Proposal:
    """Return the one act that is proposed for an item.

    Args:
        item: the item.
        can_send: whether there is a portal to send to.
    """
    if item.by_hand:
        return Proposal(Act.TRANSFER, _("Chuyển tay: chép từng trường"))
    if item.group is Group.PERSON:
        return _for_a_person(item)
    if item.group is Group.WAITING and can_send:
        return _while_it_waits(item)
    if can_send and _is_left_alone(item):
        return Proposal(Act.AGAIN, _("Gửi lại: hỏi cổng trước"))
    return Proposal()


def _for_a_person(item: Item) -> Proposal:
    if mismatch_of(item):
        return Proposal(Act.KEEP_BOTH, _("Giữ cả hai mã…"))
    if item.answer_kind == "not_offered":
        return Proposal(Act.SETTINGS, _("Xem thiết lập cổng"))
    if item.undecided or item.answer_kind == STEPS_REFUSED:
        return Proposal(Act.ARRIVED, _("Đã có trên cổng…"))
    if item.answer_kind == GONE:
        return Proposal(Act.NOT_THERE, _("Chưa có, cho gửi lại…"))
    if item.answer_kind == "refused":
        return _correction(item)
    if item.answer_kind in {"conflict", "too_large", DIFFERING}:
        return Proposal(Act.OPEN, _("Mở hồ sơ để đối chiếu"))
    if item.answer_kind == "cannot_cancel":
        return Proposal(Act.SET_ASIDE, _("Đã rút trên cổng, ngừng gửi…"))
    return _in_the_settings(item) or Proposal(Act.AGAIN, _("Thử lại"))


def _while_it_waits(item: Item) -> Proposal:
    words = _("Gửi lại ngay") if item.attempts else _("Gửi ngay hồ sơ này")
    if item.sync is SyncState.UNKNOWN:
        words = _("Hỏi lại cổng ngay")
    return _in_the_settings(item) or Proposal(Act.AGAIN, words)


def _in_the_settings(item: Item) -> Proposal | None:
    if item.answer_kind == "auth":
        return Proposal(Act.PASSWORD, _("Nhập lại mật khẩu cổng"))
    if item.answer_kind in _SETTINGS:
        return Proposal(Act.SETTINGS, _("Xem thiết lập cổng"))
    return None


def _correction(item: Item) -> Proposal:
    if item.kind in FILE_KINDS:
        return Proposal(Act.OPEN, _("Mở hồ sơ, xem tệp"))
    words, field = field_named_in(item.reason)
    if not field:
        return Proposal(Act.CORRECT, _("Sửa hồ sơ"))
    return Proposal(Act.CORRECT, _("Sửa ô “{field}”").format(field=words), field)


def field_named_in(reason: str) -> tuple[str, str]:
    """Return the first field that a reason names: the portal's word for it, its path of ours."""
    told = re.search(r"tại máy: (.*?)\. ", f"{reason} ")
    names = told[1].lower() if told else ""
    found = [
        (names.index(word), -len(word), word, path)
        for words, path in _FIELDS
        for word in words
        if word in names
    ]
    if not found:
        return "", ""
    _place, _length, word, path = min(found)
    return word, path


def mismatch_of(item: Item) -> str:
    """Return the code that a portal gave beside the one on the receipt, empty for none."""
    found = _MISMATCH.search(item.reason)
    return found[1] if found else ""


def decisions(item: Item) -> frozenset[Act]:
    """Return what a person may decide about an item."""
    if item.by_hand:
        return frozenset({Act.SET_ASIDE})
    if item.group is Group.PERSON:
        also = {Act.KEEP_BOTH} if mismatch_of(item) else {Act.ARRIVED, Act.NOT_THERE}
        return frozenset({Act.AGAIN, Act.SET_ASIDE, *also} - _not_asked(item))
    if item.sync is SyncState.UNKNOWN:
        return frozenset({Act.AGAIN, Act.NOT_THERE})
    again = item.group is Group.WAITING or _is_left_alone(item)
    return frozenset({Act.AGAIN}) if again else frozenset()


def _is_left_alone(item: Item) -> bool:
    """Return whether the program itself, no person, set a dossier aside."""
    return item.group is Group.SET_ASIDE and item.reason.startswith(LEFT_ALONE)


def _not_asked(item: Item) -> set[Act]:
    """Return what makes no sense: a portal that refused the facts has said that it has none.

    One that refused only the steps has the dossier. What the sentence itself names is offered.
    """
    named = {act for act, words in _CALLED.items() if words in item.reason}
    if item.answer_kind == STEPS_REFUSED:
        return {Act.NOT_THERE}
    doubtful = item.undecided or item.answer_kind in {"conflict", "draft_in_the_way"}
    return set() if doubtful else {Act.ARRIVED, Act.NOT_THERE} - named
