"""Identity numbers: what their structure tells and where it contradicts the person.

Sources: Decree 137/2015/NĐ-CP and Circular 59/2021/TT-BCA art. 4 (personal number: three digits
province or country of birth registration, one digit century and sex, two digits birth year, six
random); 9-digit cards are invalid from 01/01/2025 but remain a key of old registers. That the
three digits follow the list of 63 provinces and do not change with the merger is from memory, so
an unknown prefix is a warning and no refusal. The check digit of a 10-digit tax code is custom,
checked against published codes, and a warning too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from receptiondesk.domain.errors import Problem
from receptiondesk.domain.walk_in import Identity, IdentityType, Sex

_PERSONAL = re.compile(r"[0-9]{12}", re.ASCII)
_OLD = re.compile(r"[0-9]{9}", re.ASCII)
_PASSPORT = re.compile(r"(?=.*[0-9])[A-Z0-9]{6,12}", re.ASCII)
_TAX = re.compile(r"[0-9]{10}(?:-?[0-9]{3})?|[0-9]{12}", re.ASCII)
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_ORG_LENGTH = 50
#: The prefixes of the 63 provinces before July 2025, as known.
_OLD_PROVINCES = frozenset(range(1, 97)) - {
    *(3, 5, 7, 9, 13, 16, 18, 21, 23, 28, 29, 32, 39, 41, 43, 47, 50, 53, 55, 57, 59, 61, 63, 65),
    *(69, 71, 73, 76, 78, 81, 85, 88, 90),
}
_FIRST_COUNTRY = 100
_XXI_FEMALE = 3


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """What a 12-digit personal number says of its holder."""

    place: str
    sex: Sex
    birth_year: int

    @classmethod
    def read(cls, number: str) -> "PersonalNumber | None":
        """Return the parts of a number, ``None`` when it has not twelve digits."""
        if not _PERSONAL.fullmatch(number):
            return None
        century_and_sex = int(number[3])
        sex = Sex.FEMALE if century_and_sex % 2 else Sex.MALE
        return cls(number[:3], sex, 1900 + 100 * (century_and_sex // 2) + int(number[4:6]))

    @property
    def place_is_known(self) -> bool:
        """Return whether the prefix is a known province, or may be a country."""
        return int(self.place) in _OLD_PROVINCES or int(self.place) >= _FIRST_COUNTRY


@dataclass(frozen=True, slots=True)
class Holder:
    """What is known of the person beside the number; ``today`` tells which years lie ahead."""

    birth: date | None = None
    sex: Sex | None = None
    today: date | None = None


def check_personal_number(
    number: str,
    birth: date | None = None,
    sex: Sex | None = None,
    *,
    today: date | None = None,
    field: str = "applicant.identity.number",
) -> tuple[Problem, ...]:
    """Return what is wrong with a 12-digit personal number.

    Args:
        number: digits without blanks.
        birth: the person's date of birth, where known.
        sex: the person's sex, where known.
        today: the local date; a birth year after it is refused.
        field: dotted path of the number.

    Returns:
        Problems with codes ``old_number``, ``bad_personal_number``, ``number_in_future``,
        ``birth_mismatch``, ``sex_mismatch``; empty when all agrees.
    """
    if _OLD.fullmatch(number):
        return (Problem(field, "old_number", _OLD_NUMBER),)
    parts = PersonalNumber.read(number)
    if parts is None or parts.place == "000" or int(number[3]) > _XXI_FEMALE:
        return (Problem(field, "bad_personal_number", _BAD_PERSONAL),)
    return tuple(_contradictions(parts, Holder(birth, sex, today), field))


def _contradictions(parts: PersonalNumber, holder: Holder, field: str) -> Iterator[Problem]:
    born = parts.birth_year
    if holder.birth is None and holder.today and born > holder.today.year:
        yield Problem(
            field,
            "number_in_future",
            f"Số định danh cho biết năm sinh {born}, sau năm nay. Xin xem lại các chữ số thứ 4 "
            "đến thứ 6 trên thẻ.",
        )
    if holder.birth and born != holder.birth.year:
        yield Problem(
            field,
            "birth_mismatch",
            f"Số định danh cho biết sinh năm {born} nhưng ngày sinh ghi năm {holder.birth.year}. "
            "Xin đối chiếu lại với thẻ.",
        )
    if holder.sex and parts.sex is not holder.sex:
        yield Problem(
            field,
            "sex_mismatch",
            f"Số định danh là của {_sex_vi(parts.sex)} nhưng giới tính ghi "
            f"{_sex_vi(holder.sex)}. Xin đối chiếu lại với thẻ.",
        )


def check_identity(identity: Identity, holder: Holder, field: str) -> tuple[Problem, ...]:
    """Return what is wrong with an identity document's number.

    Args:
        identity: type and number (no blanks, capitals).
        holder: what is known of the person.
        field: dotted path of the identity; problems name ``<field>.number``.
    """
    path = f"{field}.number"
    number = identity.number
    is_tax = identity.type is IdentityType.TAX
    if identity.type is IdentityType.CCCD or (is_tax and _PERSONAL.fullmatch(number)):
        return check_personal_number(
            number, holder.birth, holder.sex, today=holder.today, field=path
        )
    match identity.type:
        case IdentityType.PASSPORT if not _PASSPORT.fullmatch(number):
            return (Problem(path, "bad_passport", _BAD_PASSPORT),)
        case IdentityType.TAX if not _TAX.fullmatch(number):
            return (Problem(path, "bad_tax_code", _BAD_TAX),)
        case IdentityType.ORG if not _is_org_code(number):
            return (Problem(path, "bad_org_number", _BAD_ORG),)
        case _:
            return ()


def doubts(identity: Identity, field: str) -> tuple[Problem, ...]:
    """Return what looks odd but may be right: an unknown prefix, a tax code's check digit."""
    path = f"{field}.number"
    parts = PersonalNumber.read(identity.number)
    if identity.type is IdentityType.CCCD and parts and not parts.place_is_known:
        return (
            Problem(
                path,
                "unknown_place_code",
                f"Ba số đầu {parts.place} không có trong danh sách mã tỉnh đã biết. Xin nhìn lại "
                "thẻ; nếu đúng thì tiếp nhận bình thường.",
            ),
        )
    if (
        identity.type is IdentityType.TAX
        and parts is None
        and not tax_digit_agrees(identity.number)
    ):
        return (
            Problem(
                path,
                "tax_check_digit",
                "Chữ số kiểm tra của mã số thuế không khớp. Xin nhìn lại giấy; nếu đúng thì tiếp "
                "nhận bình thường.",
            ),
        )
    return ()


