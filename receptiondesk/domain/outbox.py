"""What waits for a portal, and the rules that need neither a database nor a wire."""

import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from receptiondesk.domain.dossier import Status, SyncState
from receptiondesk.domain.errors import Problem
from receptiondesk.domain.events import Delivery, DeliveryState, EventKind
from receptiondesk.domain.routing import REMOVED

#: Families of targets: three that an adapter speaks to, and the one that a person carries to.
FAMILIES = ("opencps", "national", "server_numbered", "transfer")
#: The family of a system without an interface: its fields are copied over by hand.
TRANSFER = "transfer"

#: Option of any target ("1"): its codes are its own and stand beside the one on the receipt, as a
#: ministry's do beside the province's. Without it another code than ours is a person's to decide.
OWN_CODES = "own_codes"
#: Option of any target ("1"): a named person answers for it that no file of this office, not one
#: that was lost either, told it anything before it was set up here.
NEVER_TOLD = "never_told"

#: How keys in a portal's memory begin under which a dossier is in question: the file was restored
#: or moved, or the portal's address became another. The value is the last line of the journal that
#: may be older than what the portal holds, and behind a blank why, where it is not a restore.
OLDER = "older:"
#: Key in a portal's memory: the last line of the journal that a newer file, now gone, may have told
#: there. Of one dossier its uid follows, with 0, once a person said that it is not there at all.
GONE = "gone:"
#: How keys in a portal's memory begin that keep of which file of a dossier a person is asked.
FILE_IN_QUESTION = "files:asked:"
#: How keys in a portal's memory begin that a decision about a parked dossier leaves: its name. Who
#: asks a person drops it first: a question is answered while it is there, never by a mere retry.
ANSWERED = "said:"
#: The decision "gửi lại": alone it lets the desk write over what a person was told stands there.
SENT_AGAIN = "again"
#: Why: another portal may answer at the address now.
MOVED = "address"
#: Why: the target is new to this file, but a newer file that is gone may have known it.
NEW_HERE = "new"
#: How the reason begins of what the program itself, no person, set aside at such a target.
LEFT_ALONE = (
    "Hồ sơ đã xong trước khi dữ liệu tại máy được phục hồi hoặc chuyển máy, và cổng không cho biết"
    " đã có hồ sơ này hay chưa. Chương trình không gửi, để khỏi trùng; bản tại máy vẫn giữ nguyên."
)

#: Deliveries that are over; each end is a line of the journal, so that no row can claim one.
ENDED = frozenset({DeliveryState.PROVED, DeliveryState.UNPROVABLE, DeliveryState.SET_ASIDE})

#: Deliveries that are still to be sent, or sent again.
UNSENT = frozenset(
    {
        DeliveryState.WAITING,
        DeliveryState.SENDING,
        DeliveryState.UNKNOWN,
        DeliveryState.NEEDS_PERSON,
    }
)

_AS_DOSSIER: Mapping[DeliveryState, SyncState] = {
    DeliveryState.PROVED: SyncState.PROVED,
    DeliveryState.UNPROVABLE: SyncState.UNPROVABLE,
    DeliveryState.SET_ASIDE: SyncState.SET_ASIDE,
    DeliveryState.SENT: SyncState.SENT,
    DeliveryState.SENDING: SyncState.SENDING,
    DeliveryState.WAITING: SyncState.LOCAL,
    DeliveryState.UNKNOWN: SyncState.UNKNOWN,
    DeliveryState.NEEDS_PERSON: SyncState.NEEDS_PERSON,
}
#: From best to worst; what was set aside by a person is never green.
BADNESS = tuple(_AS_DOSSIER)


@dataclass(frozen=True, slots=True)
class PortalTarget:
    """A portal this office sends to. ``cursor`` says how far its news were pulled."""

    name: str
    family: str
    url: str
    user: str
    options: Mapping[str, str] = field(default_factory=dict)
    practice: bool = False
    cursor: str = ""

    @property
    def removed(self) -> bool:
        """Return whether a person removed it: only its history is there."""
        return REMOVED in self.options


