"""Looking ahead while the page is filled: the promise, the fee, what is missing."""

from dataclasses import dataclass, replace

from receptiondesk.desk import intake
from receptiondesk.domain import paper_checks
from receptiondesk.domain.dossier import Promise
from receptiondesk.domain.fees import FeeDue
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.walk_in import WalkIn
from receptiondesk.office import Office
from receptiondesk.words import _


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the desk would say if the page were accepted now.

    ``missing`` names each required paper that is not there, alternatives joined by "hoặc";
    ``required`` counts what is asked for in any case.
    """

    promise: Promise
    fee: FeeDue
    missing: tuple[str, ...]
    required: int


def look_ahead(office: Office, walk_in: WalkIn, procedure: Procedure) -> Outlook:
    """Ask the desk; runs in the background.

    Raises:
        Refused: the desk cannot say (a year without known holidays).
    """
    groups = paper_checks.missing(walk_in, procedure)
    joined = _(" hoặc ")
    return Outlook(
        promise=intake.promise_for(office, walk_in, procedure, office.clock.now()),
        fee=intake.fee_due(office, procedure, walk_in.channel, walk_in.copies, walk_in.limit_case),
        missing=tuple(joined.join(paper.name for paper in group) for group in groups),
        required=len(paper_checks.missing(replace(walk_in, papers=()), procedure)),
    )
