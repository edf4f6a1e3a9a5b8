"""The code that a person read at a portal: whether it can be this dossier's.

A slip in copying would lead every later correction into somebody else's dossier, so what cannot be
is refused with what to do instead.
"""

import re

from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.numbering import is_provisional
from receptiondesk.domain.text import unprintable
from receptiondesk.storage import portals, pulled
from receptiondesk.storage.engine import Session

_LONGEST = 60


def checked(session: Session, ours: Dossier, *, target: str, told: str, other_code: bool) -> str:
    """Return the code that the portal has, when it can be this dossier's.

    Args:
        session: the transaction that decides.
        ours: the dossier.
        target: the portal where the code was read.
        told: the code as it was typed; empty where the portal uses our official code.
        other_code: whether a person keeps a code beside the one on the receipt.

    Raises:
        Refused: ``code_needed``, ``bad_code``, ``code_taken``, ``code_differs``.
    """
    code = pulled.own_spelling(ours, told)
    if not code and not is_provisional(ours.code):
        return ours.code
    pattern = portals.code_pattern(session, target)
    if not code:
        raise _refused("code_needed", "Ghi mã hồ sơ đọc được trên cổng.")
    if len(code) > _LONGEST or " " in code or unprintable(code) or not _fits(pattern, code):
        raise _refused("bad_code", "Mã hồ sơ không đúng dạng của cổng này. Xin đọc lại trên cổng.")
    if code in ours.codes:
        return code
    if is_provisional(code) or portals.owner_of_code(session, code) is not None:
        message = f"Mã {code} đã thuộc hồ sơ khác tại quầy. Xin đối chiếu lại trên cổng."
        raise _refused("code_taken", message)
    if not other_code:
        _as_numbered(session, ours, target, code)
    if not is_provisional(ours.code) and not other_code:
        message = (
            f"Giấy tiếp nhận của hồ sơ này đã in mã {ours.code}, khác mã {code}. Nếu đúng là cùng "
            "một hồ sơ, chọn “Giữ cả hai mã” và ghi lý do."
        )
        raise _refused("code_differs", message)
    return code


def _as_numbered(session: Session, ours: Dossier, target: str, code: str) -> None:
    """Refuse a code that is not the number taken there for the dossier before it was sent.

    Where nothing can be read at the portal, a slip in copying would else lead every correction
    into somebody else's dossier.
    """
    number = portals.recall(session, target, f"number:{ours.uid}")
    if number and number.upper() != code.upper():
        message = (
            f"Số đã lấy tại cổng cho hồ sơ này là {number}, khác mã {code}. Xin đọc lại trên cổng; "
            "nếu đúng là cùng một hồ sơ, chọn “Giữ cả hai mã” và ghi lý do."
        )
        raise _refused("code_differs", message)


def _fits(pattern: str, code: str) -> bool:
    """Return whether a code has the form that the target's setting asks for, if it asks."""
    try:
        return not pattern or re.fullmatch(pattern, code) is not None
    except re.error:
        return True  # a pattern that nobody can read forbids nothing; setting it up names it


def _refused(code: str, message: str) -> Refused:
    return Refused(Problem("code", code, message))
