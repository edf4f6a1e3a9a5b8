"""What the desk says of sheets: which one is meant, and what stands against an act."""

from typing import Final

from receptiondesk.desk.lettering import text_problems
from receptiondesk.domain import reasons
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.text import clean_blanks, quoted, unprintable
from receptiondesk.domain.wall import Place, Sheet, read_scanned
from receptiondesk.office import Office
from receptiondesk.printing.notices import NoticeKind
from receptiondesk.storage import wall
from receptiondesk.storage.engine import Session

#: What the journal calls a notice.
WALL_DOCUMENT: Final = "notice"
_PLACE_AT_MOST: Final = 30


def found(session: Session, scanned: str, *, struck: bool = False) -> Sheet:
    """Return the sheet that a scanned or typed text means.

    Raises:
        Refused: ``unknown_sheet`` when it is none of this register's; ``sheet_struck`` when it was
            taken down, unless ``struck`` allows it.
    """
    read = read_scanned(scanned)
    sheet = wall.by_id(session, read[0]) if read else None
    if sheet is None or (read and read[1] not in {None, sheet.version}):
        message = (
            f"“{quoted(scanned.strip())}” không phải tờ niêm yết nào trong sổ của máy này. Xin "
            "quét lại mã vạch ở chân tờ, hoặc gõ số tờ như 1KTF-42."
        )
        raise Refused(Problem("sheet", "unknown_sheet", message))
    if sheet.taken_at is not None and not struck:
        message = f"Tờ {sheet.id} đã gỡ khỏi sổ niêm yết nên không sửa được nữa."
        raise Refused(Problem("sheet", "sheet_struck", message))
    return sheet


def place(board: str, position: str) -> Place:
    """Return a place as it was typed.

    Raises:
        Refused: ``bad_place``: longer than 30 characters, or not printable.
    """
    at = Place(clean_blanks(board), clean_blanks(position))
    for field, text in (("board", at.board), ("position", at.position)):
        if len(text) > _PLACE_AT_MOST or unprintable(text) or text_problems(field, text):
            message = (
                "Tên bảng, vị trí dài tối đa 30 ký tự và chỉ gồm chữ in được. Xin viết ngắn lại."
            )
            raise Refused(Problem(field, "bad_place", message))
    return at


def reason(text: str) -> str:
    """Return a reason as it was typed.

    Raises:
        Refused: ``missing_reason``, ``too_long`` (500), ``bad_characters``.
    """
    return reasons.checked(text, "Xin ghi lý do gỡ tờ niêm yết.")


def warnings(office: Office, kind: str) -> tuple[Problem, ...]:
    """Return what a notice leaves to be written by hand because the office has not told it."""
    settings = office.settings
    wanted = {
        NoticeKind.FEEDBACK.value: (
            "address",
            "feedback_mailing",
            "hotline",
            "feedback_website",
            "feedback_email",
        ),
        NoticeKind.HOTLINE.value: ("hotline",),
    }
    lacking = [key for key in wanted.get(kind, ()) if not getattr(settings, key)]
    message = "Chưa đặt mục này trong thiết lập; trên tờ có dòng chấm để viết tay."
    return tuple(Problem(key, "left_blank", message) for key in lacking)


def signed(office: Office) -> None:
    """Refuse an act that needs a name when nobody is signed in.

    Raises:
        Refused: ``officer_needed``.
    """
    if problems := office.unsigned():
        raise Refused.of(problems)
