"""Where the papers of an office lie, and files as they were kept before blocks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest import mock

from receptiondesk.desk import attachments
from receptiondesk.domain.attachments import StoredFile
from receptiondesk.files.store import Store
from receptiondesk.office import Office
from receptiondesk.storage import attachments as rows


def stored(office: Office, sha256: str) -> StoredFile:
    """Return what the office's data tell of a file."""
    with office.database.read() as session:
        kept = rows.file(session, sha256)
    assert kept is not None
    return kept


def names(office: Office, sha256: str) -> list[str]:
    """Return the names in the folder of papers that a file is made of: its frame first."""
    layout = stored(office, sha256).layout
    return [sha256] if layout is None else [block.address for block in layout.blocks]


def places(office: Office, sha256: str) -> list[Path]:
    """Return where the bytes of a file lie, encrypted: its frame first."""
    return [attachments.store(office).place(name) for name in names(office, sha256)]


def on_disk(office: Office) -> list[str]:
    """Return every name in the folder of papers."""
    return sorted(file.name for file in office.paths.papers.glob("??/*"))


@contextmanager
def as_before_blocks() -> Iterator[None]:
    """Inside the block files are kept as earlier releases did: whole, under their SHA-256."""
    described = Store.described

    def whole(store: Store, data: bytes, mime: str, pages: int) -> StoredFile:
        return replace(described(store, data, mime, pages), layout=None)

    with mock.patch.object(Store, "described", whole):
        yield
