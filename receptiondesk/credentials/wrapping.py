"""A key wrapped by a passphrase: argon2id (RFC 9106) makes the wrapping key, AES-GCM wraps."""

import base64
import secrets
from dataclasses import asdict, dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from receptiondesk.domain.text import nfc

_SALT_BYTES = 16
_NONCE_BYTES = 12
_WRAPPING_KEY_BYTES = 32
_ALGORITHM = "argon2id+aes-256-gcm"


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess costs; the default is the second choice of RFC 9106 section 4."""

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4


def wrap(key: bytes, passphrase: str, purpose: str, cost: Cost) -> dict[str, Any]:
    """Return the key wrapped, JSON-ready, with everything needed to unwrap it but the passphrase.

    ``purpose`` is bound in: a slot moved into another key file does not open.
    """
    salt, nonce = secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    sealed = AESGCM(_wrapping_key(passphrase, salt, cost)).encrypt(nonce, key, purpose.encode())
    return {
        "algorithm": _ALGORITHM,
        **asdict(cost),
        "salt": _text(salt),
        "nonce": _text(nonce),
        "sealed": _text(sealed),
    }


def unwrap(slot: dict[str, Any], passphrase: str, purpose: str) -> bytes | None:
    """Return the key, ``None`` when the passphrase is not the one that wrapped it.

    Raises:
        ValueError, KeyError: the slot is damaged.
    """
    if slot["algorithm"] != _ALGORITHM:
        message = "unknown way of wrapping"
        raise ValueError(message)
    cost = Cost(int(slot["passes"]), int(slot["memory_kib"]), int(slot["lanes"]))
    wrapping_key = _wrapping_key(passphrase, _bytes(slot["salt"]), cost)
    try:
        return AESGCM(wrapping_key).decrypt(
            _bytes(slot["nonce"]), _bytes(slot["sealed"]), purpose.encode()
        )
    except InvalidTag:
        return None


def _wrapping_key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    # Imported here: an office with a keyring never needs it, and the start is measured.
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        nfc(passphrase).encode(),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=_WRAPPING_KEY_BYTES,
        type=Type.ID,
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
