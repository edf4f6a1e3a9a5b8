"""Limits and fees as a citizen reads them; what is not known is said to be not known.

Whatever the publisher left open is never printed as a zero (NĐ 63/2010 art. 16: what is posted
must be complete and clear; a wrong number on the wall is neither).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from receptiondesk.domain.procedures import (
    FeeRule,
    FeeState,
    LimitUnit,
    Procedure,
    PublishedChannel,
    TimeLimit,
)
from receptiondesk.domain.text import date_vi, dong
from receptiondesk.printing.wording import Wording

#: The published texts of basis and result come to us cut off after 260 letters, the blank at the
#: cut taken away; longer ones are an office's own and whole.
_TORN_LENGTHS = frozenset({259, 260})
#: The number of a result in the publisher's own register.
_RESULT_NUMBER = re.compile(r"\s*\[KQ\.[^\]]*\]")


@dataclass(frozen=True, slots=True)
class ProcedureWords:
    """Puts the published values of one procedure into words."""

    words: Wording
    procedure: Procedure

    def limit(self, channel: PublishedChannel) -> str:
        """Return the time limit of one channel, cases apart by semicolons."""
        told = [self._limit(limit) for limit in self.procedure.limits if limit.channel is channel]
        return "; ".join(dict.fromkeys(told)) or self.words["unknown_limit"]

    def fee(self, channel: PublishedChannel) -> str:
        """Return the fee of one channel, cases apart by semicolons."""
        told = [self._fee(fee) for fee in self.procedure.fees if fee.channel is channel]
        return "; ".join(dict.fromkeys(told)) or self._unknown_fee()

    def limits(self) -> str:
        """Return the limits of all channels: one line when they agree, else a line a channel."""
        return self._together(self.limit, self.words["unknown_limit"])

    def fees(self) -> str:
        """Return the fees of all channels: one line when they agree, else a line a channel."""
        return self._together(self.fee, self._unknown_fee())

    def channels(self) -> tuple[PublishedChannel, ...]:
        """Return the channels for which anything is published."""
        found = {limit.channel for limit in self.procedure.limits}
        found |= {fee.channel for fee in self.procedure.fees}
        return tuple(channel for channel in PublishedChannel if channel in found)

    def ways(self) -> str:
        """Return how one may hand in, empty if unknown."""
        names = self.words.named("channels")
        return ", ".join(names[channel] for channel in self.channels())

    def basis(self) -> str:
        """Return the legal basis, empty if unknown."""
        return _whole(self.procedure.legal_basis)

    def result(self) -> str:
        """Return the result without the publisher's own numbers for it, empty if unknown."""
        return _RESULT_NUMBER.sub("", _whole(self.procedure.result)).strip(" -;")

    def decision(self) -> str:
        """Return the decision of publication and the day it takes effect, empty if unknown.

        Posted with every procedure, so that a stale sheet is seen (NĐ 63/2010 art. 15).
        """
        valid_from = self.procedure.valid_from
        since = self.words.fill("valid_from", date=date_vi(valid_from)) if valid_from else ""
        said = ", ".join(filter(None, (self.procedure.decision, since)))
        return said[:1].upper() + said[1:]

    def _together(self, told: Callable[[PublishedChannel], str], unknown: str) -> str:
        names: Mapping[str, str] = self.words.named("channels")
        by_channel = {channel: told(channel) for channel in self.channels()}
        texts = set(by_channel.values())
        if not texts:
            return unknown
        if len(texts) == 1:
            return texts.pop()
        return "\n".join(f"{names[channel]}: {text}" for channel, text in by_channel.items())

    def _limit(self, limit: TimeLimit) -> str:
        if limit.unit is LimitUnit.SAME_DAY:
            text = self.words["limit_same_day"]
        else:
            text = f"{limit.amount:02d} {self.words.named('limit_units')[limit.unit]}"
        notes = [limit.case, "" if limit.unit_published else self.words["unit_unpublished"]]
        return _noted(text, notes)

    def _fee(self, fee: FeeRule) -> str:
        if fee.state is FeeState.FREE and not fee.review:
            return _noted(self.words["free"], [fee.case])
        if fee.state is not FeeState.FIXED or fee.amount is None:
            return _noted(self._unknown_fee(), [fee.case])
        if fee.review:
            return _noted(self.words["under_review"].capitalize(), [fee.case])
        parts = [_price(fee.amount, fee.per)]
        if fee.from_third is not None:
            parts.append(self.words.fill("from_third", amount=_price(fee.from_third, fee.per)))
        if fee.at_most is not None:
            parts.append(self.words.fill("up_to", amount=dong(fee.at_most)))
        return _noted(", ".join(parts), [fee.case])

    def _unknown_fee(self) -> str:
        text = " ".join([self.procedure.fee_text, *(fee.note for fee in self.procedure.fees)])
        council = "HĐND" in text or "hội đồng nhân dân" in text.lower()
        return self.words["council_fee" if council else "unknown_fee"]


def _whole(text: str) -> str:
    """Return a text without its torn end: half of a law's number would name another law."""
    if len(text) not in _TORN_LENGTHS:
        return text
    parts = text.rsplit("; ", 1) if "; " in text else text.rsplit(" ", 1)
    return f"{parts[0].rstrip(' ;,')}…"


def _price(amount: int, per: str) -> str:
    return f"{dong(amount)}/{per}" if per else dong(amount)


def _noted(text: str, notes: Sequence[str]) -> str:
    said = "; ".join(filter(None, notes))
    return f"{text} ({said})" if said else text
