"""A procedure as JSON: the body that storage keeps for each version of the catalogue."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from receptiondesk.domain.events import canonical_json
from receptiondesk.domain.procedures import (
    After15,
    FeeRule,
    FeeState,
    LimitUnit,
    Procedure,
    PublishedChannel,
    RequiredPaper,
    TimeLimit,
)

_PLAIN = (
    "code",
    "name",
    "field",
    "level",
    "applicants",
    "result",
    "competent_body",
    "legal_basis",
    "portal_url",
    "decision",
    "limit_text",
    "fee_text",
    "review",
)


def to_body(procedure: Procedure) -> dict[str, Any]:
    """Return every part of a procedure in JSON-ready values; dates are ISO, enums their words."""
    body: dict[str, Any] = {key: getattr(procedure, key) for key in _PLAIN}
    body["valid_from"] = procedure.valid_from.isoformat() if procedure.valid_from else None
    body["after_15"] = procedure.after_15.value
    body["limits"] = [_limit(limit) for limit in procedure.limits]
    body["fees"] = [_fee(fee) for fee in procedure.fees]
    body["papers"] = [_paper(paper) for paper in procedure.papers]
    return body


def from_body(body: Mapping[str, Any]) -> Procedure:
    """Return the procedure that `to_body` wrote."""
    return Procedure(
        **{key: body[key] for key in _PLAIN},
        valid_from=date.fromisoformat(body["valid_from"]) if body["valid_from"] else None,
        after_15=After15(body["after_15"]),
        limits=tuple(_read_limit(item) for item in body["limits"]),
        fees=tuple(_read_fee(item) for item in body["fees"]),
        papers=tuple(_read_paper(item) for item in body["papers"]),
    )


def fingerprint(procedures: Iterable[Procedure]) -> str:
    """Return the SHA-256 (hex) of a catalogue; equal when every part and the order are equal."""
    text = canonical_json([to_body(procedure) for procedure in procedures])
    return hashlib.sha256(text.encode()).hexdigest()


def _limit(limit: TimeLimit) -> dict[str, Any]:
    return {
        "channel": limit.channel.value,
        "amount": limit.amount,
        "unit": limit.unit.value,
        "case": limit.case,
        "unit_published": limit.unit_published,
    }


def _read_limit(item: Mapping[str, Any]) -> TimeLimit:
    return TimeLimit(
        PublishedChannel(item["channel"]),
        item["amount"],
        LimitUnit(item["unit"]),
        case=item["case"],
        unit_published=item["unit_published"],
    )


def _fee(fee: FeeRule) -> dict[str, Any]:
    return {
        "channel": fee.channel.value,
        "state": fee.state.value,
        "amount": fee.amount,
        "per": fee.per,
        "from_third": fee.from_third,
        "at_most": fee.at_most,
        "case": fee.case,
        "note": fee.note,
        "review": fee.review,
    }


def _read_fee(item: Mapping[str, Any]) -> FeeRule:
    rest = {key: value for key, value in item.items() if key not in {"channel", "state"}}
    return FeeRule(PublishedChannel(item["channel"]), FeeState(item["state"]), **rest)


def _paper(paper: RequiredPaper) -> dict[str, Any]:
    return {
        "code": paper.code,
        "name": paper.name,
        "originals": paper.originals,
        "copies": paper.copies,
        "required": paper.required,
        "shown_only": paper.shown_only,
        "case": paper.case,
        "alternative": paper.alternative,
        "channels": sorted(channel.value for channel in paper.channels),
        "form": paper.form,
        "review": paper.review,
    }


def _read_paper(item: Mapping[str, Any]) -> RequiredPaper:
    rest = {key: value for key, value in item.items() if key != "channels"}
    channels = frozenset(PublishedChannel(channel) for channel in item["channels"])
    return RequiredPaper(**rest, channels=channels)
