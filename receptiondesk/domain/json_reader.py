"""Reads values out of JSON that anybody may have written, and collects what is wrong with them."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from receptiondesk.domain.clock import VIETNAM
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.text import clean_blanks, quoted

_Choice = TypeVar("_Choice", bound=StrEnum)
_Item = TypeVar("_Item")

_DATE_LENGTH = len("2026-11-23")
#: Years outside these are slips of the pen, and near the ends of time an offset cannot be added.
_FIRST_YEAR, _LAST_YEAR = 1800, 2200
_TOO_MANY = 500


def parse(text: str | bytes) -> object:
    """Return the value of a JSON text; a byte-order mark is skipped.

    Raises:
        Refused: not JSON, not UTF-8, or nested beyond reading (field empty).
    """
    try:
        decoded = text if isinstance(text, str) else text.decode("utf-8-sig")
        value: object = json.loads(decoded.removeprefix("\ufeff"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(
            Problem(
                "",
                "bad_json",
                "Không đọc được dữ liệu: phải là JSON mã hóa UTF-8. Chưa có gì được ghi; xin kiểm "
                "tra tệp rồi gửi lại.",
            )
        ) from error
    return value


def _no_constant(name: str) -> object:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


@dataclass(slots=True)
class Reader:
    """One pass over a value: each question returns an answer or a default and notes a problem."""

    problems: list[Problem] = field(default_factory=list)

    def note(self, path: str, code: str, message: str) -> None:
        """Keep one problem."""
        self.problems.append(Problem(path, code, message))

    def finish(self) -> None:
        """Refuse when anything was noted.

        Raises:
            Refused: with every problem, in the order in which the fields were read.
        """
        if self.problems:
            raise Refused.of(self.problems)

    def record(self, value: object, path: str, keys: Sequence[str]) -> Mapping[str, object]:
        """Return an object whose keys are all known; unknown keys are refused by name."""
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            what = f"“{path}”" if path else "Dữ liệu"
            self.note(path, "bad_type", f"{what} phải là một đối tượng JSON {{…}}.")
            return {}
        for key in value:
            if key not in keys:
                name = quoted(str(key))
                self.note(
                    join(path, name),
                    "unknown_key",
                    f"Không có mục “{name}”. Các mục được dùng: {', '.join(keys)}.",
                )
        return value

    def items(
        self, value: object, path: str, read: Callable[[object, str], _Item]
    ) -> tuple[_Item, ...]:
        """Return a list's items, each read by ``read`` under ``path[i]``."""
        if value is None:
            return ()
        if not isinstance(value, list):
            self.note(path, "bad_type", f"“{path}” phải là một danh sách JSON […].")
            return ()
        if len(value) > _TOO_MANY:
            self.note(path, "too_many", f"“{path}” có quá {_TOO_MANY} mục.")
            return ()
        return tuple(read(item, f"{path}[{index}]") for index, item in enumerate(value))

    def text(self, source: Mapping[str, object], path: str, key: str) -> str:
        """Return a text in NFC with blanks trimmed; absent and null are empty."""
        value = source.get(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.note(
                join(path, key), "bad_type", f"“{join(path, key)}” phải là chữ, đặt trong “ ”."
            )
            return ""
        return clean_blanks(value)

    def whole(self, source: Mapping[str, object], path: str, key: str) -> int | None:
        """Return a whole number, ``None`` when absent or null; 1.0, true and "1" are refused."""
        value = source.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.note(
                join(path, key),
                "bad_type",
                f"“{join(path, key)}” phải là số nguyên, không có dấu phẩy hay dấu ngoặc.",
            )
            return None
        return value

    def choice(
        self, source: Mapping[str, object], path: str, key: str, kind: type[_Choice]
    ) -> _Choice | None:
        """Return one of a few words, ``None`` when absent or null."""
        value = source.get(key)
        if value is None:
            return None
        if isinstance(value, str) and value in list(kind):
            return kind(value)
        self.note(
            join(path, key),
            "bad_value",
            f"“{join(path, key)}” phải là một trong: {', '.join(kind)}.",
        )
        return None

    def day(self, source: Mapping[str, object], path: str, key: str) -> date | None:
        """Return a date written YYYY-MM-DD, ``None`` when absent, null or empty."""
        value = source.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, str) and len(value) == _DATE_LENGTH and value[4::3] == "--":
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        self.note(
            join(path, key),
            "bad_date",
            f"“{join(path, key)}” phải là một ngày có thật, viết NĂM-THÁNG-NGÀY, ví dụ 1990-05-17.",
        )
        return None

    def moment(self, source: Mapping[str, object], path: str, key: str) -> datetime | None:
        """Return an ISO moment in UTC, ``None`` when absent, null or empty; no offset = +07:00."""
        value = source.get(key)
        if value is None or value == "":
            return None
        found = read_moment(value) if isinstance(value, str) else None
        if found is None:
            self.note(join(path, key), "bad_moment", moment_sentence(join(path, key)))
        return found


def moment_sentence(name: str) -> str:
    """Return the sentence for a moment that cannot be read."""
    return (
        f"“{name}” phải là ngày giờ theo ISO, ví dụ 2026-11-23T15:20+07:00 (không ghi múi giờ thì "
        "hiểu là giờ Việt Nam)."
    )


def read_moment(text: str) -> datetime | None:
    """Return an ISO moment with date and time in UTC, ``None`` when it cannot be read.

    A moment without an offset is Viet Nam time (+07:00).
    """
    if len(text) <= _DATE_LENGTH or text[_DATE_LENGTH] not in "T ":
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=VIETNAM)).astimezone(UTC)


def join(path: str, key: str) -> str:
    """Return a dotted path."""
    return f"{path}.{key}" if path else key
