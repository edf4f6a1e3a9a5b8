"""Which notice is wanted, of which procedures, on which paper."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final, TypeVar

from receptiondesk.desk import letterheads, procedures
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.needs import Need, read_needs
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.text import clean_line, fold
from receptiondesk.office import Office
from receptiondesk.printing import wording
from receptiondesk.printing.notice_data import NoticeData
from receptiondesk.printing.notice_page import Paper
from receptiondesk.printing.notices import NoticeKind
from receptiondesk.printing.sheet import Size
from receptiondesk.printing.wording import Wording

_Choice = TypeVar("_Choice")

FORMS: Final = "forms"
#: A3 in two parts on A4.
TILED: Final = "a3-a4"
SIZES: Final[Mapping[str, Size]] = {"a4": Size.A4, "a3": Size.A3, TILED: Size.A3}
_NEEDS: Final = "needs.toml"


@dataclass(frozen=True, slots=True)
class NoticeOrder:
    """Which notice is wanted.

    ``kind`` is one of `receptiondesk.printing.notices.NoticeKind`; ``field`` keeps one field only;
    ``codes`` prints exactly these procedures, offered or not, else what the office posts; ``size``
    is ``a4``, ``a3`` or ``a3-a4`` (A3 in two parts on A4); ``large`` is large print. ``board``:
    the board on which the sheets will hang, in the order in which they come out. ``first`` is the
    running number of the first procedure; ``whole`` makes one file, however long.
    """

    kind: str = "list"
    field: str = ""
    codes: tuple[str, ...] = ()
    size: str = "a4"
    landscape: bool = False
    large: bool = False
    board: str = ""
    first: int = 1
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """An order made ready: everything that the layouts need."""

    kind: NoticeKind
    paper: Paper
    tile: bool
    data: NoticeData
    needs: tuple[Need, ...] = ()
    whole: bool = False


def wanted(office: Office, order: NoticeOrder) -> Wanted:
    """Return what an order asks for.

    Raises:
        Refused: ``bad_kind``, ``bad_paper``, ``unknown_procedure``, ``unknown_field``,
            ``nothing_posted``, ``no_lookup_url`` (the poster's code leads to the office's look-up
            page); faults in the office's own wording or needs.
        Trouble: the file cannot be read.
    """
    kind = chosen("kind", order.kind, {kind.value: kind for kind in NoticeKind})
    size = chosen("size", order.size, SIZES)
    data = NoticeData(
        words=words(office),
        letterhead=letterheads.letterhead(office),
        procedures=_procedures(office, order) if kind.carries else (),
        practice=office.settings.practice,
        first=order.first,
    )
    if kind is NoticeKind.POSTER and not data.letterhead.lookup_url:
        message = "Chưa có địa chỉ tra cứu để in mã QR. Xin đặt mục Địa chỉ tra cứu (lookup_url)."
        raise Refused(Problem("lookup_url", "no_lookup_url", message))
    needs = office_needs(office) if kind is NoticeKind.NEEDS else ()
    paper = Paper(size, order.landscape, order.large)
    return Wanted(kind, paper, order.size == TILED, data, needs, order.whole)


def words(office: Office) -> Wording:
    """Return the words of the notices, the office's own laid over the shipped ones.

    Raises:
        Refused: faults in the office's own wording.
    """
    return wording.load("notices", office.paths.root / FORMS)


def office_needs(office: Office) -> tuple[Need, ...]:
    """Return the needs by which the index is sorted: the office's own file, else the shipped one.

    Raises:
        Refused: ``bad_needs``: the office's file cannot be read or is not as the shipped one.
    """
    own = office.paths.root / FORMS / _NEEDS
    changed = _own(own)
    if changed is not None:
        return read_needs(changed, _NEEDS)
    shipped = files("resources").joinpath("forms", _NEEDS).read_text(encoding="utf-8")
    return read_needs(tomllib.loads(shipped), _NEEDS)


def _own(file: Path) -> dict[str, object] | None:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, RecursionError) as error:
        message = (
            f"Không đọc được tệp {file.name} ({wording.why_unreadable(error)}). "
            "Hãy sửa tệp hoặc xóa tệp để dùng mẫu có sẵn."
        )
        raise Refused(Problem("forms.needs", "bad_needs", message)) from error


def chosen(field: str, text: str, choices: Mapping[str, _Choice]) -> _Choice:
    """Return the choice that a text names.

    Raises:
        Refused: ``bad_kind`` or, for anything but a kind, ``bad_paper``.
    """
    try:
        return choices[text.lower()]
    except KeyError as error:
        code = "bad_kind" if field == "kind" else "bad_paper"
        message = f"Xin chọn một trong: {', '.join(choices)}."
        raise Refused(Problem(field, code, message)) from error


def _procedures(office: Office, order: NoticeOrder) -> tuple[Procedure, ...]:
    if order.codes:
        codes = dict.fromkeys(map(clean_line, order.codes))
        found: Sequence[Procedure] = [procedures.by_code(office, code) for code in codes]
    else:
        found = procedures.posted(office)
    if not found:
        raise Refused(
            Problem(
                "codes",
                "nothing_posted",
                "Cơ quan chưa chọn thủ tục nào để niêm yết. Xin đưa thủ tục vào danh mục niêm yết "
                "hoặc nêu mã các thủ tục cần in.",
            )
        )
    if not order.field:
        return tuple(found)
    kept = tuple(one for one in found if fold(one.field) == fold(order.field))
    if not kept:
        message = (
            f"Không có thủ tục nào thuộc lĩnh vực “{clean_line(order.field)[:80]}” để niêm yết. "
            "Xin xem lại tên lĩnh vực."
        )
        raise Refused(Problem("field", "unknown_field", message))
    return kept
