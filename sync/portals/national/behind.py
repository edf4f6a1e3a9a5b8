"""What a newer file that is gone may have told the portal, where no look-up shows it.

A file that came back may be older than the portal's copy (peers.md 4.4). What a row shows is
compared; what it hides is not written over by the older file by itself. Since an update puts the
whole message, new facts of the desk wait for a person too, until one says which side is right.
"""

from collections.abc import Sequence

from receptiondesk.domain.events import FACT_KINDS
from receptiondesk.domain.outbox import OLDER
from sync.answers import HIDDEN_THERE, Answer, AnswerKind, NoAnswer
from sync.portals.national.whose import Case

_WHAT = (
    f"{HIDDEN_THERE}; chưa ghi đè gì. Dữ liệu tại máy đã được phục hồi, bản mới hơn bị mất có thể"
    " đã gửi nội dung khác ở"
)
_ACT = (
    "Mở cổng so sánh: nếu cổng phải theo đúng quầy thì chọn gửi lại; nếu trên cổng đã đúng thì chọn"
    " “đã có trên cổng”."
)
NOTE = (
    "Dữ liệu tại máy đã được phục hồi, nên các mục này trên cổng có thể mới hơn tại quầy; chương"
    " trình không ghi đè. Nếu thấy cổng phải theo quầy thì sửa hồ sơ rồi gửi lại."
)


def is_behind(case: Case) -> bool:
    """Return whether a file that is gone may have told it later than anything remembered here.

    A person who lets it be sent anyway ends that; so does what was created or taken since.
    """
    dossier = case.dossier
    if not dossier.may_lack_what_was_told or case.trail.since >= dossier.older:
        return False
    return case.memory.recall(f"{OLDER}{dossier.uid}") is not None


def has_nothing_to_add(case: Case) -> bool:
    """Return whether that file began it and nothing was done at the desk since it is gone."""
    steps = [step for step in case.dossier.steps if step.kind in FACT_KINDS]
    new = any(step.seq > case.dossier.older for step in steps)
    return is_behind(case) and not case.trail.at and not new


def hear(case: Case, told: str) -> None:
    """Take a message (its fingerprint) for there, when a person who was asked of it says so."""
    if case.is_said_of([told]):
        case.trail.taken, case.trail.since = told, case.dossier.older
        case.spend_the_word()


def refuse_to_write_over(case: Case, told: str, unseen: Sequence[str]) -> None:
    """Leave to a person what would write over facts that nobody can compare.

    Raises:
        NoAnswer: CONFLICT, naming what the row does not show.
    """
    if unseen and is_behind(case):
        case.ask([told])
        raise NoAnswer(Answer(AnswerKind.CONFLICT, fields=tuple(unseen), instead=(_WHAT, _ACT)))
