"""A portal that shows nothing: what was last told there, and a person's word for what may lack.

An update puts a whole dossier, so it would take away each file that it does not name, and a file
that came back from before removes nothing (peers.md 4.4).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sync.answers import AnswerKind, NoAnswer
from sync.portal import Outgoing
from sync.portals.server_numbered.kept import Kept, Place

_UNREAD = (
    "Cổng này không cho đọc lại hồ sơ, còn dữ liệu tại máy vừa được khôi phục hoặc chuyển máy nên"
    " có thể thiếu tệp đã gửi sau đó. Chương trình không ghi đè để khỏi làm mất tệp trên cổng; xin"
)
MEND_FILES = f"{_UNREAD} sửa trực tiếp trên cổng rồi chọn ngừng gửi."
MEND_FACTS = f"{_UNREAD} sửa trực tiếp trên cổng rồi chọn “đã có trên cổng”."
_MAY_BE_GONE = "Nếu trên cổng không còn hồ sơ này thì chọn “chưa có, cho gửi lại”."
#: What a portal may say of an update because it has nothing to update.
_REFUSALS = frozenset({AnswerKind.REFUSED, AnswerKind.NOT_OFFERED})


@contextmanager
def may_be_gone(*, readable: bool) -> Iterator[None]:
    """Say of a refused update what else it may mean where the portal shows no dossier.

    Who refuses a create has none; who refuses an update may have lost what was there.

    Raises:
        NoAnswer: as it came, with those words.
    """
    try:
        yield
    except NoAnswer as stopped:
        answer = stopped.answer
        if readable or answer.kind not in _REFUSALS:
            raise
        detail = f"{answer.detail} {_MAY_BE_GONE}".lstrip()
        raise NoAnswer(replace(answer, detail=detail)) from stopped


@dataclass(frozen=True, slots=True)
class Unread:
    """One dossier at a portal that does not show it."""

    kept: Kept
    dossier: Outgoing

    def with_sent(self, place: Place, sent: str) -> Place:
        """Return a place with the hash of what was sent there now."""
        return replace(place, sent=sent, revision=self.dossier.revision)

    def was_told(self, place: Place, sent: str) -> bool:
        """Return whether the facts are those that were last sent there; ``sent``: their hash.

        A code map that was edited, or files in another order, are no other facts.
        """
        return place.sent in {"", sent} or place.revision == self.dossier.revision

    def is_vouched_for(self, place: Place, sent: str) -> bool:
        """Return whether a person, asked about these very facts, says that they are there.

        It is asked where an older file came back: nothing is written over what nobody can read.
        """
        if not self.dossier.may_lack_what_was_told:
            return False
        if not self.kept.vouched_for(self.dossier.revision):
            self.kept.ask_about_facts(self.dossier.revision)
            return False
        self.kept.keep_place(self.with_sent(place, sent))
        return True
