"""How files were kept before blocks (`blocks`): whole, in chunks, each bound to its place.

What lies there so is read, proved, copied and mended so, for ever; new files are cut into blocks.
AES-256-GCM per chunk of 1 MiB. The key of a file is derived (HKDF, RFC 5869) from the key of the
folder and the content's own SHA-256, and the nonce of a chunk is its number: one key and nonce
never meet two plaintexts, and the same content always gives the same bytes, so that copies can be
compared by name and size. Number and count of the chunks are the associated data: a chunk that is
cut off, swapped or put into another file does not open.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

CHUNK_BYTES = 1024 * 1024
_MAGIC = b"RDPAPER1"
_TAG_BYTES = 16
_NONCE_BYTES = 12
_KEY_BYTES = 32
_PURPOSE = b"receptiondesk paper file "


class BadChunk(Exception):  # noqa: N818 - what was found, told upwards within this room and desk
    """A chunk (from 1) that is not what was written; number 0 is the file as a whole."""

    def __init__(self, number: int, count: int) -> None:
        """Keep which chunk of how many."""
        super().__init__(f"chunk {number} of {count}")
        self.number = number
        self.count = count


class Hashes:
    """The SHA-256 of a content and of each MiB of it, told piece by piece."""

    def __init__(self) -> None:
        """Start with nothing told."""
        self._whole = hashlib.sha256()
        self._each: list[str] = []
        self._last, self._room = hashlib.sha256(), CHUNK_BYTES

    def update(self, piece: bytes) -> None:
        """Go on with the next bytes, however many."""
        self._whole.update(piece)
        rest = memoryview(piece)
        while rest:
            part, rest = rest[: self._room], rest[self._room :]
            self._last.update(part)
            self._room -= len(part)
            if not self._room:
                self._each.append(self._last.hexdigest())
                self._last, self._room = hashlib.sha256(), CHUNK_BYTES

    @property
    def whole(self) -> str:
        """The SHA-256 (hex) of all that was told."""
        return self._whole.hexdigest()

    @property
    def each(self) -> tuple[str, ...]:
        """The SHA-256 (hex) of each MiB, the last one as far as it goes."""
        last = (self._last.hexdigest(),) if self._room < CHUNK_BYTES else ()
        return (*self._each, *last)


def hashes(data: bytes) -> tuple[str, ...]:
    """Return the SHA-256 (hex) of each MiB."""
    told = Hashes()
    told.update(data)
    return told.each


def sealed(data: bytes, key: bytes) -> bytes:
    """Return the content encrypted, as it stands in its file."""
    name = hashlib.sha256(data).hexdigest()
    cipher = _cipher(key, name)
    pieces = [data[at : at + CHUNK_BYTES] for at in range(0, len(data), CHUNK_BYTES)]
    return _MAGIC + b"".join(
        cipher.encrypt(_nonce(number), piece, _place(number, len(pieces)))
        for number, piece in enumerate(pieces, start=1)
    )


def opened(path: Path, key: bytes, name: str, size: int) -> Iterator[bytes]:
    """Yield the pieces of a file's content, each proved by its tag before it is given.

    Args:
        path: the file.
        key: the key of the folder.
        name: the SHA-256 (hex) of the content.
        size: bytes of the content.

    Raises:
        BadChunk: a piece is not what was written, or the file is longer or shorter.
        OSError: the file is not there or cannot be read.
    """
    from cryptography.exceptions import InvalidTag

    count = max(1, -(-size // CHUNK_BYTES))
    cipher = _cipher(key, name)
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise BadChunk(1, count)
        for number in range(1, count + 1):
            length = min(CHUNK_BYTES, size - (number - 1) * CHUNK_BYTES)
            try:
                yield cipher.decrypt(
                    _nonce(number), file.read(length + _TAG_BYTES), _place(number, count)
                )
            except InvalidTag:
                raise BadChunk(number, count) from None
        if file.read(1):
            raise BadChunk(0, count)


def stored_size(size: int) -> int:
    """Return how many bytes the file of a content of ``size`` bytes has."""
    return len(_MAGIC) + size + _TAG_BYTES * max(1, -(-size // CHUNK_BYTES))


def _cipher(key: bytes, name: str) -> "AESGCM":
    # Imported here: the window is built before any paper is opened, and its start is measured.
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return AESGCM(HKDF(SHA256(), _KEY_BYTES, None, _PURPOSE + name.encode()).derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(_NONCE_BYTES, "big")


def _place(number: int, count: int) -> bytes:
    return _MAGIC + number.to_bytes(8, "big") + count.to_bytes(8, "big")
