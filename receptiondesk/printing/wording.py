"""The fixed words of the forms: data that ships with the program and that an office may change.

Forms are legal templates, not messages: agencies relabel and renumber them, so their words live
in ``resources/forms/*.toml`` and in a file of the same name in the office's own folder.
"""

import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.text import named, unprintable
from receptiondesk.paths import reason_vi
from receptiondesk.printing import fonts

#: Lists that may be longer or shorter than the shipped ones; the others are heads of columns.
_ANY_LENGTH = frozenset({"copies", "steps", "poster_steps", "feedback_about", "feedback_remarks"})
#: Numbers of a form are rows, columns, millimetres, letters: none is larger.
_LARGEST = 100
#: Where the reader of TOML says that a file is wrong.
_PLACE = re.compile(r"line ([0-9]+), column ([0-9]+)")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one form, by key; a missing key is our own bug (``KeyError``)."""

    values: Mapping[str, Any]

    def __getitem__(self, key: str) -> str:
        """Return one text."""
        return str(self.values[key])

    def fill(self, key: str, **parts: object) -> str:
        """Return one text with its places filled in."""
        return self[key].format(**parts)

    def many(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(map(str, self.values[key]))

    def named(self, key: str) -> Mapping[str, str]:
        """Return a group of texts by name."""
        return {name: str(text) for name, text in self.values[key].items()}

    def number(self, key: str) -> int:
        """Return a whole number."""
        return int(self.values[key])

    def having(self, **texts: str) -> "Wording":
        """Return the words with some replaced; an empty replacement keeps the old word."""
        return Wording({**self.values, **{key: text for key, text in texts.items() if text}})


def load(form: str, folder: Path | None = None) -> Wording:
    """Return the words of a form, by the name of its file (``receipt``, ``notices``, …).

    Args:
        form: the file's name without its ending.
        folder: where the office keeps its own wording; a file there replaces single words.

    Raises:
        Refused: the office's file cannot be read, has a key or a place the form does not know,
            or letters that no paper can show.
    """
    shipped = tomllib.loads(
        files("resources").joinpath("forms", f"{form}.toml").read_text(encoding="utf-8")
    )
    if folder is None:
        return Wording(shipped)
    own = folder / f"{form}.toml"
    changed = _read(own)
    problems = [
        problem for key, value in changed.items() for problem in _faults(own, key, value, shipped)
    ]
    if problems:
        raise Refused.of(problems)
    return Wording({**shipped, **changed})


def _read(file: Path) -> dict[str, Any]:
    """Return what the office's file says; without a file nothing.

    With one that cannot be read no paper is made: its words would not be the office's.
    """
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, RecursionError) as error:
        raise Refused(
            Problem(
                f"forms.{file.stem}",
                "wording_unreadable",
                f"Không đọc được tệp mẫu chữ {file.name} ({why_unreadable(error)}). "
                "Hãy sửa tệp hoặc xóa tệp để dùng mẫu có sẵn.",
            )
        ) from error


def why_unreadable(error: OSError | ValueError | RecursionError) -> str:
    """Return why a file cannot be read, in words for whoever wrote it."""
    if isinstance(error, OSError):
        return reason_vi(error)
    if isinstance(error, UnicodeDecodeError):
        return "tệp không ghi bằng mã UTF-8"
    place = _PLACE.search(str(error))
    if place is None:
        return "viết chưa đúng dạng TOML"
    return f"viết chưa đúng dạng TOML ở dòng {place[1]}, cột {place[2]}"


def _faults(file: Path, key: str, value: object, shipped: Mapping[str, Any]) -> list[Problem]:
    field, named_key = f"forms.{file.stem}.{key}", f"Mục “{key}” của tệp {file.name}"
    if key not in shipped:
        return [
            Problem(field, "unknown_key", f"{named_key} không có trong mẫu; xin xem lại tên mục.")
        ]
    expected = shipped[key]
    if type(value) is not type(expected) or not _same_shape(key, value, expected):
        return [Problem(field, "wrong_kind", f"{named_key} phải viết như trong mẫu có sẵn.")]
    if isinstance(value, int) and not 0 <= value <= _LARGEST:
        message = f"{named_key} phải là số từ 0 đến {_LARGEST}."
        return [Problem(field, "bad_number", message)]
    if not _places(value) <= _places(expected):
        known = ", ".join(sorted(_places(expected))) or "không có"
        return [Problem(field, "unknown_place", f"{named_key} chỉ được có các chỗ trống: {known}.")]
    words = " ".join(_texts(value))
    bad = unprintable(words) or fonts.load().missing(words)
    if bad:
        message = f"{named_key} có ký tự không in được trên giấy: {named(bad[:8])}."
        return [Problem(field, "not_in_fonts", message)]
    return []


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return list(map(str, value.values()))
    return list(map(str, value)) if isinstance(value, list) else [str(value)]


def _same_shape(key: str, value: object, expected: object) -> bool:
    if isinstance(value, dict) and isinstance(expected, dict):
        return value.keys() == expected.keys() and all(isinstance(v, str) for v in value.values())
    if isinstance(value, list) and isinstance(expected, list):
        right_length = len(value) > 0 if key in _ANY_LENGTH else len(value) == len(expected)
        return right_length and all(isinstance(item, str) for item in value)
    return True


def _places(value: object) -> set[str]:
    """Return the names between braces; a broken brace is a place that no form knows.

    So is one that says how wide its value be: no form asks, and a slip could fill the memory.
    """
    if not isinstance(value, str):
        return set()
    try:
        parts = [part[1:] for part in string.Formatter().parse(value) if part[1] is not None]
    except ValueError:
        return {"{"}
    return {f"{name}:" if spec or how else str(name) for name, spec, how in parts}
