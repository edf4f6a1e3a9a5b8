"""Reads what a paper is told from outside, and names everything that is wrong with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from receptiondesk.domain.json_reader import Reader, join
from receptiondesk.domain.paper_kinds import (
    CODES_AT_MOST,
    ITEMS_AT_MOST,
    KEYS,
    LINE_AT_MOST,
    PERSON,
    STEP,
    Key,
    PaperKind,
    Shape,
    StepResult,
)
from receptiondesk.domain.text import clean_blanks, named, quoted, unprintable

_WHOLE_AT_MOST = 9_999


@dataclass(frozen=True, slots=True)
class Given:
    """Checked values by key; what was not given is empty, or ``None`` for days and moments."""

    values: Mapping[str, Any]

    def text(self, key: str) -> str:
        """Return a text."""
        return str(self.values.get(key) or "")

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        return tuple(self.values.get(key) or ())

    def day(self, key: str) -> date | None:
        """Return a day."""
        found = self.values.get(key)
        return found if isinstance(found, date) else None

    def moment(self, key: str) -> datetime | None:
        """Return a moment in UTC."""
        found = self.values.get(key)
        return found if isinstance(found, datetime) else None

    def whole(self, key: str) -> int | None:
        """Return a whole number."""
        found = self.values.get(key)
        return found if isinstance(found, int) else None

    def records(self, key: str) -> "tuple[Given, ...]":
        """Return a list of objects."""
        return tuple(self.values.get(key) or ())

    def record(self, key: str) -> "Given | None":
        """Return an object, ``None`` when it was not given."""
        found = self.values.get(key)
        return found if isinstance(found, Given) else None

    def by_code(self, key: str) -> Mapping[str, str]:
        """Return texts by dossier code."""
        return {**(self.values.get(key) or {})}


def read(
    kind: PaperKind, value: object, unprintable_by_fonts: Callable[[str], str] = lambda _: ""
) -> Given:
    """Return what a paper of a kind is told.

    Args:
        kind: the paper.
        value: what a JSON reader returned; ``None`` tells nothing.
        unprintable_by_fonts: returns the characters of a text that the printing fonts lack.

    Raises:
        Refused: unknown_key, bad_type, bad_date, bad_moment, bad_value, too_long, too_many,
            bad_characters, not_in_fonts; all problems at once, each with its key.
    """
    reading = _Reading(Reader(), unprintable_by_fonts)
    given = reading.record(value, "", KEYS[kind])
    reading.reader.finish()
    return given


@dataclass(frozen=True, slots=True)
class _Reading:
    reader: Reader
    unprintable_by_fonts: Callable[[str], str]

    def record(self, value: object, path: str, keys: tuple[Key, ...]) -> Given:
        source = self.reader.record(value, path, [key.name for key in keys])
        return Given({key.name: self._value(source, path, key) for key in keys})

    def _value(self, source: Mapping[str, object], path: str, key: Key) -> object:
        value, name = source.get(key.name), join(path, key.name)
        match key.shape:
            case Shape.LINE | Shape.TEXT:
                return self._text(value, name, key)
            case Shape.LINES:
                return self._items(value, name, lambda one, at: self._text(one, at, key))
            case Shape.DAY:
                return self.reader.day(source, path, key.name)
            case Shape.MOMENT:
                return self.reader.moment(source, path, key.name)
            case Shape.WHOLE:
                return self._whole(source, path, key)
            case Shape.PERSON:
                return None if value is None else self.record(value, name, PERSON)
            case Shape.STEPS:
                return self._items(value, name, self._step)
            case Shape.BY_CODE:
                return self._by_code(value, name, key)

    def _items(
        self, value: object, path: str, read_one: Callable[[object, str], object]
    ) -> tuple[object, ...]:
        if isinstance(value, list) and len(value) > ITEMS_AT_MOST:
            self.reader.note(path, "too_many", f"“{path}” có quá {ITEMS_AT_MOST} mục.")
            return ()
        return self.reader.items(value, path, read_one)

    def _step(self, value: object, path: str) -> Given:
        step = self.record(value, path, STEP)
        if step.text("result") and step.text("result") not in list(StepResult):
            name = join(path, "result")
            allowed = ", ".join(StepResult)
            self.reader.note(name, "bad_value", f"“{name}” phải là một trong: {allowed}.")
        return step

    def _whole(self, source: Mapping[str, object], path: str, key: Key) -> int | None:
        found = self.reader.whole(source, path, key.name)
        if found is not None and not 0 <= found <= _WHOLE_AT_MOST:
            name = join(path, key.name)
            message = f"“{name}” phải từ 0 đến {_WHOLE_AT_MOST}."
            self.reader.note(name, "bad_value", message)
        return found

    def _by_code(self, value: object, path: str, key: Key) -> dict[str, str]:
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            message = f"“{path}” phải là một đối tượng JSON: mã hồ sơ và chữ."
            self.reader.note(path, "bad_type", message)
            return {}
        if len(value) > CODES_AT_MOST:
            self.reader.note(path, "too_many", f"“{path}” có quá {CODES_AT_MOST} mã.")
            return {}
        return {
            str(code): self._text(text, f"{path}.{quoted(str(code))}", key)
            for code, text in value.items()
        }

    def _text(self, value: object, path: str, key: Key) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self.reader.note(path, "bad_type", f"“{path}” phải là chữ, đặt trong “ ”.")
            return ""
        lines = key.shape is not Shape.LINE and key.at_most > LINE_AT_MOST
        lines = lines or key.shape is Shape.TEXT
        text = "\n".join(map(clean_blanks, value.split("\n"))).strip("\n")
        if len(text) > key.at_most:
            message = f"“{path}” dài {len(text)} ký tự, nhiều nhất {key.at_most}. Xin ghi gọn lại."
            self.reader.note(path, "too_long", message)
        self._check_letters(text, path, lines=lines)
        return text

    def _check_letters(self, text: str, path: str, *, lines: bool) -> None:
        hidden = unprintable(text, lines=lines)
        if hidden:
            message = f"“{path}” có ký tự không in được: {named(hidden[:8])}. Xin xóa rồi gõ lại."
            self.reader.note(path, "bad_characters", message)
            return
        lacking = self.unprintable_by_fonts(text.replace("\n", " "))
        if lacking:
            message = (
                f"“{path}” có ký tự không in được trên giấy: {named(lacking[:8])}. Xin thay bằng "
                "chữ thường dùng."
            )
            self.reader.note(path, "not_in_fonts", message)
