"""Keeping a paper of ten pages in blocks, against plain AES of the same bytes in one file."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from receptiondesk.domain.attachments import StoredFile
from receptiondesk.files.binding import bind
from receptiondesk.files.pictures import Picture
from receptiondesk.files.store import Store
from receptiondesk.paths import write_whole
from tests.benchmarks.ratio import Row, keep, pair_up, seconds

#: Eleven files that reach the disk together instead of one, three hashes instead of none.
WRITE_AT_MOST = 8.0
READ_AT_MOST = 6.0
PAIRS = 30
PAGE_BYTES = 200_000


def paper() -> bytes:
    """Ten pages of noise, which is what photographs look like to a disk."""
    return bind(
        [
            Picture(os.urandom(PAGE_BYTES), "DCTDecode", (1240, 1754), 3, 8, (8.3, 11.7))
            for _ in range(10)
        ]
    )


@dataclass
class Ours:
    """Papers kept as the program keeps them."""

    store: Store
    kept: list[tuple[StoredFile, bytes]] = field(default_factory=list)

    def write(self) -> float:
        data = paper()

        def work() -> None:
            file = self.store.described(data, "application/pdf", 10)
            with self.store.filing([(file, data)]):
                self.kept.append((file, data))

        return seconds(work)

    def read(self) -> float:
        file, data = self.kept[-1]
        return seconds(lambda: same(self.store.read(file), data))


@dataclass
class Bare:
    """The same bytes, each paper one file."""

    folder: Path
    cipher: AESGCM
    kept: list[tuple[Path, bytes]] = field(default_factory=list)

    def write(self) -> float:
        data, path = paper(), self.folder / f"{len(self.kept)}"

        def work() -> None:
            nonce = os.urandom(12)
            write_whole(path, nonce + self.cipher.encrypt(nonce, data, None))
            self.kept.append((path, data))

        return seconds(work)

    def read(self) -> float:
        path, data = self.kept[-1]

        def opened() -> bytes:
            sealed = path.read_bytes()
            return self.cipher.decrypt(sealed[:12], sealed[12:], None)

        return seconds(lambda: same(opened(), data))


@pytest.mark.bench
def test_keeping_pages_once_costs_a_few_times_plain_aes(tmp_path: Path) -> None:
    key = os.urandom(32)
    ours, bare = Ours(Store(tmp_path / "papers", key)), Bare(tmp_path, AESGCM(key))
    written = pair_up(ours.write, bare.write, pairs=PAIRS)
    read = pair_up(ours.read, bare.read, pairs=PAIRS)
    against = "plain AES of the same bytes, one durable file"
    for what, (mine, other, ratio), at_most in (
        ("keeping a paper of 10 pages", written, WRITE_AT_MOST),
        ("reading it back, proved", read, READ_AT_MOST),
    ):
        keep(Row(what, against, "ms", 1000 * mine, 1000 * other, ratio, at_most, PAIRS))
        assert ratio <= at_most


def same(found: bytes, kept: bytes) -> None:
    assert found == kept
