"""Files that belong to a paper of a dossier: what the journal tells of them, and their names.

A scanned paper that is cut into several files ("phần 1/3") is several attachments, each sent and
proved on its own. ``uid`` of an attachment is the uid of its ``ATTACHED`` event: the idempotency
key under which a portal keeps it.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import Delivery, DeliveryState
from receptiondesk.domain.projection import handed_in
from receptiondesk.domain.text import clean_line, fold, unprintable

_NAME_AT_MOST = 120
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_UNNAMED = "giay-to"


@dataclass(frozen=True, slots=True)
class Block:
    """Bytes that files share and that are kept once: their keyed hash (hex), how many they are."""

    address: str
    size: int


@dataclass(frozen=True, slots=True)
class Piece:
    """The next ``size`` bytes of a file: those from ``at`` on in block ``block`` (from 0)."""

    block: int
    at: int
    size: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The blocks of a stored file, each named once, and the pieces that make its content."""

    blocks: tuple[Block, ...]
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it lies beside the database: named by its content, ``size`` bytes, unencrypted.

    ``chunks`` are the SHA-256 (hex) of each MiB of the content, in order. Without a ``layout`` it
    lies there in one, as files did before blocks.
    """

    sha256: str
    size: int
    mime: str
    pages: int
    chunks: tuple[str, ...]
    layout: Layout | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a dossier to which files may belong; ``position`` counts from 1."""

    position: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file of a paper, or one part of it (``part`` of ``parts``, from 1).

    ``size`` is in bytes, ``added_at`` and ``removed_at`` aware and in UTC; ``deliveries`` say how
    far it got towards each portal (its removal, once it is removed).
    """

    uid: str
    dossier_uid: str
    paper_code: str
    paper_name: str
    name: str
    part: int
    parts: int
    sha256: str
    size: int
    mime: str
    pages: int
    added_at: datetime
    officer: str
    removed_at: datetime | None = None
    deliveries: tuple[Delivery, ...] = ()

    @property
    def proved(self) -> bool:
        """Return whether every portal it goes to showed that it has it right."""
        return bool(self.deliveries) and all(
            one.state is DeliveryState.PROVED for one in self.deliveries
        )


@dataclass(frozen=True, slots=True)
class Confirmed:
    """How many papers with files a portal confirmed whole, of how many ("3/5 giấy tờ")."""

    proved: int
    papers: int

    @property
    def sentence(self) -> str:
        """Return the Vietnamese words for it, empty without files."""
        if not self.papers:
            return ""
        return f"{self.proved}/{self.papers} giấy tờ đã được cổng xác nhận"


def confirmed(attachments: Iterable[Attachment]) -> Confirmed:
    """Count the papers with files, and those of which every file is proved."""
    papers: dict[tuple[str, str], bool] = {}
    for one in attachments:
        if one.removed_at is None:
            key = (one.paper_code, one.paper_name)
            papers[key] = papers.get(key, True) and one.proved
    return Confirmed(sum(papers.values()), len(papers))


def papers_of(dossier: Dossier) -> tuple[Paper, ...]:
    """Return the papers of a dossier that files may belong to, in the order of its checklist.

    Papers that are only shown are handed back and not scanned (Circular 03/2025 art. 5, on
    Circular 01/2023/TT-VPCP art. 8); papers that the desk wrote in beside the list come last.
    """
    listed = [
        (paper.code, paper.name) for paper in dossier.procedure.papers if not paper.shown_only
    ]
    known = set(listed)
    own = [
        (tick.code, tick.name)
        for tick in handed_in(dossier.facts, dossier.procedure)
        if not tick.code and (tick.code, tick.name) not in known
    ]
    return tuple(
        Paper(number, code, name) for number, (code, name) in enumerate([*listed, *own], start=1)
    )


def find_paper(papers: Sequence[Paper], asked: str) -> Paper | None:
    """Return the paper meant by a code, a name or a position; ``None`` when none or several are."""
    text = clean_line(asked)
    by_code = [paper for paper in papers if paper.code and paper.code.lower() == text.lower()]
    by_name = [paper for paper in papers if fold(paper.name) == fold(text)]
    by_place = [paper for paper in papers if str(paper.position) == text]
    for found in (by_code, by_name, by_place):
        if len(found) == 1:
            return found[0]
    return None


def clean_name(name: str, part: int = 1, parts: int = 1) -> str:
    """Return a name that every system takes, for a PDF made of a file called ``name``.

    Folders, control characters and what Windows forbids go; letters stay Vietnamese (NFC).
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    stem = last.rsplit(".", maxsplit=1)[0] if "." in last[1:] else last
    bare = "".join(" " if unprintable(letter) else letter for letter in stem)
    plain = clean_line(_FORBIDDEN.sub("_", bare)).strip(". ")[:_NAME_AT_MOST].strip(". ")
    if not plain or _DEVICES.match(plain):
        plain = f"{_UNNAMED} {plain}".strip()
    return f"{plain}.pdf" if parts == 1 else f"{plain} ({part}-{parts}).pdf"


def attached_payload(
    paper: Paper, name: str, file: StoredFile, place: tuple[int, int]
) -> dict[str, Any]:
    """Return the payload of ``ATTACHED``; ``place`` is the part and the number of parts."""
    return {
        "paper_code": paper.code,
        "paper_name": paper.name,
        "name": name,
        "part": place[0],
        "parts": place[1],
        "sha256": file.sha256,
        "size": file.size,
        "mime": file.mime,
        "pages": file.pages,
    }


def detached_payload(attachment: Attachment, reason: str) -> dict[str, Any]:
    """Return the payload of ``DETACHED``."""
    return {"attachment": attachment.uid, "name": attachment.name, "reason": reason}


#: What an attachment's row says that its ``ATTACHED`` event must say too.
TOLD_OF_ATTACHMENT = ("paper_code", "paper_name", "name", "part", "parts", "sha256")
#: What a stored file's row says that the event of each of its attachments must say too.
TOLD_OF_FILE = ("size", "mime", "pages")


def same_as_told(row: Mapping[str, Any], told: Mapping[str, Any], names: Iterable[str]) -> bool:
    """Return whether a row says what an event's payload tells."""
    return all(name in told and row[name] == told[name] for name in names)
