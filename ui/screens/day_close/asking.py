"""What the screen asks of the desk, beside the window."""

from dataclasses import dataclass
from datetime import date

from receptiondesk.desk import day_close, outbox, portals
from receptiondesk.desk.day_close import Standing
from receptiondesk.domain.day import Figures, Seal, Stretch
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.outbox import Totals
from receptiondesk.office import Office

#: So many closed days can be looked at again here; older ones by the command line.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Book:
    """A day as the screen shows it: sealed, or as it would be sealed now, or why it cannot be.

    ``by_hand`` are the targets that a person carries dossiers over to.
    """

    day: date
    standing: Standing
    closed: tuple[Seal, ...]
    book: Stretch | None = None
    figures: Figures | None = None
    seal: Seal | None = None
    problems: tuple[Problem, ...] = ()
    by_hand: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Outlook:
    """What waits for the portals, and whether there is any."""

    targets: int
    totals: Totals


def book(office: Office, day: date | None) -> Book:
    """Return a day's book; today's when no day is named."""
    standing = day_close.standing(office)
    closed = day_close.seals(office, SHOWN)
    wanted = day or standing.today
    seal = day_close.sealed_on(office, wanted)
    hand = portals.by_hand(office)
    if seal is not None:
        return Book(wanted, standing, closed, seal.book, seal.figures, seal, by_hand=hand)
    try:
        seen = day_close.preview(office, wanted)
    except Refused as refused:
        return Book(wanted, standing, closed, problems=refused.problems)
    return Book(wanted, standing, closed, seen.book, seen.figures, by_hand=hand)


def outlook(office: Office) -> Outlook:
    """Return what waits for the portals."""
    return Outlook(len(portals.targets(office)), outbox.totals(office))