def check_old_number(number: str, field: str) -> tuple[Problem, ...]:
    """Return what is wrong with an old card's number: it has nine digits (a few have twelve)."""
    if not number or _OLD.fullmatch(number) or _PERSONAL.fullmatch(number):
        return ()
    return (
        Problem(
            field,
            "bad_old_number",
            "Số chứng minh nhân dân cũ có 9 chữ số. Ô này chỉ để tra cứu, có thể bỏ trống.",
        ),
    )


def tax_digit_agrees(number: str) -> bool:
    """Return whether the tenth digit of a tax code follows from the first nine."""
    digits = number[:10]
    if len(digits) != len(_TAX_WEIGHTS) + 1 or not (digits.isascii() and digits.isdecimal()):
        return False
    total = sum(w * int(d) for w, d in zip(_TAX_WEIGHTS, digits, strict=False))
    return 10 - total % 11 == int(digits[-1])


def _is_org_code(number: str) -> bool:
    return len(number) <= _ORG_LENGTH and any(c.isalnum() for c in number)


def _sex_vi(sex: Sex) -> str:
    return "nam" if sex is Sex.MALE else "nữ"


_OLD_NUMBER = (
    "Số 9 chữ số là chứng minh nhân dân cũ, hết giá trị từ 01/01/2025. Xin ghi số định danh 12 chữ "
    "số ở đây và chuyển số cũ sang ô số cũ (old_number) để tra cứu."
)
_BAD_PERSONAL = (
    "Số định danh cá nhân phải có đúng 12 chữ số theo thẻ (3 số nơi đăng ký khai sinh, 1 số thế kỷ "
    "và giới tính, 2 số năm sinh, 6 số cuối). Xin quét lại thẻ hoặc gõ lại."
)
_BAD_PASSPORT = (
    "Số hộ chiếu gồm 6 đến 12 chữ cái không dấu và chữ số, ví dụ C1234567. Xin xem lại trang nhân "
    "thân."
)
_BAD_TAX = (
    "Mã số thuế có 10 chữ số (đơn vị phụ thuộc thêm -001…), hoặc là số định danh 12 chữ số. Xin "
    "xem lại giấy chứng nhận đăng ký."
)
_BAD_ORG = "Mã tổ chức phải có chữ hoặc số và không quá 50 ký tự. Xin xem lại quyết định thành lập."
