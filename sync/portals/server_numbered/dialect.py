"""What a dialect knows: how its calls are written and where its facts stand; no decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from receptiondesk.domain.code_map import CodeKind, CodeMap
from receptiondesk.domain.dossier import Status
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Capabilities, Outgoing, Paper
from sync.portals.server_numbered.kept import Place
from sync.portals.server_numbered.options import Options
from sync.portals.server_numbered.shape import Field, Record
from sync.portals.server_numbered.talk import Talk
from sync.session import Reply

#: One attachment as a portal refers to it: ``paper`` (our key of it), ``id``, ``name`` and more.
Ref = Mapping[str, Any]
SUMMARY_AT_MOST = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """A piece of a register: its dossiers, and whether there is more behind it."""

    records: tuple[Record, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """What a register is searched for; empty parts are left out. Times are aware."""

    code: str = ""
    identity: str = ""
    since: datetime | None = None
    until: datetime | None = None
    page: int = 0


class Dialect(Protocol):
    """One dialect of the family; every call raises ``NoAnswer`` and nothing else."""

    talk: Talk
    options: Options
    codes: CodeMap
    fields: Sequence[Field]

    @property
    def capabilities(self) -> Capabilities:
        """Return what it can do."""
        ...

    def check(self) -> None:
        """Ask for something small, to hear whether the portal is there and knows us."""
        ...

    def ask_for_right(self) -> None:
        """Ask for something small that needs the right to work with dossiers."""
        ...

    def take_number(self, dossier: Outgoing) -> str:
        """Take the next number; only asked where numbering is before the create."""
        ...

    def document(self, dossier: Outgoing, code: str, files: Sequence[Ref]) -> dict[str, Any]:
        """Return the whole dossier in the portal's words."""
        ...

    def create(self, document: Mapping[str, Any]) -> Reply:
        """Send a create; the reply is sorted by the adapter."""
        ...

    def created(self, reply: Reply) -> Place:
        """Return id and code out of a good reply; empty parts when they are not told."""
        ...

    def read(self, place: Place) -> Record | None:
        """Read one dossier, ``None`` when the portal says that it is not there."""
        ...

    def find_code(self, code: str) -> Record | None:
        """Look one up by its code; ``None``: not there, or not to be seen yet."""
        ...

    def search(self, asking: Asking) -> Page:
        """Read one page of the register."""
        ...

    def can_search(self) -> bool:
        """Return whether there is a register to be searched."""
        ...

    def can_read(self) -> bool:
        """Return whether a dossier can be read at all."""
        ...

    def update(self, place: Place, document: Mapping[str, Any]) -> None:
        """Put a whole dossier in place of what is there."""
        ...

    def cancel(self, place: Place, dossier: Outgoing) -> bool:
        """Withdraw it; false when the portal offers no way."""
        ...

    def place_of(self, record: Record) -> Place:
        """Return id and code of a dossier that was read."""
        ...

    def status_of(self, record: Record) -> str:
        """Return the portal's own word for how it stands."""
        ...

    def marker_in(self, record: Record) -> str | None:
        """Return the text of the marker's field, ``None`` when the portal does not show it."""
        ...

    def papers(self, record: Record) -> dict[str, str] | None:
        """Return the papers of a dossier, name → counts in words; ``None``: not shown."""
        ...

    def attached(self, record: Record) -> tuple[Ref, ...]:
        """Return the attachments that the portal shows with a dossier."""
        ...

    def upload(self, name: str, mime: str, content: bytes) -> dict[str, Any]:
        """Send one file, return what the portal told of it (``id`` at least)."""
        ...

    def drop_file(self, ref: Ref) -> None:
        """Remove an uploaded file, where the portal has a call for it."""
        ...


def theirs(codes: CodeMap, kind: CodeKind, ours: str, default: str | None = None) -> str:
    """Return the portal's code of one of our words.

    Raises:
        NoAnswer: NOT_OFFERED when the mapping table is silent and there is no default.
    """
    found = codes.theirs(kind, ours)
    if found is not None:
        return found
    if default is not None:
        return default
    detail = f"Bảng mã của cổng chưa có mã cho “{ours}” ({kind.value})."
    raise NoAnswer(Answer(AnswerKind.NOT_OFFERED, detail=detail))


def status(codes: CodeMap, word: str) -> Status | None:
    """Return the national state of a portal's word, ``None`` when nobody mapped it."""
    ours = codes.ours(CodeKind.STATUS, word)
    return Status(int(ours)) if ours is not None else None


def key(code: str, name: str) -> str:
    """Return by what a paper is known: its code, else its name."""
    return code or name


def counts(originals: int, copies: int) -> str:
    """Say how many originals and copies, empty when there are none."""
    said = []
    if originals:
        said.append(f"{originals} bản chính")
    if copies:
        said.append(f"{copies} bản sao")
    return ", ".join(said)


def whole(dossier: Outgoing, files: Sequence[Ref]) -> tuple[Paper, ...]:
    """Return the papers handed in, and those that only have a file."""
    have = {key(paper.code, paper.name) for paper in dossier.papers}
    names = dict(dossier.checklist)
    more = {str(ref["paper"]): names.get(str(ref["paper"]), str(ref["paper"])) for ref in files}
    extra = [
        Paper(word if word in names else "", name, 0, 0)
        for word, name in more.items()
        if word not in have
    ]
    return (*dossier.papers, *extra)


def of_paper(files: Sequence[Ref], paper: Paper) -> list[Ref]:
    """Return the files of one paper."""
    return [ref for ref in files if ref["paper"] == key(paper.code, paper.name)]


def tally(parts: Sequence[tuple[str, str, int]]) -> dict[str, str]:
    """Add rows (name, "0" original or "1" copy, number) up to name → counts in words."""
    sums: dict[str, list[int]] = {}
    for name, form, number in parts:
        both = sums.setdefault(name, [0, 0])
        both[0 if form == "0" else 1] += number
    told = {name: counts(*both) for name, both in sums.items()}
    return {name: said for name, said in told.items() if said}


def number(text: str) -> int:
    """Read a count, 0 for anything else."""
    return int(text) if text.isascii() and text.isdecimal() else 0


def page_of(found: list[Record] | None, reply: Reply, *, more: bool) -> Page:
    """Return one page of a register.

    Raises:
        NoAnswer: UNREADABLE when the answer has no rows: that is never "none".
    """
    if found is None:
        raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw))
    return Page(tuple(found), more)
