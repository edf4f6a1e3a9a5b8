"""What every portal is reduced to: capabilities, what goes out, what comes back.

The engine (push, prove, pull) knows only this page; a family of portals is one adapter behind
``Portal``. Errors are not where HTTP says they are (portals.md 0.1 finding 3), so an adapter
turns every reply into an ``Answer`` of a known kind and keeps the raw reply beside it.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from receptiondesk.domain.dossier import Dossier, Status
from receptiondesk.domain.events import canonical_json
from receptiondesk.domain.numbering import is_provisional
from receptiondesk.domain.projection import handed_in
from receptiondesk.domain.walk_in import Person, WalkIn

RAW_LIMIT = 4_000


class AnswerKind(StrEnum):
    """Everything a portal's reply can mean to the outbox; each is treated in its own way."""

    ACCEPTED = "accepted"
    ALREADY_EQUAL = "already_equal"
    REFUSED = "refused"
    NOT_OFFERED = "not_offered"
    CONFLICT = "conflict"
    DRAFT_IN_THE_WAY = "draft_in_the_way"
    CANNOT_CANCEL = "cannot_cancel"
    AUTH = "auth"
    FORBIDDEN = "forbidden"
    OFFLINE = "offline"
    PORTAL_DOWN = "portal_down"
    NOT_THE_PORTAL = "not_the_portal"
    UNREADABLE = "unreadable"
    LOST = "lost"
    TOO_FAST = "too_fast"


#: One sentence and one act per kind: (what happened and what is safe, what to do now).
WORDS: Mapping[AnswerKind, tuple[str, str]] = {
    AnswerKind.ACCEPTED: ("Cổng đã nhận hồ sơ.", "Không cần làm gì."),
    AnswerKind.ALREADY_EQUAL: ("Cổng đã có hồ sơ này với đúng nội dung.", "Không cần làm gì."),
    AnswerKind.REFUSED: (
        "Cổng không nhận nội dung của hồ sơ; hồ sơ vẫn giữ nguyên tại máy.",
        "Xem lại nội dung, sửa hồ sơ rồi gửi lại.",
    ),
    AnswerKind.NOT_OFFERED: (
        "Cổng chưa mở thủ tục này cho đơn vị; hồ sơ vẫn giữ nguyên tại máy.",
        "Nhờ quản trị cổng mở thủ tục, hoặc khai bảng đối chiếu trong phần thiết lập cổng.",
    ),
    AnswerKind.CONFLICT: (
        "Trên cổng đã có dữ liệu khác trùng với hồ sơ này; chưa ghi đè gì.",
        "So sánh với hồ sơ trên cổng rồi quyết định sửa bên nào.",
    ),
    AnswerKind.DRAFT_IN_THE_WAY: (
        "Tài khoản đang có một bản nháp khác cùng thủ tục trên cổng; chưa ghi gì vào bản nháp đó.",
        "Mở cổng, hoàn tất hoặc xóa bản nháp rồi gửi lại.",
    ),
    AnswerKind.CANNOT_CANCEL: (
        "Cổng không cho rút hồ sơ này từ quầy; tại máy hồ sơ đã được hủy.",
        "Rút hồ sơ trực tiếp trên cổng rồi ghi nhận lý do tại đây.",
    ),
    AnswerKind.AUTH: (
        "Cổng không nhận tài khoản hoặc mật khẩu; hồ sơ vẫn giữ nguyên tại máy.",
        "Nhập lại mật khẩu cổng trong phần thiết lập.",
    ),
    AnswerKind.FORBIDDEN: (
        "Tài khoản cổng chưa được quyền làm việc này; hồ sơ vẫn giữ nguyên tại máy.",
        "Nhờ quản trị cổng cấp quyền tiếp nhận cho tài khoản.",
    ),
    AnswerKind.OFFLINE: (
        "Chưa kết nối được tới cổng; hồ sơ vẫn giữ nguyên tại máy.",
        "Không cần làm gì, chương trình tự gửi khi có mạng.",
    ),
    AnswerKind.PORTAL_DOWN: (
        "Cổng đang bận hoặc gặp sự cố; hồ sơ vẫn giữ nguyên tại máy.",
        "Không cần làm gì, chương trình sẽ tự thử lại.",
    ),
    AnswerKind.NOT_THE_PORTAL: (
        "Một trang mạng khác trả lời thay cho cổng; hồ sơ vẫn giữ nguyên tại máy.",
        "Kiểm tra mạng (có thể phải đăng nhập Wi-Fi) và địa chỉ cổng.",
    ),
    AnswerKind.UNREADABLE: (
        "Cổng trả lời một nội dung không đọc được; hồ sơ vẫn giữ nguyên tại máy.",
        "Chương trình sẽ tự thử lại; nếu kéo dài, báo quản trị cổng.",
    ),
    AnswerKind.LOST: (
        "Đã gửi nhưng chưa nhận được trả lời của cổng.",
        "Không cần làm gì, chương trình sẽ hỏi lại cổng trước khi gửi tiếp.",
    ),
    AnswerKind.TOO_FAST: (
        "Cổng đề nghị gửi chậm lại; hồ sơ vẫn giữ nguyên tại máy.",
        "Không cần làm gì, chương trình sẽ tự thử lại.",
    ),
}

