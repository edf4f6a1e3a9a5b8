"""What the signed code of a receipt says, and how it is spelled.

The desk's own, beside the code that Circular 01/2023/TT-VPCP asks for: code, procedure, unit, time
of reception and promised time of one receipt, signed by the office's key (Ed25519, RFC 8032).
Spelled with the letters of QR's alphanumeric mode (ISO/IEC 18004), two thirds the size of bytes:

    ``RD1:<code>:<procedure>:<unit>:<received>:<due>:<key>:<signature>``

Times are Vietnamese wall time ``YYYYMMDDhhmm``; ``due`` is empty where no day was promised; ``key``
is the key's name; the signature is base 32 without filling and stands over everything before its
colon. Its letters are not RFC 4648's: a scanner types like a keyboard, and a Vietnamese typing
method between the two would make "Â" of "AA" and "Á" of "AS" or "A1". Without vowels, D and W
there is nothing for Telex or VNI to change.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from receptiondesk.domain.clock import VIETNAM, local

#: How every signed code begins; a later spelling gets another number.
MARK: Final = "RD1"
#: The letters that no Vietnamese typing method touches, and the four signs that fill them up.
UNTOUCHED: Final = "0123456789BCFGHJKLMNPQRSTVXZ"
_BASE32: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_OURS: Final = str.maketrans(_BASE32, f"{UNTOUCHED}+./-")
_FROM_OURS: Final = str.maketrans(f"{UNTOUCHED}+./-", _BASE32)
_PARTS: Final = 8
_SIGNATURE_BYTES: Final = 64
_MINUTE: Final = "%Y%m%d%H%M"
_TIME: Final = re.compile(r"[0-9]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class SealedFacts:
    """What the office signs of a receipt; times are aware, to the minute.

    ``unit`` is the office's organisation code (Decision 20/2020/QĐ-TTg).
    """

    code: str
    procedure: str
    unit: str
    received_at: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Seal:
    """A signed code taken apart. ``message`` is what the ``signature`` stands over."""

    facts: SealedFacts
    key_id: str
    message: bytes
    signature: bytes


def message(facts: SealedFacts, key: str) -> str:
    """Return the text that is signed; a colon inside a value becomes a point."""
    values = (
        facts.code,
        facts.procedure,
        facts.unit,
        _spelled(facts.received_at),
        _spelled(facts.due_at) if facts.due_at else "",
        key,
    )
    return ":".join([MARK, *(value.replace(":", ".") for value in values)])


def spell(signed: str, signature: bytes) -> str:
    """Return the whole code: the signed text and its signature."""
    letters = base64.b32encode(signature).decode("ascii").rstrip("=").translate(_TO_OURS)
    return f"{signed}:{letters}"


def is_seal(text: str) -> bool:
    """Return whether a scanned text claims to be a signed code of a receipt."""
    return text.strip().startswith(f"{MARK}:")


def key_id(text: str) -> str:
    """Return the name of the key that a code says it was signed by; empty for another text."""
    parts = text.strip().split(":")
    return parts[-2] if is_seal(text) and len(parts) == _PARTS else ""


def parse(text: str) -> Seal | None:
    """Take a code apart; ``None`` when it is no signed code, or one with a part missing or broken.

    There is one spelling only, so that no two texts pass for one receipt.
    """
    parts = text.strip().split(":")
    if len(parts) != _PARTS or parts[0] != MARK:
        return None
    _, code, procedure, unit, received, due, key, letters = parts
    signature, received_at, due_at = _bytes(letters), _read(received), _read(due) if due else None
    if signature is None or received_at is None or (due and due_at is None):
        return None
    facts = SealedFacts(code, procedure, unit, received_at, due_at)
    signed = message(facts, key)
    if spell(signed, signature) != text.strip():
        return None
    return Seal(facts, key, signed.encode(), signature)


def _spelled(moment: datetime) -> str:
    return local(moment).strftime(_MINUTE)


def _read(text: str) -> datetime | None:
    if not _TIME.fullmatch(text):
        return None
    try:
        return datetime.strptime(text, _MINUTE).replace(tzinfo=VIETNAM)
    except ValueError:
        return None


def _bytes(letters: str) -> bytes | None:
    try:
        found = base64.b32decode(letters.translate(_FROM_OURS) + "=" * (-len(letters) % 8))
    except (binascii.Error, ValueError):
        return None
    return found if len(found) == _SIGNATURE_BYTES else None
