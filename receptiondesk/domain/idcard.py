"""Reads the QR of an identity card.

Layout of 2021 (Circular 06/2021/TT-BCA): seven fields split by ``|``: number, old number, name,
birth, sex, residence, issue, dates ddMMyyyy. The final field list of the card of 07/2024
(Circular 16/2024/TT-BCA) could not be verified, so other layouts offer what can be recognised,
nothing is refused for its count of fields, and an address is never cut into units.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.idcard_repair import repair
from receptiondesk.domain.identity import PersonalNumber, check_personal_number
from receptiondesk.domain.text import clean_line, fold, has_letter
from receptiondesk.domain.walk_in import Sex

_NUMBER = re.compile(r"[0-9]{12}", re.ASCII)
_OLD = re.compile(r"[0-9]{9}", re.ASCII)
_NEXT_CARD = re.compile(r"(?:^|[^0-9]|[0-9]{8})([0-9]{12})$", re.ASCII)
_COMPACT_DATE = re.compile(r"([0-9]{2})[/.-]?([0-9]{2})[/.-]?([0-9]{4})", re.ASCII)
_SEXES = {
    "nam": Sex.MALE,
    "male": Sex.MALE,
    "m": Sex.MALE,
    "nu": Sex.FEMALE,
    "female": Sex.FEMALE,
    "f": Sex.FEMALE,
}
_LAYOUT_2021 = 7
_BIRTH = 3
_LONGEST = 4_000
_TELEX = re.compile(r"aa|ee|oo|dd|[aou]w", re.IGNORECASE)
_TELEX_TONE = re.compile(r"[aeiouy]\w*[sfrxj]$", re.IGNORECASE)
_VNI = re.compile(r"[a-z][0-9]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CardReading:
    """What a card told. Unknown parts are empty or ``None``; ``rest`` is unread text, in order.

    ``warnings`` stop nothing: what was mended and what the clerk should compare with the card;
    their field is a part of the reading, empty for the whole.
    """

    number: str = ""
    old_number: str = ""
    full_name: str = ""
    birth: date | None = None
    sex: Sex | None = None
    address: str = ""
    issued: date | None = None
    rest: tuple[str, ...] = ()
    warnings: tuple[Problem, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Return the shape that the command line prints; dates are ISO, unknown ones null."""
        return {
            "number": self.number,
            "old_number": self.old_number,
            "full_name": self.full_name,
            "birth": self.birth and self.birth.isoformat(),
            "sex": self.sex and self.sex.value,
            "address": self.address,
            "issued": self.issued and self.issued.isoformat(),
            "rest": list(self.rest),
            "warnings": [warning.as_json() for warning in self.warnings],
        }


def read(text: str | bytes) -> CardReading:
    """Return what a scanned card offers.

    Args:
        text: what the scanner sent, as text or as bytes.

    Raises:
        Refused: nothing of a card is in it (field empty, code ``unreadable_card``), or two
            different cards were scanned into one field (``two_cards``).
    """
    if len(text) > _LONGEST:
        raise _unreadable()
    repaired = repair(text)
    fields = [clean_line(part) for part in repaired.text.split("|")]
    reading = _Reading(fields, list(repaired.warnings))
    if _is_layout_2021(fields):
        reading.by_position()
    else:
        reading.by_recognition()
    return reading.finish()


def _is_layout_2021(fields: list[str]) -> bool:
    if len(fields) <= _BIRTH or has_letter(fields[0]) or _NUMBER.fullmatch(fields[_BIRTH - 1]):
        return False
    return _date(fields[_BIRTH]) is not None or (
        len(fields) >= _LAYOUT_2021
        and bool(_NUMBER.fullmatch(fields[0]))
        and fold(fields[_BIRTH + 1]) in _SEXES
    )


def _unreadable() -> Refused:
    return Refused(
        Problem(
            "",
            "unreadable_card",
            "Chưa đọc được dữ liệu thẻ. Xin quét lại mã QR (tắt bộ gõ tiếng Việt), hoặc nhập tay "
            "theo thẻ.",
        )
    )


