"""What the adapter itself knows of one dossier's sending, kept before and after each byte.

One durable value per dossier under ``sent:<uid>``: whether a create began, whether it was taken,
and how far each step got. A step has no key of its own at the portal, so a step once marked is
never sent again (portals.md B.4).
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from receptiondesk.domain.events import canonical_json
from sync.portal import Memory

SENDING, SENT, UNPROVED = "sending", "sent", "unproved"


@dataclass(slots=True)
class Trail:
    """One dossier's trail; ``at`` and ``steps_at`` (ISO, UTC): when it, its steps were last sent.

    ``code`` is the dossier's code there, ``made``: our create was taken; ``identities``:
    fingerprints of owner, procedure and date as ever sent, together and one by one; ``taken``: of
    the message last taken; ``asked``: of owner, procedure and date that a person was last asked
    about; ``since``: the last line of the journal that a file which is gone may have told, as it
    stood when it was last created or taken; ``status``: the portal's status as last seen;
    ``steps``: event uid → sending, sent, unproved.
    """

    code: str = ""
    made: bool = False
    identities: list[str] = field(default_factory=list)
    taken: str = ""
    asked: str = ""
    at: str = ""
    steps_at: str = ""
    since: int = 0
    status: str = ""
    steps: dict[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, memory: Memory, uid: str) -> "Trail":
        """Return what is known; an empty trail when nothing was ever sent."""
        kept = memory.recall(_key(uid))
        return cls() if kept is None else cls(**json.loads(kept))

    def keep(self, memory: Memory, uid: str) -> None:
        """Write it down, durable at once."""
        memory.remember(_key(uid), json.dumps(asdict(self), ensure_ascii=False))

    @property
    def begun(self) -> bool:
        """Return whether a create may have reached the portal."""
        return bool(self.code)

    def fresh(self, now: datetime, lag: timedelta) -> bool:
        """Return whether the portal may still be too slow to show the dossier as last sent."""
        return _fresh(self.at, now, lag)

    def steps_fresh(self, now: datetime, lag: timedelta) -> bool:
        """Return whether the portal may still be too slow to show the steps last sent."""
        return _fresh(self.steps_at, now, lag)

    def sent_as(self, identity: Sequence[str | None]) -> None:
        """Note owner, procedure and date before they are sent: together and one by one."""
        told = [fingerprint(list(identity)), *_one_by_one(identity)]
        self.identities = list(dict.fromkeys([*self.identities, *told]))

    def was_sent_as(self, shown: Sequence[str | None]) -> bool:
        """Return whether what is shown of them was ever sent so; taken, parts of them are enough.

        A portal that shows nothing of them tells nothing against it.
        """
        if fingerprint(list(shown)) in self.identities:
            return True
        return self.made and all(told in self.identities for told in _one_by_one(shown))

    def mark(self, uids: Sequence[str], state: str) -> None:
        """Note how far some steps got."""
        self.steps.update(dict.fromkeys(uids, state))

    def unmark(self, uids: Sequence[str]) -> None:
        """Note that some steps did not arrive."""
        for uid in uids:
            self.steps.pop(uid, None)

    def of(self, state: str) -> tuple[str, ...]:
        """Return the steps that got so far."""
        return tuple(uid for uid, one in self.steps.items() if one == state)


def fingerprint(told: Any) -> str:  # noqa: ANN401 - any JSON-ready value
    """Return the SHA-256 (hex) of what was told, in its one spelling."""
    return hashlib.sha256(canonical_json(told).encode()).hexdigest()


def _one_by_one(identity: Sequence[str | None]) -> list[str]:
    return [fingerprint([place, one]) for place, one in enumerate(identity) if one is not None]


def _fresh(at: str, now: datetime, lag: timedelta) -> bool:
    return bool(at) and timedelta(0) <= now - datetime.fromisoformat(at) < lag


def _key(uid: str) -> str:
    return f"sent:{uid}"
