"""Why people come to the desk, in their own words, and which procedures answer it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.text import clean_line, fold

_KEYS: Final = frozenset({"title", "codes", "words"})
_TITLE_AT_MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Need:
    """A need in the citizen's words, the procedures that answer it, and words of their names.

    A procedure answers it when its code is named, or when its name or field holds one of the
    ``words`` (without accents, so one spelling is enough); one that begins with "| " must stand at
    the beginning of the name or of the field.
    """

    title: str
    codes: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()

    def answered_by(self, procedure: Procedure) -> bool:
        """Return whether a procedure answers this need."""
        if procedure.code in self.codes:
            return True
        told = f"| {fold(procedure.name)} | {fold(procedure.field)} "
        return any(fold(word) in told for word in self.words)


def read_needs(body: Mapping[str, Any], file: str) -> tuple[Need, ...]:
    """Return the needs of a parsed file.

    Raises:
        Refused: ``bad_needs`` for each entry that is not as the shipped file shows.
    """
    listed = body.get("need")
    if not isinstance(listed, list) or not listed:
        raise _refused(file, "cần ít nhất một mục [[need]]")
    return tuple(_need(one, place, file) for place, one in enumerate(listed, 1))


def _need(one: object, place: int, file: str) -> Need:
    if not isinstance(one, dict) or not set(one) <= _KEYS:
        raise _refused(file, f"mục thứ {place} chỉ được có title, codes, words")
    title = one.get("title")
    if not isinstance(title, str) or not 0 < len(clean_line(title)) <= _TITLE_AT_MOST:
        raise _refused(file, f"mục thứ {place} cần title là một dòng chữ, tối đa 200 ký tự")
    lists = [one.get(key, []) for key in ("codes", "words")]
    for found in lists:
        if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
            raise _refused(
                file, f"mục thứ {place}: codes và words là danh sách chữ trong ngoặc kép"
            )
    codes, words = lists
    return Need(
        clean_line(title),
        frozenset(map(clean_line, codes)),
        tuple(clean_line(word) for word in words if clean_line(word)),
    )


def _refused(file: str, what: str) -> Refused:
    message = f"Tệp {file} chưa dùng được: {what}. Xin xem tệp mẫu đi kèm chương trình."
    return Refused(Problem("forms.needs", "bad_needs", message))
