"""An administrative procedure as the catalogue publishes it.

The parts follow Decree 63/2010 art. 8 as amended: name, channel, papers, time limit, who applies,
competent body, result, fee, legal basis. Whatever the publisher left open stays open here: an
unknown limit or fee is a value of its own and is never a zero.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Channel(StrEnum):
    """How a submission reaches the desk. ``ASSISTED`` is an online filing done with help."""

    COUNTER = "counter"
    POST = "post"
    ASSISTED = "assisted"

    @property
    def published(self) -> "PublishedChannel":
        """Return the channel under which the catalogue publishes limits and fees for it."""
        return PublishedChannel.ONLINE if self is Channel.ASSISTED else PublishedChannel(self.value)


class PublishedChannel(StrEnum):
    """The three channels of the national catalogue."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class LimitUnit(StrEnum):
    """What a time limit counts."""

    WORKING_DAYS = "working_days"
    DAYS = "days"
    HOURS = "hours"
    SAME_DAY = "same_day"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """One published limit of one channel.

    ``case`` is empty when the limit always holds; several limits of one channel are cases, of
    which the clerk chooses one and without a choice the longest holds. ``unit_published`` is
    false where the portal shows a bare number (>= 2) that the desk counts as working days.
    A channel without any ``TimeLimit`` has an unknown limit. ``amount`` is 0 for ``SAME_DAY``.
    """

    channel: PublishedChannel
    amount: int
    unit: LimitUnit
    case: str = ""
    unit_published: bool = True


class FeeState(StrEnum):
    """What is known of a fee."""

    FREE = "free"
    FIXED = "fixed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FeeRule:
    """One published fee of one channel.

    ``amount`` is in đồng: the price of one ``per`` (trang, bản, trường hợp…) when ``per`` is
    given, else of the whole dossier; ``None`` unless ``state`` is ``FIXED``. ``from_third`` and
    ``at_most`` carry the stepped price per page of certified copies. ``case`` as in
    ``TimeLimit``. ``review`` says, in Vietnamese, why the published value is doubtful.
    """

    channel: PublishedChannel
    state: FeeState
    amount: int | None = None
    per: str = ""
    from_third: int | None = None
    at_most: int | None = None
    case: str = ""
    note: str = ""
    review: str = ""


@dataclass(frozen=True, slots=True)
class RequiredPaper:
    """One paper of the checklist.

    ``shown_only`` papers are looked at and handed back, never kept and never listed as handed
    in. A paper with ``required`` false is case-dependent: ``case`` says when it is needed, and it
    never counts as missing. Papers that share a non-empty ``alternative`` are neighbours joined
    by "hoặc": one of them is enough. ``channels`` is empty when the paper is wanted on every
    channel. ``form`` names the form to fill in, empty if none. ``review`` as in ``FeeRule``.
    """

    code: str
    name: str
    originals: int = 1
    copies: int = 0
    required: bool = True
    shown_only: bool = False
    case: str = ""
    alternative: str = ""
    channels: frozenset[PublishedChannel] = frozenset()
    form: str = ""
    review: str = ""


class After15(StrEnum):
    """What reception after 15:00 means for a procedure; three rules that must not be mixed.

    ``HAND_OVER`` (a): the dossier goes to the handling officer next morning, the date stands.
    ``RESULT_NEXT_DAY`` (b): a same-day result is due the next working day.
    ``TERM_NEXT_DAY`` (c): the term itself starts with the next working day.
    """

    HAND_OVER = "hand_over"
    RESULT_NEXT_DAY = "result_next_day"
    TERM_NEXT_DAY = "term_next_day"


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure of the catalogue, at one version of the catalogue."""

    code: str
    name: str
    field: str
    level: str = ""
    limits: tuple[TimeLimit, ...] = ()
    fees: tuple[FeeRule, ...] = ()
    papers: tuple[RequiredPaper, ...] = ()
    applicants: str = ""
    result: str = ""
    competent_body: str = ""
    legal_basis: str = ""
    portal_url: str = ""
    decision: str = ""
    valid_from: date | None = None
    after_15: After15 = After15.HAND_OVER
    limit_text: str = ""
    fee_text: str = ""
    review: str = ""

    def limits_for(self, channel: Channel) -> tuple[TimeLimit, ...]:
        """Return the limits published for a channel, in the published order; empty = unknown."""
        return tuple(limit for limit in self.limits if limit.channel == channel.published)

    def fees_for(self, channel: Channel) -> tuple[FeeRule, ...]:
        """Return the fee rules published for a channel; empty = unknown."""
        return tuple(fee for fee in self.fees if fee.channel == channel.published)

    def papers_for(self, channel: Channel) -> tuple[RequiredPaper, ...]:
        """Return the papers that are asked for on a channel, in checklist order."""
        return tuple(
            paper
            for paper in self.papers
            if not paper.channels or channel.published in paper.channels
        )


@dataclass(frozen=True, slots=True)
class CatalogueVersion:
    """One import of the catalogue; every version is kept and a dossier names its own."""

    number: int
    label: str
    sha256: str
    procedures: int
