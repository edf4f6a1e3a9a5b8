"""What sending must cost at the least, told by the interfaces themselves; nothing here is measured.

A number that was taken from what we happen to send would let a desk that asks too much pass.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

#: So many papers are ticked in the dossier that is measured; no fee was taken.
TICKS = 2
#: Round trips that one ordinary dossier cannot do without, by family.
PER_DOSSIER: Mapping[str, int] = {
    # Create without facts, because a stranger's draft may come back (portals.md A.6); the facts;
    # each tick by a call of its own (A.4); the first action, before which it stays a draft (A.7);
    # and once read back, as a site that tells the ticks with the dossier allows.
    "opencps": 1 + 1 + TICKS + 1 + 1,
    # The dossier, its step by another service (B.3, B.4), and the look-up that proves both.
    "national": 3,
    # One create, which gives the code (E), and one reading of it.
    "server_numbered:tandan": 2,
    # A number is taken before the create (C.2), then read back.
    "server_numbered:igate": 3,
    # GetNextValue, CreateDossier, CapNhatTienTrinh (B.7), and the look-up.
    "server_numbered:adapter2026": 4,
}
#: Once in a round, however many wait: sign-in, knock, the way of one procedure.
PER_ROUND = 8
#: A session or a token may end once among so many, and be fetched anew.
RENEWED_AFTER = 100
#: So much more may one dossier of a larger backlog cost than one of a smaller (numbers get longer).
TOLERANCE = 1.02


def requests_at_most(family: str, dossiers: int) -> int:
    """Return how many requests so many dossiers of one procedure may cost in one round."""
    return PER_DOSSIER[family] * dossiers + PER_ROUND + dossiers // RENEWED_AFTER


def faults_of_growth(family: str, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return where a measured growth is not linear, or more than is needed; rows by backlog."""
    found = []
    for row in rows:
        if row["left"]:
            found.append(f"{row['backlog']}: {row['left']} were left")
        most = requests_at_most(family, row["backlog"])
        if row["requests"] > most:
            found.append(f"{row['backlog']}: {row['requests']} requests, {most} are enough")
    for smaller, larger in pairwise(rows):
        for what in ("requests", "bytes"):
            before, now = (row[what] / row["backlog"] for row in (smaller, larger))
            if now > before * TOLERANCE:
                sizes = f"{smaller['backlog']} → {larger['backlog']}"
                found.append(f"{sizes}: {what} per dossier {before:.1f} → {now:.1f}")
    return found
