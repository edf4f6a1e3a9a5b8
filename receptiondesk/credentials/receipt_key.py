"""The key by which an office signs its receipts: Ed25519 (RFC 8032).

Its secret half is derived from the key of the office's data, so it exists from set-up on, is the
same at every counter, travels with a backup and is written down nowhere. The public half is given
to whoever wants to check receipts: other desks, inspectors.
"""

import hashlib

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.receipt_seal import UNTOUCHED

_NAME_LETTERS = 8


class PublicKey:
    """The half that checks. ``key_id``: eight letters made of the key itself."""

    def __init__(self, key: Ed25519PublicKey) -> None:
        """Name the key."""
        self._key = key
        raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)
        number = int.from_bytes(hashlib.sha256(raw).digest())
        letters = []
        for _ in range(_NAME_LETTERS):
            number, rest = divmod(number, len(UNTOUCHED))
            letters.append(UNTOUCHED[rest])
        self.key_id = "".join(letters)

    @classmethod
    def read(cls, pem: bytes) -> "PublicKey":
        """Read a key from its PEM text (RFC 8410).

        Raises:
            Refused: bad_key, when it holds no public key of this kind.
        """
        try:
            key = load_pem_public_key(pem)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise _refusal() from error
        if not isinstance(key, Ed25519PublicKey):
            raise _refusal()
        return cls(key)

    def pem(self) -> str:
        """Return the key as a PEM text, which other tools read as well."""
        return self._key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def confirms(self, message: bytes, signature: bytes) -> bool:
        """Return whether this key's owner signed exactly this message."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class ReceiptKey:
    """The half that signs; its secret stays inside."""

    def __init__(self, seed: bytes) -> None:
        """Take 32 secret bytes."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = PublicKey(self._key.public_key())

    def sign(self, message: bytes) -> bytes:
        """Return the 64 bytes of the signature; the same message gives the same bytes."""
        return self._key.sign(message)

    def __repr__(self) -> str:
        """Name the key; its secret stays out of every text."""
        return f"ReceiptKey({self.public.key_id!r})"


def _refusal() -> Refused:
    message = (
        "Tệp này không phải khóa công khai để kiểm tra giấy tiếp nhận. Xin lấy lại tệp khóa từ cơ "
        "quan đã cấp giấy (lệnh receipt-key)."
    )
    return Refused(Problem("key", "bad_key", message))
