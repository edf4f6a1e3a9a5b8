"""What the list asks the desk for; everything here runs in the background lane."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from receptiondesk.desk import look
from receptiondesk.domain.dossier import Dossier, DossierLine
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.events import Delivery, Event
from receptiondesk.domain.listing import ListFilter, Which
from receptiondesk.domain.numbering import OFFICIAL, PROVISIONAL
from receptiondesk.domain.outbox import PortalTarget
from receptiondesk.office import Office

#: More rows than anybody reads; who wants others types a word.
AT_MOST: Final = 300

#: A code inside whatever a scanner read: the bar code is the code, the QR code holds more.
_CODE: Final = re.compile(f"{PROVISIONAL.pattern}|{OFFICIAL.pattern}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for: the words typed and the list they are looked for in."""

    text: str = ""
    which: Which = Which.ALL


@dataclass(frozen=True, slots=True)
class Found:
    """The answer: dossiers, whether there are more, and the moment it was asked at.

    ``status`` counts the lists; while words are typed nobody counts (``None``): a key must not
    wait for a count over all dossiers.
    """

    question: Question
    lines: tuple[DossierLine, ...]
    more: bool
    now: datetime
    status: look.DeskStatus | None


@dataclass(frozen=True, slots=True)
class Opened:
    """One dossier with everything its page shows."""

    dossier: Dossier
    history: tuple[Event, ...]
    deliveries: tuple[Delivery, ...]
    targets: tuple[PortalTarget, ...]
    now: datetime
    addresses: tuple[str, str] = ("", "")


def find(office: Office, question: Question) -> Found:
    """Answer a question; without words, what is due or late is there however old it is."""
    found = look.search(office, question.text, which=ListFilter(question.which), limit=AT_MOST + 1)
    more = len(found) > AT_MOST
    lines = list(found[:AT_MOST])
    if question.which is Which.ALL and more and not question.text.strip():
        for pressing in (Which.OVERDUE, Which.DUE_TODAY):
            lines += look.search(office, "", which=ListFilter(pressing), limit=AT_MOST)
    status = None if question.text.strip() else look.desk_status(office)
    return Found(question, _once(lines), more, office.clock.now(), status)


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
    from receptiondesk.desk import portals  # the keyring: not before the first dossier

    dossier = look.by_uid(office, uid)
    submitter = dossier.facts.submitter
    return Opened(
        dossier=dossier,
        history=look.history(office, uid),
        deliveries=look.deliveries(office, uid),
        targets=portals.targets(office),
        now=office.clock.now(),
        addresses=(
            office.gazetteer.line(dossier.facts.applicant.address),
            office.gazetteer.line(submitter.person.address) if submitter else "",
        ),
    )
