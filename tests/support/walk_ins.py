"""Walk-ins that hold, for procedures that every catalogue of ours has; people are invented."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count

from receptiondesk.desk import procedures
from receptiondesk.domain.procedures import Channel, Procedure
from receptiondesk.domain.walk_in import (
    Address,
    Identity,
    IdentityType,
    PaperTick,
    Person,
    Sex,
    WalkIn,
)
from receptiondesk.domain.walk_in_json import to_json
from receptiondesk.office import Office

BIRTH_REGISTRATION = "1.001193"
COPY_OF_RECORD = "2.000635"
#: Its limit is unpublished, so the officer promises the time.
WITHOUT_LIMIT = "1.014027"

_NUMBERS: Iterator[int] = count(1)


def person(name: str = "Nguyễn Thị Ánh") -> Person:
    """Return another invented woman of 1996, each with a personal number of her own."""
    return Person(
        full_name=name,
        identity=Identity(IdentityType.CCCD, f"038196{next(_NUMBERS):06d}"),
        birth=date(1996, 3, 8),
        sex=Sex.FEMALE,
        phone="0912345678",
        address=Address(detail="Thôn 1"),
    )


def complete(procedure: Procedure, channel: Channel = Channel.COUNTER) -> tuple[PaperTick, ...]:
    """Return ticks for every paper that a procedure asks for."""
    ticks, alternatives = [], set()
    for paper in procedure.papers_for(channel):
        if not paper.required or (paper.alternative and paper.alternative in alternatives):
            continue
        alternatives.add(paper.alternative)
        ticks.append(PaperTick(code=paper.code, originals=paper.originals, copies=paper.copies))
    return tuple(ticks)


def walk_in(office: Office, code: str = BIRTH_REGISTRATION, **changes: object) -> WalkIn:
    """Return a walk-in that is accepted as it stands; ``changes`` replace its parts."""
    procedure = procedures.by_code(office, code)
    whole = WalkIn(procedure=code, applicant=person(), papers=complete(procedure))
    return replace(whole, **changes)  # type: ignore[arg-type]


def as_told(office: Office, code: str = BIRTH_REGISTRATION, **changes: object) -> dict[str, object]:
    """Return the same in the shape of ``receive``."""
    return to_json(walk_in(office, code, **changes))
