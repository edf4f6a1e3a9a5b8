"""The wall of notices as data: each sheet that hangs there, what it says, and when it is stale.

A sheet remembers a mark of each part that it prints of each procedure, so that a catalogue that
changes nothing printed makes no sheet stale (NĐ 63/2010 art. 16: what is posted must be complete
and correct; regulation.md 10).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from receptiondesk.domain.events import canonical_json

#: Letters of a sheet's number that nobody takes for a figure, and that a scanner can type through
#: Telex or VNI unchanged (as in ``receipt_seal``).
_LETTERS: Final = "BCFGHJKLMNPQRSTVXZ"
_TAG_LENGTH: Final = 3
_SCANNED: Final = re.compile(r"(\d{1,3}[A-HJ-NP-Z]{3}-\d{1,9})(?:/(\d{1,9}))?", re.ASCII)
_MARK_LENGTH: Final = 16
_FIGURES: Final = re.compile(r"(\d+)")


class Part(StrEnum):
    """A part of a procedure that may be printed on a sheet."""

    NAME = "name"
    FIELD = "field"
    LIMIT = "limit"
    FEE = "fee"
    WAYS = "ways"
    PAPERS = "papers"
    DECISION = "decision"
    BASIS = "basis"
    ADDRESS = "address"
    OTHER = "other"


class Cause(StrEnum):
    """Why a sheet must go, beside parts that changed."""

    GONE = "gone"
    NOT_POSTED = "not_posted"
    OFFICE = "office"


#: What each is called where a clerk reads it.
CALLED: Final[Mapping[str, str]] = {
    Part.NAME: "tên thủ tục",
    Part.FIELD: "lĩnh vực",
    Part.LIMIT: "thời hạn",
    Part.FEE: "phí, lệ phí",
    Part.WAYS: "cách thức",
    Part.PAPERS: "thành phần hồ sơ",
    Part.DECISION: "quyết định công bố",
    Part.BASIS: "căn cứ pháp lý",
    Part.ADDRESS: "địa chỉ trong mã QR",
    Part.OTHER: "đối tượng, cơ quan giải quyết, kết quả",
    Cause.GONE: "thủ tục không còn trong danh mục",
    Cause.NOT_POSTED: "thủ tục không còn được niêm yết",
    Cause.OFFICE: "tên, địa chỉ, điện thoại của cơ quan",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet hangs; both empty when nobody has said."""

    board: str = ""
    position: str = ""

    def __bool__(self) -> bool:
        """Return whether anybody has said."""
        return bool(self.board or self.position)

    def told(self) -> str:
        """Return the place in words: "bảng Sảnh chính, vị trí 14"."""
        parts = (f"bảng {self.board}" * bool(self.board), f"vị trí {self.position}")
        return ", ".join(parts if self.position else parts[:1]) if self else ""

    def order(self) -> tuple[object, ...]:
        """Return the key of wall order: by board and position as people count; unknown last."""
        return (not self, _counted(self.board), _counted(self.position))


@dataclass(frozen=True, slots=True)
class Carried:
    """A procedure as one sheet carries it: its running number and a mark of each printed part.

    ``address`` is what the sheet's QR code holds, empty where it prints none.
    """

    code: str
    number: int
    address: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet was laid out, enough to print it again.

    ``size`` is ``a4``, ``a3`` or ``a3-a4``; ``page`` and ``pages`` are its place in a notice of
    several sheets, 0 where each stands alone. ``chosen``: it was asked for though the office
    does not post (all of) it.
    """

    size: str = "a4"
    landscape: bool = False
    large: bool = False
    page: int = 0
    pages: int = 0
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of the register.

    ``version`` is the catalogue it was printed from; ``office`` what it says of the office;
    ``replaces`` the sheet in whose place it is to hang. ``hung``: nothing it replaces hangs still.
    ``taken_at``: since when it is struck, ``None`` while it stands.
    """

    id: str
    number: int
    kind: str
    version: int
    layout: Layout
    carried: tuple[Carried, ...]
    office: Mapping[str, str]
    printed_at: datetime
    place: Place = field(default_factory=Place)
    replaces: str = ""
    taken_at: datetime | None = None
    hung: bool = True

    @property
    def scanned(self) -> str:
        """Return what the bar code at its foot holds."""
        return f"{self.id}/{self.version}"

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the procedures that it carries."""
        return tuple(one.code for one in self.carried)

    def order(self) -> tuple[object, ...]:
        """Return the key of wall order."""
        return (*self.place.order(), self.number)

    def facts(self) -> dict[str, Any]:
        """Return what was fixed when it was printed, in JSON-ready values."""
        return {
            "id": self.id,
            "number": self.number,
            "kind": self.kind,
            "version": self.version,
            "layout": layout_body(self.layout),
            "carried": [carried_body(one) for one in self.carried],
            "office": dict(self.office),
            "replaces": self.replaces,
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a sheet is stale: what, of which procedure (empty: of the office), old and new words."""

    what: str
    code: str = ""
    old: str = ""
    new: str = ""

    @property
    def called(self) -> str:
        """Return its Vietnamese name."""
        return CALLED[self.what]


