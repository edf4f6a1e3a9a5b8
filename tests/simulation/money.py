"""What the sealed days say of money, added up once more from the journal alone."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from receptiondesk.domain.day import Seal

#: A line of the journal about a dossier: seq, kind, uid, payload (JSON text).
Line = tuple[int, str, str, str]


def owed(lines: Iterable[Line], last: int) -> dict[str, int]:
    """Return how much was to be taken by each method up to a line, of what is not cancelled."""
    fees: dict[str, Mapping[str, Any]] = {}
    for seq, kind, uid, payload in sorted(lines):
        if seq > last:
            break
        if kind == "cancelled":
            fees.pop(uid, None)
        elif kind == "received" or uid in fees:
            fees[uid] = json.loads(payload)["facts"]["fee"]
    sums = {"cash": 0, "transfer": 0}
    for fee in fees.values():
        if fee["method"] in sums:
            sums[fee["method"]] += int(fee["amount"] or 0)
    return sums


def sealed(seals: Sequence[Seal]) -> dict[str, int]:
    """Return what the books of all days say together."""
    money = [seal.figures.money for seal in seals]
    return {
        "cash": sum(one.cash.amount + one.adjusted_cash for one in money),
        "transfer": sum(one.transfer.amount + one.adjusted_transfer for one in money),
    }
