"""A token and how long it lives, by a clock that nobody can set.

A sign-in tells ``expires_in`` in seconds (portals.md B.7, C.2: Keycloak, client credentials); where
it does not, a token that is a JWT (Tân Dân) tells when it was made and when it ends (RFC 7519
section 4.1), and the difference is its life whatever this machine's clock says. A token that tells
neither is used until it is turned away.
"""

import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from sync.portals.server_numbered.shape import text_at

#: A token is renewed so many seconds before its end, but never in the first three quarters of it.
_MARGIN_S = 60.0
_MARGIN_PART = 0.25
#: A life longer than this (a year) says nothing.
_LONGEST_S = 366 * 24 * 3600.0
_PARTS_OF_A_JWT = 3


@dataclass(frozen=True, slots=True)
class Token:
    """What a sign-in gave.

    ``until`` is the reading of ``seconds`` from which on it is not used any more; ``None``: its
    life is not known.
    """

    access: str = field(repr=False)
    refresh: str = field(repr=False, default="")
    until: float | None = None
    seconds: Callable[[], float] = field(repr=False, default=time.monotonic)

    @property
    def over(self) -> bool:
        """Return whether it ended or is about to."""
        return self.until is not None and self.seconds() >= self.until


def token_of(
    data: object, access: str, refresh: str, seconds: Callable[[], float], asked_at: float
) -> Token:
    """Return the token of a sign-in's answer.

    Args:
        data: The answer.
        access: The token in it.
        refresh: What renews it, empty for nothing.
        seconds: A clock that only runs forward.
        asked_at: Its reading before the sign-in was asked: the life began no sooner.
    """
    told = text_at(data, "expires_in") or text_at(data, "data", "expires_in")
    life = _life(told) or _life_of_jwt(access)
    until = None if life is None else asked_at + life - min(_MARGIN_S, life * _MARGIN_PART)
    return Token(access, refresh, until, seconds)


def _life(told: str) -> float | None:
    try:
        life = float(told)
    except ValueError:
        return None
    return life if 0 < life < _LONGEST_S else None


def _life_of_jwt(access: str) -> float | None:
    parts = access.split(".")
    if len(parts) != _PARTS_OF_A_JWT:
        return None
    try:
        told = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        made, ends = float(text_at(told, "iat")), float(text_at(told, "exp"))
    except (ValueError, RecursionError):
        return None
    return _life(str(ends - made))
