"""The folder of scanned papers: in encrypted blocks, each named by a keyed hash and kept once.

A file is a list of blocks (`cutting`); ``papers/ab/abcdef…`` holds one of them, whatever files and
dossiers it belongs to. A block gets its name only when it is wholly on the disk, and before the
transaction that files it: a row without its blocks can never be. What a crash leaves behind
between the two is told by a note in ``papers/filing`` and removed by `sweep`; nothing else is ever
removed, so the data that a restore sets aside keep their papers. Files of earlier releases lie
there whole, under their SHA-256 (`chunks`), and stay so.
"""

import hashlib
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from receptiondesk.domain.attachments import Block, Layout, StoredFile
from receptiondesk.files import blocks, chunks, cutting
from receptiondesk.files.blocks import BadBlock, BlockKeys
from receptiondesk.files.chunks import BadChunk
from receptiondesk.paths import make_private_folder, staged, sync_folder, write_whole

_FILING = "filing"
#: Files that are put on the disk together.
_AT_ONCE = 8
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Store:
    """One folder of papers under one key. The key is never shown."""

    folder: Path
    key: bytes = field(repr=False)

    @cached_property
    def _keys(self) -> BlockKeys:
        return BlockKeys(self.key)

    def place(self, name: str) -> Path:
        """Return where a block lies by its address, or a file of an earlier release."""
        return self.folder / name[:2] / name

    def described(self, data: bytes, mime: str, pages: int) -> StoredFile:
        """Return how a content will lie here: its hashes and its blocks. Nothing is written."""
        told = chunks.Hashes()
        told.update(data)
        layout = cutting.laid_out(data, self._keys.block)
        return StoredFile(told.whole, len(data), mime, pages, told.each, layout)

    @contextmanager
    def filing(self, files: Sequence[tuple[StoredFile, bytes]]) -> Iterator[None]:
        """Put contents on the disk for a transaction inside the block that files them.

        The caller holds the folder's lock. When the block fails, the note of what was not there
        before stays, and `sweep` removes what no row names.

        Raises:
            OSError: disk full, no right to write.
        """
        lacking: dict[str, Callable[[], bytes]] = {}
        for file, data in files:
            lacking |= self._lacking(file, data)
        note = self.folder / _FILING / uuid.uuid4().hex
        if lacking:
            make_private_folder(note.parent)
            write_whole(note, "\n".join(lacking).encode())
            self._write(lacking)
        yield
        if lacking:
            with suppress(OSError):  # what was done is done; the next sweep finds nothing to remove
                note.unlink()

    def _lacking(self, file: StoredFile, data: bytes) -> dict[str, Callable[[], bytes]]:
        """Return what must be written so that a content is here whole: names, and what to write."""
        if file.layout is None:
            sealing = partial(chunks.sealed, data, self.key)
            return {file.sha256: sealing} if self.faulty(file) else {}
        return {
            block.address: partial(self._keys.sealed, block, cut)
            for block, cut in cutting.contents(data, file.layout)
            if not self._holds(block)
        }

    def _holds(self, block: Block) -> bool:
        """Return whether a block lies here and opens."""
        try:
            self._opened(block)
        except (BadBlock, OSError):
            return False
        return True

    def _opened(self, block: Block) -> bytes:
        with self.place(block.address).open("rb") as file:
            # One byte more than it has: what was made longer is told by its length.
            return self._keys.opened(block, file.read(block.size + blocks.OVERHEAD + 1))

    def pieces(self, file: StoredFile) -> Iterator[bytes]:
        """Yield a content piece by piece, each proved by its tag; at most two MiB are held.

        Raises:
            BadChunk: a piece is not what was filed.
            OSError: it is not there or cannot be read.
        """
        if file.layout is None:
            place = self.place(file.sha256)
            yield from chunks.opened(place, self.key, file.sha256, file.size)
            return
        done = 0
        for piece in self._of_blocks(file.layout):
            if piece is None:
                raise BadChunk(done // chunks.CHUNK_BYTES + 1, max(1, len(file.chunks)))
            yield piece
            done += len(piece)

    def _of_blocks(self, layout: Layout) -> Iterator[bytes | None]:
        """Yield the pieces of a file, ``None`` in the place of the first that is not what it was.

        The block that was not used up stays open: pieces of the frame stand between the pages.
        """
        number, held = -1, b""
        for piece in layout.pieces:
            block = layout.blocks[piece.block]
            try:
                if piece.size == block.size:
                    yield self._opened(block)
                    continue
                if piece.block != number:
                    number, held = piece.block, self._opened(block)
            except BadBlock:
                yield None
                return
            yield held[piece.at : piece.at + piece.size]

    def read(self, file: StoredFile) -> bytes:
        """Return a content, checked against its name.

        Raises:
            BadChunk: it is not what was filed.
            OSError: it is not there or cannot be read.
        """
        data = b"".join(self.pieces(file))
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise BadChunk(0, len(file.chunks))
        return data

    def proved(self, file: StoredFile) -> tuple[str, ...]:
        """Read a file through without keeping it; return the SHA-256 (hex) of each MiB.

        Raises:
            BadChunk: it is not what was filed.
            OSError: it is not there or cannot be read.
        """
        told = chunks.Hashes()
        for piece in self.pieces(file):
            told.update(piece)
        if told.whole != file.sha256:
            raise BadChunk(0, len(file.chunks))
        return told.each

    def faulty(self, file: StoredFile) -> bool:
        """Return whether a file is missing, cannot be read or is not what was filed."""
        try:
            self.proved(file)
        except (BadChunk, OSError):
            return True
        return False

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
            for path in map(self.place, sorted(names)):
                for leftover in path.parent.glob(f".{path.name[:40]}.*"):
                    leftover.unlink(missing_ok=True)
            for path in map(self.place, sorted(names - wanted(names))):
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

    def sealed(self, file: StoredFile) -> dict[str, bytes]:
        """Return what lies here of a file, encrypted and by name, after proving it.

        Raises:
            BadChunk: it is not what was filed.
            OSError: it is not there or cannot be read.
        """
        self.proved(file)
        names = [block.address for block in file.layout.blocks] if file.layout else [file.sha256]
        return {name: self.place(name).read_bytes() for name in names}

    def has(self, file: StoredFile) -> bool:
        """Return whether all of a file lies here by its lengths; cheap, and no proof of more."""
        sizes = {file.sha256: chunks.stored_size(file.size)}
        if file.layout is not None:
            sizes = {one.address: one.size + blocks.OVERHEAD for one in file.layout.blocks}
        with suppress(OSError):
            there = [self.place(name).stat().st_size == size for name, size in sizes.items()]
            return bool(there) and all(there)
        return False

    def take(self, file: StoredFile, sealed: Mapping[str, bytes]) -> None:
        """Put a file here, durably, as another folder under the same key gave it.

        Raises:
            OSError: the folder cannot be written.
        """
        there = file.layout.blocks if file.layout is not None else ()
        whole = {one.address for one in there if self._holds(one)}
        self._write(
            {name: partial(bytes, data) for name, data in sealed.items() if name not in whole}
        )

    def _write(self, files: Mapping[str, Callable[[], bytes]]) -> None:
        """Write files durably, each wholly or not at all; their bytes are made when needed.

        Several at once: a disk takes ten small files into one flush, asked one by one into ten.
        """
        # Imported here: the window is built before any paper is written, and its start is measured.
        from concurrent.futures import ThreadPoolExecutor

        places = {self.place(name): made for name, made in files.items()}
        folders = {path.parent for path in places}
        if not all(folder.is_dir() for folder in folders):
            folders.add(self.folder)
        ready: list[tuple[Path, Path]] = []

        def stage(path: Path) -> None:
            make_private_folder(path.parent)
            ready.append((staged(path, places[path]()), path))

        with ThreadPoolExecutor(_AT_ONCE) as hands:
            try:
                _all_of(hands.map(stage, places))
                for temporary, path in ready:
                    temporary.replace(path)
            except OSError:
                hands.shutdown(cancel_futures=True)
                for temporary, _ in ready:
                    temporary.unlink(missing_ok=True)
                raise
            _all_of(hands.map(sync_folder, folders))


def _all_of(done: Iterator[None]) -> None:
    """Wait for all of some work, and hear what went wrong with it."""
    for _ in done:
        pass