@dataclass(frozen=True, slots=True)
class PortalSetting:
    """What a person says of a portal; the password travels beside it, never in it.

    ``name`` is empty for the one portal of the family.
    """

    family: str
    url: str
    user: str
    options: Mapping[str, str] = field(default_factory=dict)
    practice: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class RemoteRef:
    """What a portal calls one of our dossiers and what it last said of it.

    ``status`` is a national code, ``None`` while the portal's word is not in the mapping;
    ``result`` the number or name of the result paper; ``moved_at`` when it last moved there (the
    portal's own word, else when we heard of it), ``None`` in files of earlier releases. Times are
    aware and in UTC.
    """

    target: str
    dossier_uid: str
    remote_id: str = ""
    remote_code: str = ""
    status_raw: str = ""
    pulled_at: datetime | None = None
    status: int | None = None
    result: str = ""
    moved_at: datetime | None = None


@dataclass(frozen=True, slots=True, order=True)
class DueKey:
    """Where a ``Due`` stands in the queue of its target: fresh before failed, then by ``seq``."""

    attempts: int
    seq: int


#: Before everything that may be due.
FIRST = DueKey(-1, 0)


@dataclass(frozen=True, slots=True)
class Due:
    """Facts: everything of one dossier that one target has not got yet, oldest event first.

    A dossier is sent whole, as it stands, so its events can never overtake one another. With
    ``file`` (the uid of an ``ATTACHED`` event) it is one attachment instead: its coming, its
    going, or both, and it too is sent as it stands. ``unknown``: an earlier attempt may have
    arrived, so the portal is asked before anything is sent. ``key`` is where the next page begins.
    ``behind``: an attachment of a dossier whose last facts a person gave up.
    """

    dossier_uid: str
    seqs: tuple[int, ...]
    attempts: int
    kinds: frozenset[EventKind] = frozenset()
    unknown: bool = False
    file: str = ""
    key: DueKey = FIRST
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """Which dues are asked for: of a target, at a moment (aware), a page of at most ``limit``.

    ``after`` is the key of the last one of the page before. ``ignore_backoff``: now, whatever
    their next try. ``again``: to be proved are finished dossiers in question, else all others.
    """

    target: str
    now: datetime
    ignore_backoff: bool = False
    limit: int = 100
    after: DueKey = FIRST
    again: bool = False


@dataclass(frozen=True, slots=True)
class DeskStep:
    """One delivered event of a dossier, as the officer who did it (attribution).

    ``status`` is the national code of how the dossier stands after it; ``text`` is Vietnamese;
    ``at`` is aware and in UTC.
    """

    uid: str
    seq: int
    kind: EventKind
    at: datetime
    officer: str
    status: Status
    text: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """How an attempt ended for all deliveries of one ``Due``.

    ``reason`` is the Vietnamese sentence and proposed act, ``last_answer`` the raw reply.
    ``counts`` is false when the line was the obstacle, so being offline costs no attempt.
    ``read_back`` is the SHA-256 (hex) of what the portal showed, for what ends here.
    ``undecided``: it may have arrived and this portal cannot say, so nobody sends it again before
    a person says that it is not there. ``asked``: the portal was asked before it came to a
    person, so a doubt of before is over.
    """

    state: DeliveryState
    reason: str = ""
    last_answer: str = ""
    next_try_at: datetime | None = None
    counts: bool = True
    read_back: str = ""
    undecided: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class PulledMessage:
    """A message of a portal. ``uid`` is the portal's own key of it, so that it is kept once."""

    uid: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PulledNews:
    """Portal-owned facts of one dossier: official code, processing status, result, messages.

    ``dossier_uid`` is ours; empty where the portal's feed only knows codes or its own numbers.
    ``status`` is a national code, ``None`` when the portal's word is not in the mapping.
    ``moved_at`` is when the portal says that it last changed (aware), if it says.
    """

    dossier_uid: str
    remote_id: str
    code: str
    status: int | None
    status_raw: str
    result: str = ""
    messages: tuple[PulledMessage, ...] = ()
    moved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PortalMessage:
    """A message of a portal as kept: ``told_at`` by the portal, ``pulled_at`` when it came here."""

    target: str
    uid: str
    dossier_uid: str
    text: str
    told_at: datetime | None
    pulled_at: datetime


