"""The recovery code: 24 random bytes in forty letters that cannot be mistaken for one another.

The database key is derived from it (HKDF-SHA256, RFC 5869), so the code opens the file even when
keyring, passphrase and key file are all lost. It is shown once and kept nowhere. The alphabet is
Crockford's base 32, read with I, L as 1 and O as 0; the last eight bits are a check.
"""

import hashlib
import secrets

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from receptiondesk.domain.errors import Problem, Refused

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILO", "110")
_SEED_BYTES = 24
_LETTERS = 40
_GROUP = 5
_KEY_BYTES = 32
_PURPOSE = b"receptiondesk database key"


def new_code() -> str:
    """Return a new code in eight groups of five, from the operating system's randomness."""
    return _spell(secrets.token_bytes(_SEED_BYTES))


def key_from_code(code: str) -> bytes:
    """Return the 32-byte database key that a code stands for.

    Raises:
        Refused: bad_recovery_code, when a letter is missing or mistyped.
    """
    letters = "".join(c for c in code.upper().translate(_READ_AS) if c.isalnum())
    if len(letters) != _LETTERS or any(c not in _ALPHABET for c in letters):
        raise _refusal()
    number = 0
    for letter in letters:
        number = number * 32 + _ALPHABET.index(letter)
    data = number.to_bytes(_SEED_BYTES + 1, "big")
    seed, check = data[:-1], data[-1:]
    if _check(seed) != check:
        raise _refusal()
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE).derive(seed)


def _spell(seed: bytes) -> str:
    number = int.from_bytes(seed + _check(seed), "big")
    letters = "".join(_ALPHABET[(number >> shift) & 31] for shift in range(195, -1, -5))
    return "-".join(letters[i : i + _GROUP] for i in range(0, _LETTERS, _GROUP))


def _check(seed: bytes) -> bytes:
    return hashlib.sha256(b"receptiondesk recovery check" + seed).digest()[:1]


def _refusal() -> Refused:
    return Refused(
        Problem(
            "recovery_code",
            "bad_recovery_code",
            "Mã khôi phục chưa đúng: mã có 8 nhóm, mỗi nhóm 5 chữ hoặc số. Dữ liệu không bị thay "
            "đổi. Xin đối chiếu với tờ đã in khi thiết lập và gõ lại.",
        )
    )
