"""The last official code a counter showed, as a person tells it after a machine was lost."""

from dataclasses import dataclass
from datetime import date

from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.numbering import OFFICIAL, NumberRange, official_code
from receptiondesk.settings import Settings

#: A counter of a commune receives some hundreds a day; beyond this a number was misread.
_AT_MOST = 10_000


@dataclass(frozen=True, slots=True)
class LastCode:
    """The day and number of the code, and the counter's own range, which holds the number."""

    day: date
    number: int
    own: NumberRange


def read_last_code(text: str, settings: Settings, today: date) -> LastCode:
    """Read the last official code that this counter showed.

    Args:
        text: the code.
        settings: the office's settings in the backup.
        today: the day of the restore.

    Raises:
        Refused: bad_last_code (field ``last_code``): no official code of this office, of a day to
            come, or with a number outside this counter's range, so that it says nothing about it.
    """
    code, own = text.strip().upper(), settings.number_range
    found = OFFICIAL.fullmatch(code)
    if found is None or own is None:
        raise _refused(settings)
    try:
        day = date(2000 + int(found[1][:2]), int(found[1][2:4]), int(found[1][4:]))
    except ValueError as error:
        raise _refused(settings) from error
    number = int(found[2])
    same = number in own and code == official_code(settings.org_code, day, number)
    if not same or day > today or number - own.first >= _AT_MOST:
        raise _refused(settings)
    return LastCode(day, number, own)


def _refused(settings: Settings) -> Refused:
    if settings.number_range is None:
        message = (
            "Quầy này không có dải số riêng trong bản sao lưu nên không dùng mã cuối cùng. Chưa "
            "khôi phục gì. Xin bỏ mã cuối cùng rồi khôi phục lại."
        )
    else:
        message = (
            f"Mã cuối cùng phải là mã chính thức của cơ quan {settings.org_code}, không sau ngày "
            f"hôm nay, số nằm trong dải {settings.number_range} của quầy. Chưa khôi phục gì. Xin "
            "xem lại giấy cuối cùng đã in; nếu không rõ, bỏ trống để dùng mã tạm đến hết ngày."
        )
    return Refused(Problem("last_code", "bad_last_code", message))
