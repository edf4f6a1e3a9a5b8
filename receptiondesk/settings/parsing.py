"""How the text of a setting becomes its value; each refusal says what is expected."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from urllib.parse import urlsplit

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.numbering import LAST_COUNTER, NumberRange, check_org_code, parse_range
from receptiondesk.domain.text import clean_blanks, clean_line, date_vi, unprintable
from receptiondesk.domain.workdays import OfficeHours

_LINE_LENGTH = 255
_EVENING_AT_MOST = 120
_DAYS_AT_MOST = 3650
_WHOLE = 100
_YES = frozenset({"true", "1", "yes", "có", "co", "bật", "bat"})
_NO = frozenset({"false", "0", "no", "không", "khong", "tắt", "tat"})
_DATED = re.compile(
    r"(?:(?P<day>\d{1,2})[/-](?P<month>\d{1,2})[/-](?P<year>\d{4})"
    r"|(?P<iso_year>\d{4})-(?P<iso_month>\d{2})-(?P<iso_day>\d{2}))(?:\s+(?P<name>.*))?",
    re.ASCII,
)
_OTHER = re.compile(r"(\d{1,3})\s*:\s*(.+)")
_PAUSE_AT_MOST = 60
_DAYS_BETWEEN_AT_MOST = 90
_HOST = re.compile(r"(?:\*\.)?[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::\d{1,5})?", re.ASCII)
_PROVINCE = re.compile(r"\d{2}")


def refused(code: str, message: str) -> Refused:
    """Return a refusal whose field is still to be named by `receptiondesk.settings.change`."""
    return Refused(Problem("", code, message))


def line(text: str) -> str:
    """Read one printable line of at most 255 characters; may be empty."""
    found = clean_blanks(text)
    bad = unprintable(found)
    if bad:
        raise refused("unprintable", "Có ký tự không in được. Xin xóa và gõ lại dòng này.")
    if len(found) > _LINE_LENGTH:
        raise refused("too_long", f"Dòng này dài quá {_LINE_LENGTH} ký tự. Xin viết ngắn hơn.")
    return found


def needed_line(text: str) -> str:
    """Read one printable line that may not be empty."""
    found = line(text)
    if not found:
        raise refused("empty", "Chưa có nội dung. Xin nhập dòng này.")
    return found


def org_code(text: str) -> str:
    """Read an organisation code (Decision 20/2020/QĐ-TTg)."""
    return check_org_code(text)


def percent(text: str) -> int:
    """Read a share in percent, 1 to 100."""
    found = clean_line(text).removesuffix("%").rstrip()
    if not (found.isascii() and found.isdigit() and 1 <= int(found) <= _WHOLE):
        raise refused("bad_percent", f"Số phần trăm là số từ 1 đến {_WHOLE}.")
    return int(found)


def evening_minutes(text: str) -> int:
    """Read how many minutes an evening's rounds are spread over, 0 to 120."""
    found = clean_line(text)
    if not (found.isascii() and found.isdigit() and int(found) <= _EVENING_AT_MOST):
        raise refused("bad_minutes", f"Số phút là số từ 0 đến {_EVENING_AT_MOST}.")
    return int(found)


def province(text: str) -> str:
    """Read a province code of two digits (Decision 19/2025/QĐ-TTg), or nothing."""
    found = clean_line(text)
    if found and not _PROVINCE.fullmatch(found):
        raise refused("bad_province", "Mã tỉnh gồm hai chữ số, ví dụ 38 là Thanh Hóa.")
    return found


def url(text: str) -> str:
    """Read a web address with http or https, or nothing."""
    found = clean_line(text)
    if not found:
        return ""
    sentence = (
        "Địa chỉ web phải bắt đầu bằng http:// hoặc https://, ví dụ https://dichvucong.gov.vn"
    )
    try:
        parts = urlsplit(found)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in found
    except ValueError as error:
        raise refused("bad_url", sentence) from error
    if not good:
        raise refused("bad_url", sentence)
    return found


def counter(text: str) -> int:
    """Read the number of a counter, 1 to 999."""
    found = clean_line(text)
    if not (found.isascii() and found.isdigit() and 1 <= int(found) <= LAST_COUNTER):
        raise refused("bad_counter", f"Số quầy là số từ 1 đến {LAST_COUNTER}.")
    return int(found)


def days(text: str) -> int:
    """Read a number of days, 1 to 3650."""
    found = clean_line(text)
    if not (found.isascii() and found.isdigit() and 1 <= int(found) <= _DAYS_AT_MOST):
        raise refused("bad_days", f"Số ngày là số từ 1 đến {_DAYS_AT_MOST}.")
    return int(found)


