"""What the list asks the desk for; everything here runs in the background lane."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from receptiondesk.desk import look, watch
from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Dossier, DossierLine
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import Delivery, Event
from receptiondesk.domain.listing import ListFilter, Which
from receptiondesk.domain.numbering import OFFICIAL, PROVISIONAL
from receptiondesk.domain.outbox import PortalMessage, PortalTarget
from receptiondesk.domain.text import fold
from receptiondesk.office import Office

#: More rows than anybody reads; who wants others types a word.
AT_MOST: Final = 300

#: A code inside whatever a scanner read: the bar code is the code, the QR code holds more.
_CODE: Final = re.compile(f"{PROVISIONAL.pattern}|{OFFICIAL.pattern}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: the words typed and the list they are looked for in.

    ``silent``: only dossiers that a portal has left alone for too long.
    """

    text: str = ""
    which: Which = Which.ALL
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: dossiers, whether there are more, and the moment it was asked at.

    ``status`` counts the lists; while words are typed nobody counts (``None``): a key must not
    wait for a count over all dossiers. ``silence`` has the days by uid of the dossiers that a
    portal has left alone for too long, ``None`` where it was not asked either; ``carried`` are the
    uids of those that a person carried over by hand.
    """

    question: Question
    lines: tuple[DossierLine, ...]
    more: bool
    now: datetime
    status: look.DeskStatus | None
    silence: Mapping[str, int] | None = None
    carried: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Opened:
    """One dossier with everything its page shows."""

    dossier: Dossier
    history: tuple[Event, ...]
    deliveries: tuple[Delivery, ...]
    targets: tuple[PortalTarget, ...]
    now: datetime
    addresses: tuple[str, str] = ("", "")
    messages: tuple[PortalMessage, ...] = ()
    silence: Mapping[str, str] = field(default_factory=dict)


def find(office: Office, question: Question) -> Found:
    """Answer a question; without words, what is due or late is there however old it is."""
    if question.silent:
        return _find_silent(office, question)
    found = look.search(office, question.text, which=ListFilter(question.which), limit=AT_MOST + 1)
    more = len(found) > AT_MOST
    lines = list(found[:AT_MOST])
    if question.which is Which.ALL and more and not question.text.strip():
        for pressing in (Which.OVERDUE, Which.DUE_TODAY):
            lines += look.search(office, "", which=ListFilter(pressing), limit=AT_MOST)
    status = None if question.text.strip() else look.desk_status(office)
    silence = None if status is None else _days_of_silence(office)
    carried = look.carried_over(office, lines)
    return Found(question, _once(lines), more, office.clock.now(), status, silence, carried)


def _days_of_silence(office: Office) -> dict[str, int]:
    """Return how many days each silent dossier was left alone, longest silence first."""
    today = local(office.clock.now()).date()
    return {
        one.dossier.uid: (today - local(one.dossier.moved_at).date()).days
        for one in reversed(watch.silent(office))
    }


def _find_silent(office: Office, question: Question) -> Found:
    silence = _days_of_silence(office)
    wanted = fold(question.text)
    lines = [_line(look.by_uid(office, uid)) for uid in list(silence)[-AT_MOST:]]
    found = tuple(
        line
        for line in reversed(lines)
        if wanted in fold(f"{line.code} {line.applicant} {line.procedure}")
    )
    status = None if question.text.strip() else look.desk_status(office)
    more = len(silence) > AT_MOST
    return Found(question, found, more, office.clock.now(), status, silence)


def _line(dossier: Dossier) -> DossierLine:
    return DossierLine(
        uid=dossier.uid,
        code=dossier.code,
        applicant=dossier.facts.applicant.full_name,
        procedure=dossier.procedure.name,
        procedure_code=dossier.procedure.code,
        received_at=dossier.received_at,
        due_at=dossier.due_at,
        status=dossier.status,
        status_raw=dossier.status_raw,
        sync=dossier.sync,
        cancelled=dossier.cancelled,
    )


def _once(lines: Iterable[DossierLine]) -> tuple[DossierLine, ...]:
    return tuple({line.uid: line for line in lines}.values())


def uid_of_code(office: Office, text: str) -> str:
    """Return the uid of the dossier whose code a text is or holds, empty when there is none."""
    code = code_in(text)
    if not code:
        return ""
    try:
        return look.dossier(office, code).uid
    except Refused:  # a code of another office, or one letter wrong: the list tells
        return ""


def code_in(text: str) -> str:
    """Return the dossier code that a text is or holds, empty without one."""
    held = _CODE.search(text.upper())
    return held[0] if held else ""


def open_one(office: Office, uid: str) -> Opened:
    """Return everything the page of a dossier shows.

    Raises:
        Refused: ``unknown_dossier``.
    """
    from receptiondesk.desk import outbox, portals  # the keyring: not before the first dossier

    dossier = look.by_uid(office, uid)
    submitter = dossier.facts.submitter
    return Opened(
        dossier=dossier,
        history=look.history(office, uid),
        deliveries=look.deliveries(office, uid),
        targets=portals.every(office),
        now=office.clock.now(),
        addresses=(
            office.gazetteer.line(dossier.facts.applicant.address),
            office.gazetteer.line(submitter.person.address) if submitter else "",
        ),
        messages=outbox.messages(office, uid),
        silence={
            one.dossier.target: one.sentence
            for one in watch.silent(office)
            if one.dossier.uid == uid
        },
    )