@dataclass(slots=True)
class _Reading:
    """A reading in the making."""

    fields: list[str]
    warnings: list[Problem]
    number: str = ""
    old_number: str = ""
    full_name: str = ""
    birth: date | None = None
    sex: Sex | None = None
    address: str = ""
    issued: date | None = None
    rest: list[str] = field(default_factory=list)

    def by_position(self) -> None:
        """Take the seven fields of 2021; what does not fit its place goes to ``rest``."""
        padded = self.fields + [""] * (_LAYOUT_2021 - len(self.fields))
        number, old, self.full_name, birth, sex, self.address, issued = padded[:_LAYOUT_2021]
        if _NUMBER.fullmatch(number):
            self.number = number
        else:
            self._put_aside("number", number, "Số định danh trên thẻ không đủ 12 chữ số.")
        if _OLD.fullmatch(old) or _NUMBER.fullmatch(old):
            self.old_number = old
        elif old:
            self._put_aside("old_number", old, "Số cũ trên thẻ không phải 9 chữ số.")
        self.birth = _date(birth)
        if self.birth is None:
            self._put_aside("birth", birth, "Chưa đọc được ngày sinh trên thẻ.")
        self.sex = _SEXES.get(fold(sex))
        if sex and self.sex is None:
            self._put_aside("sex", sex, "Chưa đọc được giới tính trên thẻ.")
        self.issued = _date(issued)
        if issued and self.issued is None:
            self._put_aside("issued", issued, "Chưa đọc được ngày cấp trên thẻ.")
        self.rest.extend(part for part in self.fields[_LAYOUT_2021:] if part)

    def by_recognition(self) -> None:
        """Take from an unknown layout what shows what it is."""
        left = [part for part in self.fields if part]
        self.number = _take(left, lambda part: bool(_NUMBER.fullmatch(part)))
        self.old_number = _take(left, lambda part: bool(_OLD.fullmatch(part)))
        self.sex = _SEXES.get(fold(_take(left, lambda part: fold(part) in _SEXES)))
        self._take_dates(left)
        self.full_name = _take(left, _looks_like_a_name)
        self.address = _take(left, lambda part: "," in part)
        self.rest.extend(left)
        if self.number or (self.full_name and self.birth):
            self._warn(
                "",
                "unknown_layout",
                "Mẫu mã QR này chưa rõ; chương trình chỉ điền phần nhận ra được. Xin đối chiếu "
                "với thẻ.",
            )

    def finish(self) -> CardReading:
        if not self.number and not (self.full_name and self.birth):
            raise _unreadable()
        if self._is_two_cards():
            raise Refused(
                Problem(
                    "",
                    "two_cards",
                    "Hai thẻ khác nhau được quét vào cùng một ô. Xin xóa ô rồi quét lại một thẻ.",
                )
            )
        if self.number:
            self.warnings.extend(
                check_personal_number(self.number, self.birth, self.sex, field="number")
            )
        if self.birth and self.issued and self.issued < self.birth:
            self._warn(
                "issued",
                "issued_before_birth",
                "Ngày cấp thẻ trước ngày sinh. Xin đối chiếu với thẻ.",
            )
        if _damaged_by_typing(self.full_name):
            self._warn(
                "full_name",
                "damaged_by_typing",
                "Họ tên có thể bị bộ gõ tiếng Việt làm sai. Xin tắt bộ gõ rồi quét lại, hoặc đối "
                "chiếu với thẻ.",
            )
        return CardReading(
            self.number,
            self.old_number,
            self.full_name,
            self.birth,
            self.sex,
            self.address,
            self.issued,
            tuple(self.rest),
            tuple(self.warnings),
        )

    def _put_aside(self, name: str, part: str, why: str) -> None:
        if part:
            self.rest.append(part)
        self._warn(name, "unread_part", f"{why} Xin đối chiếu với thẻ.")

    def _warn(self, name: str, code: str, message: str) -> None:
        self.warnings.append(Problem(name, code, message))

    def _take_dates(self, left: list[str]) -> None:
        """Take one or two dates; the personal number tells which is the birth."""
        texts = (_take(left, lambda part: _date(part) is not None) for _ in range(2))
        dates = sorted(found for text in texts if (found := _date(text)))
        parts = PersonalNumber.read(self.number)
        if parts:
            dates.sort(key=lambda day: day.year != parts.birth_year)
        if dates and (len(dates) > 1 or parts is None or dates[0].year == parts.birth_year):
            self.birth = dates.pop(0)
        self.issued = dates[0] if dates else None

    def _is_two_cards(self) -> bool:
        """Return whether another card begins in a later field: its number, three on a birth."""
        for index, part in enumerate(self.fields[1:-_BIRTH], start=1):
            start = _NEXT_CARD.search(part)
            if start and start[1] != self.number and _date(self.fields[index + _BIRTH]):
                return True
        return False


def _date(text: str) -> date | None:
    found = _COMPACT_DATE.fullmatch(text)
    if not found:
        return None
    day, month, year = map(int, found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _take(parts: list[str], fits: Callable[[str], bool]) -> str:
    """Remove and return the first part that fits, empty when none does."""
    for index, part in enumerate(parts):
        if fits(part):
            return parts.pop(index)
    return ""


def _looks_like_a_name(part: str) -> bool:
    return (
        " " in part and "," not in part and has_letter(part) and not any(c.isdigit() for c in part)
    )


def _damaged_by_typing(name: str) -> bool:
    """Return whether a name shows raw Telex ("Nguyeenx") or VNI ("Nguye6n4") keys, or lost letters.

    Only a warning: ethnic minority and foreign names may look the same.
    """
    if "?" in name or "\N{REPLACEMENT CHARACTER}" in name or _VNI.search(name):
        return True
    plain = [word for word in name.split() if word.isascii()]
    doubled = any(_TELEX.search(word) for word in plain)
    toned = [word for word in plain if _TELEX_TONE.search(word)]
    return doubled or len(toned) > 1
