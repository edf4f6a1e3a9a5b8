"""What the screen asks the desk for; everything here runs in the background lane."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from receptiondesk.desk import look, outbox, portals, watch
from receptiondesk.domain.dossier import DossierLine, SyncState
from receptiondesk.domain.events import Delivery, DeliveryState, EventKind
from receptiondesk.domain.listing import ListFilter, Which
from receptiondesk.domain.outbox import (
    BADNESS,
    ENDED,
    TRANSFER,
    FilesStanding,
    PortalMessage,
    PortalTarget,
    Totals,
    WaitingRow,
)
from receptiondesk.office import Office

#: What is meant where the portal holds something else than was sent, or than was proved there.
DIFFERING: Final = "differing"
#: ... where it shows no more what was there once, and where a part of a dossier is in question.
GONE: Final = "gone_there"
FILE: Final = "file_in_question"
STEPS: Final = "steps_in_question"
#: As ``sync.answers.AnswerKind`` has it: it took the dossier and refused its progress.
STEPS_REFUSED: Final = "steps_refused"
#: Proved dossiers are shown newest first; the older ones are found in Hồ sơ.
PROVED_SHOWN: Final = 200
_OTHERS_SHOWN: Final = 100


class Group(StrEnum):
    """How far a dossier got, as the counts of the screen."""

    PERSON = "person"
    WAITING = "waiting"
    SENT = "sent"
    PROVED = "proved"
    SET_ASIDE = "set_aside"
    BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Item:
    """One dossier on its way to one portal.

    ``reason`` is the Vietnamese sentence with the proposed act, ``last_answer`` the raw answer,
    ``answer_kind`` what the portal meant (``sync.answers.AnswerKind``, or `DIFFERING`, `GONE`,
    `FILE`, `STEPS`; empty when nobody knows).
    ``undecided``: nobody could say whether it arrived. ``by_hand``: a person carries it over;
    ``carried``: a person did.
    """

    uid: str
    code: str
    applicant: str
    procedure: str
    group: Group
    sync: SyncState
    target: str = ""
    kind: EventKind = EventKind.RECEIVED
    attempts: int = 0
    next_try_at: datetime | None = None
    reason: str = ""
    last_answer: str = ""
    answer_kind: str = ""
    undecided: bool = False
    carried: bool = False

    @property
    def by_hand(self) -> bool:
        """Return whether a person carries it over, for its target has no interface."""
        return self.group is Group.BY_HAND

    @property
    def key(self) -> str:
        """Return what tells this row from others: a dossier may be under way to two portals."""
        return f"{self.uid} {self.target}"


@dataclass(frozen=True, slots=True)
class Outbox:
    """Everything the screen shows, asked for in one go."""

    targets: tuple[PortalTarget, ...]
    totals: Totals
    items: tuple[Item, ...]
    last_proved_at: datetime | None
    next_try_at: datetime | None
    now: datetime
    totals_of: Mapping[str, Totals] = field(default_factory=dict)

    def count(self, group: Group) -> int:
        """Return how many dossiers the list of a group has.

        One that is under way to several portals stands in the group of each. Where there are too
        many to be listed all are counted, each once.
        """
        uids = {one: {item.uid for item in self.of(one)} for one in Group}
        listed = len(uids[group])
        match group:
            case Group.PERSON:
                return max(listed, self.totals.parked)
            case Group.WAITING:
                only_by_hand = uids[Group.BY_HAND] - uids[Group.WAITING] - uids[Group.PERSON]
                return max(listed, self.totals.waiting - len(only_by_hand))
            case Group.SENT:
                return max(listed, self.totals.sent)
            case Group.PROVED:
                return self.totals.proved
            case Group.SET_ASIDE:
                return self.totals.set_aside
            case Group.BY_HAND:
                return listed

    @property
    def first_group(self) -> Group:
        """Return the group a clerk wants to see first."""
        order = (Group.PERSON, Group.WAITING, Group.BY_HAND, Group.SENT)
        return next((group for group in order if self.count(group)), Group.PROVED)

    @property
    def can_send(self) -> bool:
        """Return whether there is a portal that the program itself sends to."""
        return any(target.family != TRANSFER for target in self.targets)

    def of(self, group: Group) -> tuple[Item, ...]:
        """Return the items of one count."""
        return tuple(item for item in self.items if item.group is group)


_STATES: Final[dict[DeliveryState, tuple[Group, SyncState]]] = {
    DeliveryState.WAITING: (Group.WAITING, SyncState.LOCAL),
    DeliveryState.SENDING: (Group.WAITING, SyncState.SENDING),
    DeliveryState.UNKNOWN: (Group.WAITING, SyncState.UNKNOWN),
    DeliveryState.SENT: (Group.SENT, SyncState.SENT),
    DeliveryState.NEEDS_PERSON: (Group.PERSON, SyncState.NEEDS_PERSON),
}


_OVER: Final = (
    (Which.UNPROVABLE, Group.SENT),
    (Which.PROVED, Group.PROVED),
    (Which.SET_ASIDE, Group.SET_ASIDE),
)


def ask(office: Office) -> Outbox:
    """Return how the outbox stands."""
    targets = portals.targets(office)
    by_hand = frozenset(target.name for target in targets if target.family == TRANSFER)
    items = [_of_row(row, by_hand) for row in outbox.waiting(office)]
    for which, group in _OVER:
        found = _found(office, which)
        told = look.deliveries_of(office, [line.uid for line in found])
        carried = look.carried_over(office, found)
        items += [
            replace(_of_ended(line, group, told.get(line.uid, ())), carried=line.uid in carried)
            for line in found
        ]
    if not targets:  # without a portal nothing has a delivery yet, and still it waits
        items += [_of_line(line, Group.WAITING) for line in _found(office, Which.WAITING)]
    return Outbox(
        targets=targets,
        totals=outbox.totals(office),
        items=tuple(items),
        last_proved_at=outbox.last_proved_at(office),
        next_try_at=outbox.next_try(office),
        now=office.clock.now(),
        totals_of={target.name: outbox.totals_of(office, target.name) for target in targets},
    )


@dataclass(frozen=True, slots=True)
class More:
    """What is asked for one dossier when it is looked at: files, messages, silence."""

    files: tuple[FilesStanding, ...]
    messages: tuple[PortalMessage, ...]
    silence: str = ""


def ask_more(office: Office, uid: str) -> More:
    """Return what the detail of one dossier shows beside its row."""
    silent = next((one.sentence for one in watch.silent(office) if one.dossier.uid == uid), "")
    return More(outbox.files_standing(office, uid), outbox.messages(office, uid), silent)


def _found(office: Office, which: Which) -> tuple[DossierLine, ...]:
    limit = PROVED_SHOWN if which is Which.PROVED else _OTHERS_SHOWN
    return look.search(office, "", which=ListFilter(which), limit=limit)


def _of_row(row: WaitingRow, by_hand: frozenset[str]) -> Item:
    group, sync = _STATES[row.state]
    if row.target in by_hand:
        group = Group.BY_HAND
    return Item(
        uid=row.dossier_uid,
        code=row.code,
        applicant=row.applicant,
        procedure=row.procedure,
        group=group,
        sync=sync,
        target=row.target,
        kind=row.kind,
        attempts=row.attempts,
        next_try_at=row.next_try_at,
        reason=row.reason,
        last_answer=row.last_answer,
        answer_kind=kind_of(row.reason),
        undecided=row.undecided,
    )


def kind_of(reason: str) -> str:
    """Return what the portal meant by the sentence that was kept of it, empty when unknown."""
    # The wire's own words; nothing of the wire itself is loaded.
    from sync import answers

    heads = [
        (DIFFERING, answers.DIFFERS),
        (DIFFERING, answers.CHANGED_THERE),
        (GONE, answers.GONE_THERE),
        (FILE, answers.FILE_IN_QUESTION),
        (STEPS, answers.STEPS_IN_QUESTION),
        (answers.AnswerKind.CONFLICT.value, answers.HIDDEN_THERE),
    ]
    heads += [(kind.value, words[0].rstrip(".")) for kind, words in answers.WORDS.items()]
    told = [(len(head), kind) for kind, head in heads if reason.startswith(head)]
    return max(told)[1] if told else ""  # one sentence may begin as another does


def _of_line(line: DossierLine, group: Group) -> Item:
    return Item(line.uid, line.code, line.applicant, line.procedure, group, line.sync)


def _of_ended(line: DossierLine, group: Group, deliveries: tuple[Delivery, ...]) -> Item:
    """Say how it ended: why it is never green, or what the portal has no place for."""
    ended = [d for d in reversed(deliveries) if d.state in ENDED and d.reason]
    ended.sort(key=lambda d: BADNESS.index(d.state), reverse=True)  # what makes it not green first
    last = next(iter(ended), None)
    return Item(
        uid=line.uid,
        code=line.code,
        applicant=line.applicant,
        procedure=line.procedure,
        group=group,
        sync=line.sync,
        target=last.target if last else "",
        kind=last.kind if last else EventKind.RECEIVED,
        reason=last.reason if last else "",
        last_answer=last.last_answer if last and group is not Group.PROVED else "",
    )
