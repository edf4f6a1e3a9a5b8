"""What the walk-in page asks of the desk. Every function runs in the background lane.

The desk is imported inside the functions: it loads SQL, and the page must be there for typing
before that (start-up budget of the window).
"""

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from receptiondesk.domain.errors import Refused
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.walk_in import WalkIn
from receptiondesk.words import _

if TYPE_CHECKING:
    from receptiondesk.desk.intake import Accepted
    from receptiondesk.domain.dossier import Dossier, Promise
    from receptiondesk.domain.fees import FeeDue
    from receptiondesk.office import Office

#: The draft of a dossier that is being taken in, and of one that is being put right.
SLOT: Final = "walk_in"
CORRECTION: Final = "correction"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the desk would say if the page were accepted now.

    ``missing`` names each required paper that is not there, alternatives joined by "hoặc";
    ``required`` counts what is asked for in any case.
    """

    promise: "Promise"
    fee: "FeeDue"
    missing: tuple[str, ...]
    required: int


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A draft read back: the page's values and the procedure they belong to.

    ``dossier`` is the saved dossier that was being put right, ``None`` for a new one.
    """

    page: dict[str, Any]
    procedure: Procedure | None
    dossier: "Dossier | None" = None


def load_paper() -> None:
    """Import what the first receipt needs, so that nobody waits for it."""
    import ui.screens.walk_in.saved  # noqa: F401 - QtPdf, reportlab: twenty megabytes


def find(office: "Office", *, text: str, limit: int) -> tuple[Procedure, ...]:
    """Return the procedures that a text finds, most used first."""
    from receptiondesk.desk import procedures

    return procedures.find(office, text, limit=limit)


def look_ahead(office: "Office", *, walk_in: WalkIn, procedure: Procedure) -> Outlook:
    """Return what would be promised, asked for and missing now.

    Raises:
        Refused: the desk cannot say (a year without known holidays).
    """
    from receptiondesk.desk import intake
    from receptiondesk.domain import fees, paper_checks

    groups = paper_checks.missing(walk_in, procedure)
    joined = _(" hoặc ")
    return Outlook(
        promise=intake.promise_for(office, walk_in, procedure, office.clock.now()),
        fee=fees.of_walk_in(walk_in, procedure),
        missing=tuple(joined.join(paper.name for paper in group) for group in groups),
        required=len(paper_checks.missing(replace(walk_in, papers=()), procedure)),
    )


def accept(office: "Office", *, walk_in: WalkIn) -> "Accepted":
    """Keep the submission for good; its draft goes in the same transaction.

    Raises:
        Refused, Trouble: as ``desk.intake.accept``.
    """
    from receptiondesk.desk import intake

    return intake.accept(office, walk_in, draft_slot=SLOT)


def correct(office: "Office", *, code: str, walk_in: WalkIn) -> "Accepted":
    """Put a saved dossier right; the draft of it goes in the same transaction.

    Raises:
        Refused, Trouble: as ``desk.corrections.correct``.
    """
    from receptiondesk.desk import corrections

    return corrections.correct(office, code, walk_in, draft_slot=CORRECTION)


def dossier(office: "Office", *, uid: str) -> "Dossier":
    """Return one dossier.

    Raises:
        Refused: ``unknown_dossier``.
    """
    from receptiondesk.desk import look

    return look.by_uid(office, uid)


def keep_draft(office: "Office", *, slot: str, body: str) -> None:
    """Keep the page as it is typed; durable when this returns.

    Raises:
        Trouble: the file cannot be written now.
    """
    from receptiondesk.desk import drafts

    drafts.keep(office, slot, body)


def drop_draft(office: "Office", *, slot: str) -> None:
    """Forget the draft.

    Raises:
        Trouble: the file cannot be written now.
    """
    from receptiondesk.desk import drafts

    drafts.drop(office, slot)


def read_draft(office: "Office") -> KeptPage | None:
    """Return the draft of the last session, ``None`` when there is none.

    A dossier that was being put right goes before a new one: there is one page, and it was the
    last to stand on it.
    """
    from receptiondesk.desk import drafts

    for slot in (CORRECTION, SLOT):
        body = drafts.latest(office, slot)
        kept = _read_back(office, json.loads(body)) if body else None
        if kept is not None:
            return kept
    return None


def _read_back(office: "Office", page: dict[str, Any]) -> KeptPage | None:
    from receptiondesk.desk import procedures

    uid = page.get("dossier", "")
    if uid:
        try:
            found = dossier(office, uid=uid)
        except Refused:  # an older copy of the data that does not have it
            return None
        return KeptPage(page, found.procedure, found)
    try:
        procedure = procedures.by_code(office, page["procedure"]) if page["procedure"] else None
    except Refused:  # the catalogue changed since; what was typed is shown all the same
        procedure = None
    return KeptPage(page, procedure)