@dataclass(frozen=True, slots=True)
class FilesStanding:
    """How far the attachments of one dossier got at one target, removed ones left out."""

    target: str
    proved: int
    all: int

    @property
    def sentence(self) -> str:
        """Return the Vietnamese words for it."""
        return f"{self.proved}/{self.all} giấy tờ đã được cổng xác nhận"


@dataclass(frozen=True, slots=True)
class Totals:
    """Dossiers of all time by how far they got; one query, so they cannot disagree.

    ``sent`` = sent, not proved yet (``unprovable`` of them never at this portal); ``parked`` =
    needs a person; ``set_aside`` = a person sends it no more: neither sent nor proved.
    """

    sent: int = 0
    proved: int = 0
    waiting: int = 0
    parked: int = 0
    unprovable: int = 0
    set_aside: int = 0


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One dossier that is not proved at one target, for the outbox screen and command.

    ``state`` is the worst of its deliveries there, ``kind`` the oldest event that waits.
    ``undecided``: it needs a person because nobody could say whether it arrived: then "đã có trên
    cổng" or "chưa có" is asked for. ``files`` counts its attachments that are not proved.
    """

    dossier_uid: str
    code: str
    applicant: str
    procedure: str
    target: str
    state: DeliveryState
    kind: EventKind
    attempts: int = 0
    next_try_at: datetime | None = None
    reason: str = ""
    last_answer: str = ""
    undecided: bool = False
    files: int = 0


def worst(states: Iterable[DeliveryState]) -> DeliveryState | None:
    """Return the worst of some deliveries' states, ``None`` without any."""
    return max(states, key=BADNESS.index, default=None)


def sync_of(deliveries: Iterable[Delivery]) -> SyncState:
    """Return how far a dossier got: the worst of its deliveries, at the desk without any."""
    return sync_of_states(delivery.state for delivery in deliveries)


def sync_of_states(states: Iterable[DeliveryState]) -> SyncState:
    """Return how far a dossier got whose deliveries stand so."""
    state = worst(states)
    return SyncState.LOCAL if state is None else _AS_DOSSIER[state]


def is_loopback(url: str) -> bool:
    """Return whether the address names this very machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_safe(url: str) -> bool:
    """Return whether the address may be spoken to: https anywhere, plain http to loopback only."""
    try:
        parts = urlsplit(url)
        host, named = parts.hostname, parts.username is not None or parts.password is not None
        _ = parts.port
    except ValueError:
        return False
    if not host or named or parts.query or parts.fragment:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(url))


def practice_problem(
    *, practice_office: bool, practice_target: bool, url: str, answers_practice: bool | None
) -> Problem | None:
    """Return why a practice office may not send there, or a target may not be called practice.

    A practice office sends only to targets set for practice; such a target is only a loopback
    address or a server that answers ``X-Practice-Portal: 1``. A real office may use any.

    Args:
        practice_office: Whether the office's data are practice data.
        practice_target: Whether the target was set with ``--practice``.
        url: The target's address.
        answers_practice: Whether the server said so itself; ``None`` when it was not reached.
    """
    if practice_target and not is_loopback(url) and answers_practice is not True:
        return Problem(
            "practice",
            "not_a_practice_portal",
            "Địa chỉ này không phải cổng thực hành. Chỉ đặt --practice cho cổng thực hành"
            " hoặc địa chỉ ngay trên máy này.",
        )
    if practice_office and not practice_target:
        return Problem(
            "practice",
            "practice_office",
            "Đơn vị này là đơn vị thực hành nên chỉ gửi tới cổng thực hành. Dữ liệu thực hành"
            " không được gửi tới cổng thật.",
        )
    return None
