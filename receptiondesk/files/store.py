"""The folder of scanned papers: each encrypted, named by its content, kept once.

``papers/ab/abcdef…`` holds one file. A file gets its name only when it is wholly on the disk, and
before the transaction that files it: a row without its file can never be. What a crash leaves
behind between the two is told by a note in ``papers/filing`` and removed by `sweep`; nothing else
is ever removed, so the data that a restore sets aside keep their papers.
"""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from receptiondesk.domain.attachments import StoredFile
from receptiondesk.files import chunks
from receptiondesk.files.chunks import BadChunk
from receptiondesk.paths import make_private_folder, sync_folder, write_whole

_FILING = "filing"
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Store:
    """One folder of papers under one key. The key is never shown."""

    folder: Path
    key: bytes = field(repr=False)

    def place(self, sha256: str) -> Path:
        """Return where the file of a content lies."""
        return self.folder / sha256[:2] / sha256

    @contextmanager
    def filing(self, contents: Sequence[bytes]) -> Iterator[None]:
        """Put contents on the disk for a transaction inside the block that files them.

        The caller holds the folder's lock. When the block fails, the note of them stays and
        `sweep` removes what no row names.

        Raises:
            OSError: disk full, no right to write.
        """
        names = [hashlib.sha256(data).hexdigest() for data in contents]
        note = self.folder / _FILING / uuid.uuid4().hex
        make_private_folder(note.parent)
        write_whole(note, "\n".join(names).encode())
        for name, data in zip(names, contents, strict=True):
            self._put(name, data)
        yield
        with suppress(OSError):  # what was done is done; the next sweep finds nothing to remove
            note.unlink()

    def _put(self, name: str, data: bytes) -> None:
        """Write one content durably, unless it is there whole."""
        if self.faulty(name, len(data)) is not None:
            self._write(name, chunks.sealed(data, self.key))

    def read(self, file: StoredFile) -> bytes:
        """Return a content, checked against its name.

        Raises:
            BadChunk: it is not what was filed.
            OSError: it is not there or cannot be read.
        """
        data = b"".join(chunks.opened(self.place(file.sha256), self.key, file.sha256, file.size))
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise BadChunk(0, len(file.chunks))
        return data

    def faulty(self, sha256: str, size: int) -> BadChunk | OSError | None:
        """Return what is wrong with a file, ``None`` when it is there and whole."""
        told = hashlib.sha256()
        try:
            for piece in chunks.opened(self.place(sha256), self.key, sha256, size):
                told.update(piece)
        except (BadChunk, OSError) as error:
            return error
        return None if told.hexdigest() == sha256 else BadChunk(0, 0)

    def sweep(self, wanted: Callable[[Iterable[str]], frozenset[str]]) -> int:
        """Remove what acts that never ended left behind; return how many files went.

        The caller holds the folder's lock, so that no act is under way.

        Args:
            wanted: returns those of some names that rows refer to.

        Raises:
            OSError: the folder cannot be tidied now.
        """
        removed = 0
        for note in sorted((self.folder / _FILING).glob("*")):
            names = set(_NAME.findall(note.read_text("ascii", errors="replace")))
            for name in sorted(names - wanted(names)):
                path = self.place(name)
                for leftover in path.parent.glob(f".{name[:40]}.*"):
                    leftover.unlink(missing_ok=True)
                if path.exists():
                    path.unlink()
                    removed += 1
            note.unlink()
        return removed

    def unswept(self) -> bool:
        """Return whether an act began and did not end: under way elsewhere, or killed."""
        with suppress(OSError):
            return any((self.folder / _FILING).glob("*"))
        return False

    def sealed(self, file: StoredFile) -> bytes:
        """Return a file as it lies here, encrypted, after proving that it is what was filed.

        Raises:
            BadChunk: it is not what was filed.
            OSError: it is not there or cannot be read.
        """
        return chunks.sealed(self.read(file), self.key)

    def has(self, file: StoredFile) -> bool:
        """Return whether a file of the right length lies here; cheap, and no proof of more."""
        with suppress(OSError):
            return self.place(file.sha256).stat().st_size == chunks.stored_size(file.size)
        return False

    def take(self, file: StoredFile, sealed: bytes) -> None:
        """Put an encrypted file here, durably.

        Raises:
            OSError: the folder cannot be written.
        """
        self._write(file.sha256, sealed)

    def _write(self, name: str, sealed: bytes) -> None:
        path = self.place(name)
        new = not path.parent.is_dir()
        make_private_folder(path.parent)
        write_whole(path, sealed)
        if new:
            sync_folder(self.folder)
