"""What a clerk enters for one person at the counter, before it is a dossier."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from receptiondesk.domain.procedures import Channel


class ApplicantKind(StrEnum):
    """Who applies."""

    CITIZEN = "citizen"
    HOUSEHOLD = "household"
    ENTERPRISE = "enterprise"
    ORGANISATION = "organisation"


class IdentityType(StrEnum):
    """Which number identifies a person or an organisation."""

    CCCD = "cccd"
    PASSPORT = "passport"
    TAX = "tax"
    ORG = "org"


class Sex(StrEnum):
    """Sex as on the identity card."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity document; ``number`` is already normalised (no spaces, upper case)."""

    type: IdentityType
    number: str


@dataclass(frozen=True, slots=True)
class Address:
    """An address in the two-level form of July 2025; the old form is free text in ``detail``.

    ``province`` and ``commune`` are codes of the gazetteer, or empty.
    """

    province: str = ""
    commune: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """An applicant or a submitter. ``old_number`` is a 9-digit number kept as a search key."""

    full_name: str
    kind: ApplicantKind = ApplicantKind.CITIZEN
    identity: Identity | None = None
    birth: date | None = None
    sex: Sex | None = None
    phone: str = ""
    email: str = ""
    address: Address = field(default_factory=Address)
    old_number: str = ""


@dataclass(frozen=True, slots=True)
class Submitter:
    """Another person who hands in for the applicant, with the paper that allows it."""

    person: Person
    authority: str = ""


@dataclass(frozen=True, slots=True)
class PaperTick:
    """A paper laid on the counter: ``code`` of the checklist, or a ``name`` of its own."""

    code: str = ""
    name: str = ""
    originals: int = 1
    copies: int = 0


class DeliveryMethod(StrEnum):
    """How the result reaches the applicant."""

    COUNTER = "counter"
    POST = "post"


@dataclass(frozen=True, slots=True)
class ResultDelivery:
    """Where the result goes; ``address`` is needed for the post."""

    method: DeliveryMethod = DeliveryMethod.COUNTER
    address: str = ""


class FeeMethod(StrEnum):
    """How a fee is paid; ``NONE`` when nothing is taken now."""

    CASH = "cash"
    TRANSFER = "transfer"
    EXEMPT = "exempt"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class FeePaid:
    """What is paid. ``amount`` in đồng, ``None`` = by the procedure's rule."""

    method: FeeMethod = FeeMethod.NONE
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class WalkIn:
    """One submission as entered. Frozen: the screen reads its fields once into this value.

    ``due_at`` is the time the officer promises; needed when the procedure's limit is unknown.
    ``received_at`` is set only in practice data, else the clock tells. ``limit_case`` names the
    case whose limit holds (empty: the longest).
    """

    procedure: str
    applicant: Person
    channel: Channel = Channel.COUNTER
    submitter: Submitter | None = None
    papers: tuple[PaperTick, ...] = ()
    copies: int = 1
    delivery: ResultDelivery = field(default_factory=ResultDelivery)
    fee: FeePaid = field(default_factory=FeePaid)
    note: str = ""
    due_at: datetime | None = None
    received_at: datetime | None = None
    limit_case: str = ""