def pause(text: str) -> int:
    """Read a number of seconds, 0 to 60."""
    found = clean_line(text)
    if not (found.isascii() and found.isdigit() and int(found) <= _PAUSE_AT_MOST):
        raise refused("bad_seconds", f"Số giây là số từ 0 đến {_PAUSE_AT_MOST}.")
    return int(found)


def days_between(text: str) -> int:
    """Read a number of days, 0 to 90."""
    found = clean_line(text)
    if not (found.isascii() and found.isdigit() and int(found) <= _DAYS_BETWEEN_AT_MOST):
        raise refused("bad_days", f"Số ngày là số từ 0 đến {_DAYS_BETWEEN_AT_MOST}.")
    return int(found)


def hosts(text: str) -> tuple[str, ...]:
    """Read names of hosts, each once: ``dichvucong.gov.vn, *.thanhhoa.gov.vn``."""
    found = [part.lower() for part in re.split(r"[\s,;]+", clean_line(text)) if part]
    for part in found:
        if not _HOST.fullmatch(part):
            raise refused(
                "bad_host",
                f"“{part[:60]}” không phải tên máy chủ. Xin viết như dichvucong.gov.vn hoặc "
                "*.thanhhoa.gov.vn, cách nhau bằng dấu phẩy; không viết https://.",
            )
    return tuple(dict.fromkeys(found))


def number_range(text: str) -> NumberRange | None:
    """Read a range of order numbers (``1-99``), or nothing for provisional codes."""
    return parse_range(text) if text.strip() else None


def other_ranges(text: str) -> Mapping[int, NumberRange]:
    """Read the ranges of the office's other counters: ``2: 100-199; 3: 200-299``."""
    found: dict[int, NumberRange] = {}
    for part in _parts(text):
        match = _OTHER.fullmatch(part)
        if not match:
            raise refused(
                "bad_ranges",
                "Mỗi quầy viết là SỐ QUẦY: SỐ ĐẦU-SỐ CUỐI, cách nhau bằng dấu chấm phẩy, "
                "ví dụ 2: 100-199; 3: 200-299.",
            )
        found[counter(match[1])] = parse_range(match[2])
    return MappingProxyType(found)


def write_other_ranges(value: Mapping[int, NumberRange]) -> str:
    """Return the text that `other_ranges` reads."""
    return "; ".join(f"{number}: {value[number]}" for number in sorted(value))


def write_number_range(value: NumberRange | None) -> str:
    """Return the text that `number_range` reads."""
    return "" if value is None else str(value)


def yes_no(text: str) -> bool:
    """Read yes or no."""
    found = clean_line(text).lower()
    if found in _YES:
        return True
    if found in _NO:
        return False
    raise refused("bad_choice", "Xin viết có hoặc không.")


def write_yes_no(value: object) -> str:
    """Return the text that `yes_no` reads."""
    return "true" if value else "false"


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a reader of one of the given words."""

    def read(text: str) -> str:
        found = clean_line(text).lower()
        if found not in choices:
            raise refused("bad_choice", f"Xin chọn một trong: {', '.join(choices)}.")
        return found

    return read


def hours(text: str) -> OfficeHours:
    """Read office hours per weekday, as `OfficeHours.parse` does."""
    return OfficeHours.parse(text)


def dated(text: str) -> Mapping[date, str]:
    """Read days with a name each: ``24/11/2026 Ngày Văn hoá; 31/12/2026 Tổng kết``.

    A day may stand as ISO too: ``2026-11-24``.
    """
    found: dict[date, str] = {}
    for part in _parts(text):
        day, name = _dated_part(part)
        found[day] = name
    return MappingProxyType(found)


def _dated_part(part: str) -> tuple[date, str]:
    match = _DATED.fullmatch(part)
    sentence = (
        f"Không hiểu “{part[:60]}”. Mỗi ngày viết là NGÀY/THÁNG/NĂM rồi tên ngày, "
        "cách nhau bằng dấu chấm phẩy, ví dụ 24/11/2026 Ngày hội; 31/12/2026 Tổng kết."
    )
    if not match:
        raise refused("bad_days", sentence)
    try:
        year, month, day_of_month = (
            int(match[part] or match[f"iso_{part}"]) for part in ("year", "month", "day")
        )
        day = date(year, month, day_of_month)
    except ValueError as error:
        raise refused("bad_days", sentence) from error
    return day, line(match["name"] or "")


def write_dated(value: Mapping[date, str]) -> str:
    """Return the text that `dated` reads."""
    return "; ".join(f"{date_vi(day)} {value[day]}".strip() for day in sorted(value))


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;\n]", clean_blanks(text)) if part.strip()]
