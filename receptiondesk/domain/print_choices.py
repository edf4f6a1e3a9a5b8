"""Which printer, tray, size, copies and sides each kind of paper goes to at this counter.

Kept as two settings (`receptiondesk.settings`), so that a change is a line of the journal.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Final

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import canonical_json
from receptiondesk.domain.text import clean_line


class Sides(StrEnum):
    """On which sides of a sheet is printed; ``LONG`` turns as a book does."""

    ONE = "one"
    LONG = "long"
    SHORT = "short"


MOST_COPIES: Final = 99
#: An offset larger than this is a wrong measure, not a printer's play; in millimetres.
MOST_OFFSET: Final = 20.0
_LONGEST: Final = 200


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of paper: its name, the sizes it exists in (the first is the usual one)."""

    label: str
    sizes: tuple[str, ...]
    sides: Sides = Sides.ONE


DOCUMENTS: Final[Mapping[str, Document]] = {
    "receipt": Document("Giấy tiếp nhận và hẹn trả", ("a5", "a4", "roll")),
    "form": Document("Các mẫu giấy khác", ("a5", "a4")),
    "notices": Document("Niêm yết thủ tục", ("a4", "a3", "a3-a4")),
    "day_sheet": Document("Tổng kết ngày", ("a4",)),
    "register": Document("Sổ theo dõi hồ sơ", ("a4",), Sides.LONG),
    "labels": Document("Nhãn địa chỉ, phiếu gửi bưu điện", ("a4", "a5")),
    "calibration": Document("Trang đo lề máy in", ("a4", "a5")),
}


@dataclass(frozen=True, slots=True)
class PrintChoice:
    """What is chosen for one kind of paper; an empty text is the machine's or office's own way.

    ``tray`` is a name that the printer knows. ``device`` is where the printer was when it was
    chosen, so that one that was renamed is still found.
    """

    printer: str = ""
    tray: str = ""
    size: str = ""
    copies: int = 1
    sides: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Offset:
    """How far a printer's paper is to be moved, in millimetres: to the right, and down."""

    x: float = 0.0
    y: float = 0.0


Choices = Mapping[str, PrintChoice]
Offsets = Mapping[str, Offset]
NO_CHOICES: Choices = {}
NO_OFFSETS: Offsets = {}


def document(key: str) -> Document:
    """Return a kind of paper; the kinds of forms share the choices of ``form``.

    Raises:
        Refused: ``unknown_document``.
    """
    if key in DOCUMENTS:
        return DOCUMENTS[key]
    message = f"Không có loại giấy “{clean_line(key)[:40]}”. Xin chọn: {', '.join(DOCUMENTS)}."
    raise Refused(Problem("document", "unknown_document", message))


def key_of(kind: str) -> str:
    """Return under which kind a paper's choices are kept."""
    return kind if kind in DOCUMENTS else "form"


def checked(key: str, choice: PrintChoice) -> PrintChoice:
    """Return a choice that a printer can follow.

    Raises:
        Refused: ``unknown_document``, ``bad_paper``, ``bad_copies``, ``bad_sides``, ``too_long``.
    """
    kind = document(key)
    if choice.size and choice.size not in kind.sizes:
        raise _refused("paper", "bad_paper", f"Khổ giấy phải là: {', '.join(kind.sizes)}.")
    if not 1 <= choice.copies <= MOST_COPIES:
        raise _refused("copies", "bad_copies", f"Số bản phải từ 1 đến {MOST_COPIES}.")
    if choice.sides and choice.sides not in set(Sides):
        raise _refused("sides", "bad_sides", f"Cách in hai mặt phải là: {', '.join(Sides)}.")
    for name in ("printer", "tray"):
        if len(getattr(choice, name)) > _LONGEST:
            raise _refused(name, "too_long", f"Tên không được dài quá {_LONGEST} ký tự.")
    return choice


def checked_offset(offset: Offset) -> Offset:
    """Return an offset that leaves the paper on its sheet.

    Raises:
        Refused: ``bad_offset``.
    """
    if not all(abs(value) <= MOST_OFFSET for value in (offset.x, offset.y)):
        message = f"Độ lệch phải từ -{MOST_OFFSET:g} đến {MOST_OFFSET:g} mm; xin đo lại."
        raise _refused("offset", "bad_offset", message)
    return offset


def read_choices(text: str) -> Choices:
    """Return choices from their text.

    Raises:
        Refused: ``bad_choices``, or as `checked`.
    """
    found = {}
    for key, told in _table(text).items():
        found[key] = checked(key, _built(PrintChoice, told))
    return found


def write_choices(choices: Choices) -> str:
    """Return the text that `read_choices` reads; what is as it comes is left out."""
    usual = asdict(PrintChoice())
    told = {
        key: {name: value for name, value in asdict(one).items() if value != usual[name]}
        for key, one in choices.items()
    }
    kept = {key: one for key, one in told.items() if one}
    return canonical_json(kept) if kept else ""


def read_offsets(text: str) -> Offsets:
    """Return offsets by printer from their text.

    Raises:
        Refused: ``bad_choices``, ``bad_offset``.
    """
    found = {}
    for printer, told in _table(text).items():
        offset = _built(Offset, told)
        found[printer] = checked_offset(Offset(float(offset.x), float(offset.y)))
    return found


def write_offsets(offsets: Offsets) -> str:
    """Return the text that `read_offsets` reads; printers that need none are left out."""
    kept = {name: asdict(one) for name, one in offsets.items() if one != Offset()}
    return canonical_json(kept) if kept else ""


def _table(text: str) -> Mapping[str, Any]:
    if not text.strip():
        return {}
    try:
        told = json.loads(text)
    except ValueError as error:
        raise _bad() from error
    if not isinstance(told, dict) or not all(isinstance(one, dict) for one in told.values()):
        raise _bad()
    return told


def _built(kind: type[Any], told: Mapping[str, Any]) -> Any:  # noqa: ANN401 - one of two
    known = {one.name: type(one.default) for one in fields(kind)}
    for name, value in told.items():
        wanted = (int, float) if known.get(name) is float else known.get(name, ())
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise _bad()
    return kind(**told)


def _bad() -> Refused:
    message = "Lựa chọn in không đọc được. Xin dùng lệnh print settings hoặc print offset."
    return _refused("", "bad_choices", message)


def _refused(field: str, code: str, message: str) -> Refused:
    return Refused(Problem(field, code, message))