@dataclass(frozen=True, slots=True)
class Stale:
    """A sheet that no longer says what holds.

    ``replacement`` names the sheets printed in its place and not hung yet. ``leaves``: nothing of
    it is to be printed again, it only comes down.
    """

    sheet: Sheet
    reasons: tuple[Reason, ...]
    replacement: tuple[str, ...] = ()
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class WallStanding:
    """How the wall stands against the catalogue in use.

    ``missing`` are codes that the office posts and no sheet carries.
    """

    version: int
    sheets: int
    stale: tuple[Stale, ...]
    missing: tuple[str, ...]

    @property
    def told(self) -> str:
        """Return the line for the clerk: "thay 7 trong 112 tờ"."""
        if not self.sheets:
            return "Sổ niêm yết chưa có tờ nào đang treo."
        if not self.stale:
            return f"{self.sheets} tờ đang treo đều đúng với danh mục bản {self.version}."
        replaced = sum(not one.leaves for one in self.stale)
        parts = [f"thay {replaced} trong {self.sheets} tờ"] if replaced else []
        if replaced < len(self.stale):
            parts.append(f"gỡ {len(self.stale) - replaced} tờ không còn hiệu lực")
        return f"Cần {', '.join(parts)} (danh mục bản {self.version})."


def tag_of(generation: str) -> str:
    """Return the letters that keep sheets of two lives of one file apart (after a restore)."""
    number = int.from_bytes(hashlib.sha256(generation.encode()).digest()[:8])
    letters = []
    for _ in range(_TAG_LENGTH):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(letters)


def sheet_id(counter: int, tag: str, number: int) -> str:
    """Return a sheet's id: counter, letters of the file, number, as in "1KTF-42"."""
    return f"{counter}{tag}-{number}"


def read_scanned(text: str) -> tuple[str, int | None] | None:
    """Return the id and the catalogue version of a scanned or typed text, ``None`` if it is none.

    The version is ``None`` when only the id was typed.
    """
    found = _SCANNED.fullmatch(text.strip().upper())
    return None if found is None else (found[1], int(found[2]) if found[2] else None)


def mark_of(text: str) -> str:
    """Return a short mark of a printed text."""
    return hashlib.sha256(text.encode()).hexdigest()[:_MARK_LENGTH]


def seal_of(facts: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of what was fixed when a sheet was printed."""
    return hashlib.sha256(canonical_json(facts).encode()).hexdigest()


def layout_body(layout: Layout) -> dict[str, Any]:
    """Return a layout in JSON-ready values."""
    return {name: getattr(layout, name) for name in Layout.__slots__}


def carried_body(one: Carried) -> list[Any]:
    """Return a carried procedure in JSON-ready values: code, number, address, marks."""
    return [one.code, one.number, one.address, dict(one.marks)]


def _counted(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key by which "2" stands before "10"."""
    return tuple(
        (0, int(part), "") if part.isdecimal() else (1, 0, part.casefold())
        for part in _FIGURES.split(text)
        if part
    )
