"""Which procedures go to which target: one intake may go to the province and to a ministry too.

The option ``procedures`` of a target is a list parted by commas: procedure codes, ``field:`` with
the name of a field (lĩnh vực), ``*`` for everything; an entry that begins with ``-`` takes away
what it names. An empty list, and one that only takes away, starts from everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from receptiondesk.domain.errors import Problem
from receptiondesk.domain.text import clean_line

#: The option of a target that holds the list.
PROCEDURES = "procedures"
#: The option by which a target is known that a person removed: it is sent nothing any more, its
#: history stays. No person can set it.
REMOVED = ".removed"
_EVERYTHING = "*"
_FIELD = "field:"
_EXCEPT = "-"


@dataclass(frozen=True, slots=True)
class _Names:
    """Codes and fields, as they are compared; ``everything`` is the star."""

    everything: bool
    codes: frozenset[str]
    fields: frozenset[str]

    def hold(self, code: str, field: str) -> bool:
        return self.everything or code in self.codes or field in self.fields


def receives(options: Mapping[str, str], procedure_code: str, field: str) -> bool:
    """Return whether a target with these options is told of dossiers of a procedure.

    One that was removed never is.

    Args:
        options: the options of the target (``PortalTarget.options``).
        procedure_code: the procedure's code.
        field: the name of its field in the catalogue; big and small letters are one.
    """
    if REMOVED in options:
        return False
    taken, left_out = _read(options.get(PROCEDURES, ""))
    code, name = _same(procedure_code), _same(field)
    return taken.hold(code, name) and not left_out.hold(code, name)


def problems(options: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with the list of a target: one that would receive nothing at all."""
    taken, left_out = _read(options.get(PROCEDURES, ""))
    nothing = not (taken.everything or taken.codes or taken.fields)
    if not (nothing or left_out.everything):
        return []
    message = (
        "Danh sách thủ tục gửi tới cổng này không chọn thủ tục nào. Ghi * để gửi tất cả, hoặc ghi "
        "mã thủ tục, field:Tên lĩnh vực, cách nhau bằng dấu phẩy; thêm dấu - để bỏ bớt."
    )
    return [Problem("options", "routes_nothing", message)]


@lru_cache(maxsize=64)
def _read(text: str) -> tuple[_Names, _Names]:
    """Return what a list takes and what it leaves out."""
    entries = [entry for entry in map(clean_line, text.split(",")) if entry]
    taken = [entry for entry in entries if not entry.startswith(_EXCEPT)]
    left_out = [entry.removeprefix(_EXCEPT).strip() for entry in entries if entry not in taken]
    return _names(taken or [_EVERYTHING]), _names(left_out)


def _names(entries: list[str]) -> _Names:
    same = [_same(entry) for entry in entries]
    return _Names(
        everything=_EVERYTHING in same,
        codes=frozenset(one for one in same if one and not one.startswith(_FIELD)),
        fields=frozenset(
            name for one in same if one.startswith(_FIELD) and (name := _same(one[len(_FIELD) :]))
        ),
    )


def _same(text: str) -> str:
    return clean_line(text).casefold()