#: The portal took it.
GOOD = frozenset({AnswerKind.ACCEPTED, AnswerKind.ALREADY_EQUAL})
#: Only a person can go on; the dossier parks itself and holds only its own followers.
FOR_A_PERSON = frozenset(
    {
        AnswerKind.REFUSED,
        AnswerKind.NOT_OFFERED,
        AnswerKind.CONFLICT,
        AnswerKind.DRAFT_IN_THE_WAY,
        AnswerKind.CANNOT_CANCEL,
    }
)
#: Nothing more can be sent to this target in this round.
ENDS_ROUND = frozenset(
    {AnswerKind.OFFLINE, AnswerKind.AUTH, AnswerKind.FORBIDDEN, AnswerKind.TOO_FAST}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the portal said.

    ``fields`` names the refused or differing fields in Vietnamese; ``raw`` is the reply as it
    came, cut to 4,000 characters and never logged (it may hold personal data); ``detail`` is a
    Vietnamese addition to the sentence; ``changing`` tells whether the request that failed could
    have changed the portal; ``retry_after`` is what the portal asked for.
    """

    kind: AnswerKind
    raw: str = ""
    fields: tuple[str, ...] = ()
    detail: str = ""
    changing: bool = False
    retry_after: timedelta | None = None

    @property
    def good(self) -> bool:
        """Return whether the portal took what was sent."""
        return self.kind in GOOD

    @property
    def sentence(self) -> str:
        """Return one Vietnamese sentence: what happened and what is safe."""
        told = WORDS[self.kind][0]
        if self.fields:
            told = f"{told.rstrip('.')}: {', '.join(self.fields)}."
        return f"{told} {self.detail}".rstrip()

    @property
    def act(self) -> str:
        """Return the one act proposed to the clerk."""
        return WORDS[self.kind][1]

    def cut(self) -> "Answer":
        """Return the same answer with the raw reply cut for keeping."""
        return replace(self, raw=self.raw[:RAW_LIMIT])


class NoAnswer(Exception):  # noqa: N818 - a reply of its own kind, told upwards inside one adapter
    """A step could not go on; carries the answer that the whole delivery ends with."""

    def __init__(self, answer: Answer) -> None:
        """Keep the answer."""
        super().__init__(answer.kind.value)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a family can do (portals.md F); the engine and the screen read it, never guess it.

    ``attachments`` is "none", "multipart", "url" or "inline". ``not_carried`` names, in
    Vietnamese, desk facts that the family has no place for; ``not_given_back`` names facts that
    it takes but cannot show again, so they stay unproved.
    """

    takes_our_code: bool
    takes_our_reception_time: bool
    takes_our_due_time: bool
    idempotency_key: bool
    can_say_absent: bool
    gives_back: bool
    status_feed: bool
    attachments: str = "none"
    not_carried: tuple[str, ...] = ()
    not_given_back: tuple[str, ...] = ()


#: Facts that some family has no place for, by the Vietnamese name in ``not_carried``.
_FACTS: Mapping[str, Callable[[Person], object]] = {
    "ngày sinh": lambda person: person.birth,
    "giới tính": lambda person: person.sex,
    "số CMND cũ": lambda person: person.old_number,
    "loại giấy tờ tùy thân": lambda person: person.identity,
}


def has_fact(facts: WalkIn, name: str) -> bool:
    """Return whether applicant or submitter has a fact; one of an unknown name is assumed."""
    read = _FACTS.get(name)
    people = [facts.applicant, *([facts.submitter.person] if facts.submitter else [])]
    return read is None or any(read(person) for person in people)


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper as handed in; ``name`` is filled from the checklist when only a code was ticked."""

    code: str
    name: str
    originals: int
    copies: int


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The desk-owned facts of one dossier, as they stand after its last correction.

    ``official_code`` is empty while the dossier only has a provisional one, which no portal may
    take for its own. ``checklist`` holds every paper of the procedure (code, name), so that a
    tick taken back by a correction can be cleared. Times are aware and in UTC.
    """

    uid: str
    official_code: str
    provisional_code: str
    procedure_code: str
    procedure_name: str
    facts: WalkIn
    papers: tuple[Paper, ...]
    checklist: tuple[tuple[str, str], ...]
    received_at: datetime
    due_at: datetime | None
    officer: str
    revision: int = 0
    cancelled: bool = False
    cancel_reason: str = ""


def outgoing(dossier: Dossier) -> Outgoing:
    """Return what a portal is told of a dossier."""
    papers = dossier.procedure.papers
    return Outgoing(
        uid=dossier.uid,
        official_code="" if is_provisional(dossier.code) else dossier.code,
        provisional_code=next((c for c in dossier.codes if is_provisional(c)), ""),
        procedure_code=dossier.procedure.code,
        procedure_name=dossier.procedure.name,
        facts=dossier.facts,
        papers=tuple(
            Paper(tick.code, tick.name, tick.originals, tick.copies)
            for tick in handed_in(dossier.facts, dossier.procedure)
        ),
        checklist=tuple((paper.code, paper.name) for paper in papers if not paper.shown_only),
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        officer=dossier.officer,
        revision=dossier.revision,
        cancelled=dossier.cancelled,
        cancel_reason=dossier.cancel_reason,
    )


@dataclass(frozen=True, slots=True)
class Remote:
    """Where a dossier lives at the portal and what the portal itself says of it.

    ``status`` is ``None`` when the portal's own status word is not in the mapping: then
    ``status_raw`` is kept and shown, and nothing is guessed (portals.md H.4 test 8).
    """

    uid: str
    remote_id: str
    code: str = ""
    status: Status | None = None
    status_raw: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """How sending one dossier ended. ``in_the_way`` is the uid of a draft found instead."""

    answer: Answer
    remote: Remote | None = None
    in_the_way: str = ""


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A dossier read back: label → canonical text, as sent and as the portal holds it now."""

    answer: Answer
    expected: Mapping[str, str] = field(default_factory=dict)
    found: Mapping[str, str] = field(default_factory=dict)
    remote: Remote | None = None

    def differing(self) -> tuple[str, ...]:
        """Return the Vietnamese labels of the facts that are not as sent, in the order sent."""
        return tuple(
            label for label, text in self.expected.items() if self.found.get(label) != text
        )


def canonical_hash(facts: Mapping[str, str]) -> str:
    """Return the SHA-256 (hex) of facts in their one canonical spelling."""
    return hashlib.sha256(canonical_json(dict(facts)).encode()).hexdigest()


class Portal(Protocol):
    """One portal as the engine sees it; no method raises for anything the line can do."""

    @property
    def capabilities(self) -> Capabilities:
        """Return what this family can do."""
        ...

    def reach(self) -> Answer:
        """Ask for something small; good when the portal itself answered and knows us."""
        ...

    def answers_practice(self) -> bool:
        """Return whether the server says of itself that it is a practice portal."""
        ...

    def deliver(self, dossier: Outgoing) -> Delivered:
        """Bring the portal's copy to equal the facts; safe to repeat after any failure."""
        ...

    def read_back(self, dossier: Outgoing) -> ReadBack:
        """Read everything back that was sent."""
        ...

    def look(self, uid: str) -> tuple[Answer, Remote | None]:
        """Read the portal-owned facts of one dossier (status, official code)."""
        ...

    def drop_draft(self, uid: str) -> Answer:
        """Remove our own draft that was never started; refuses anything else."""
        ...

    def close(self) -> None:
        """Give the line back."""
        ...


class Memory(Protocol):
    """What an adapter remembers between rounds (kept by ``desk.outbox``)."""

    def recall(self, key: str) -> str | None:
        """Return what was remembered under the key."""
        ...

    def remember(self, key: str, value: str) -> None:
        """Keep a value under the key."""
        ...

    def forget(self, keys: Sequence[str]) -> None:
        """Drop what turned out stale."""
        ...
