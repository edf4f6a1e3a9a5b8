"""How one block of papers is encrypted, and the address under which it is kept once.

The address is a keyed hash (HMAC-SHA256) of the block's bytes: the same bytes have one address in
this office, and who has no key cannot tell from the names in the folder whether a known page is
there. AES-256-GCM with a random nonce of its own; address and size are the associated data, so a
block under another one's name, cut or made longer does not open. Both keys are derived (HKDF,
RFC 5869) from the key of the folder.
"""

import hmac
import os
from functools import cached_property
from typing import TYPE_CHECKING

from receptiondesk.domain.attachments import Block

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_MAGIC = b"RDBLOCK1"
_NONCE_BYTES = 12
_TAG_BYTES = 16
_KEY_BYTES = 32
_FOR_ADDRESSES = b"receptiondesk paper block address"
_FOR_BYTES = b"receptiondesk paper block"
#: What the file of a block has beside the block's own bytes.
OVERHEAD = len(_MAGIC) + _NONCE_BYTES + _TAG_BYTES


class BadBlock(Exception):  # noqa: N818 - what was found, told upwards within this room
    """The file of a block does not hold what its address says."""


class BlockKeys:
    """The keys of one folder's blocks, derived when the first is needed and never shown."""

    def __init__(self, key: bytes) -> None:
        """Start from the key of the folder."""
        self._key = key

    def block(self, data: bytes) -> Block:
        """Return address and size of some bytes."""
        return Block(hmac.digest(self._addresses, data, "sha256").hex(), len(data))

    def sealed(self, block: Block, data: bytes) -> bytes:
        """Return a block's bytes encrypted, as they stand in its file."""
        nonce = os.urandom(_NONCE_BYTES)
        return _MAGIC + nonce + self._cipher.encrypt(nonce, data, _bound(block))

    def opened(self, block: Block, sealed: bytes) -> bytes:
        """Return a block's bytes, proved by their tag.

        Raises:
            BadBlock: they are not what was written under this address.
        """
        from cryptography.exceptions import InvalidTag

        start = len(_MAGIC) + _NONCE_BYTES
        if len(sealed) != block.size + OVERHEAD or not sealed.startswith(_MAGIC):
            raise BadBlock
        try:
            return self._cipher.decrypt(sealed[len(_MAGIC) : start], sealed[start:], _bound(block))
        except InvalidTag:
            raise BadBlock from None

    @cached_property
    def _addresses(self) -> bytes:
        return self._derived(_FOR_ADDRESSES)

    @cached_property
    def _cipher(self) -> "AESGCM":
        # Imported here: the window is built before any paper is opened, and its start is measured.
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._derived(_FOR_BYTES))

    def _derived(self, purpose: bytes) -> bytes:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF

        return HKDF(SHA256(), _KEY_BYTES, None, purpose).derive(self._key)


def _bound(block: Block) -> bytes:
    return _MAGIC + bytes.fromhex(block.address) + block.size.to_bytes(8, "big")
