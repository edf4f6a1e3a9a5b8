"""The faults of the bus of a province, each a switch (portals.md H.2)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

#: Columns of a look-up; nothing public names them, so they are the message's own [guess].
PLAIN_COLUMNS = (
    "MaHoSo", "MaTTHC", "ChuHoSo", "SoGiayToChuHoSo", "NgayTiepNhan", "NgayHenTra",
    "TrangThaiHoSo", "DonViXuLy",
)  # fmt: skip


@dataclass
class Switches:
    """Every fault of H.2. A whole number is "the next so many"; the rest holds until changed.

    ``session_minutes``: how long a session lives; ``session_calls``: or so many calls. ``expired``:
    how its end is said (code, text). ``zeros``: how success is typed, in turn. ``failing_text``:
    code 0 with a text that says it failed. ``html``, ``html_called_json``: pages. ``wrapped``: the
    answer as JSON text inside ``message``. ``exists_code``: with "đã tồn tại". ``strict_flag``:
    "true" instead of "True" is refused. ``refuse_steps``: calls of steps that fail.
    ``lose_before``/``lose_after``: no answer, before or after the commit; ``lose_service`` narrows
    both. ``deny_after``: a gateway answers this status to the next call of ``deny_service``, after
    it was done. ``stall``: seconds to answer late. ``columns``: of a look-up, ``None`` = all;
    ``progress``: it shows the steps. ``lag``: seconds until a look-up shows a change. ``look_up``:
    "" works, else "error", "empty", "unreadable" or "no_result". ``absent_says``: "empty" or
    "error". ``skew``: of its clock. ``too_fast``, ``busy``, ``down``: 429, 503, 500. ``poison``: an
    owner's name that is refused. ``drop``: said taken, not kept; ``tamper``: kept otherwise.
    ``no_right``: writes are not allowed, and the words for it. ``day_of_code``: a code's date must
    be that of the reception. ``steps_in_order``: a step earlier than the one before is refused;
    ``newest_first``: progress is shown the other way round.
    """

    session_minutes: float = 10.0
    session_calls: int = 0
    expired: tuple[Any, str] = ("-1", "Phiên làm việc không hợp lệ hoặc đã hết hạn")
    zeros: tuple[Any, ...] = ("0", 0, "00")
    failing_text: int = 0
    html: int = 0
    html_called_json: int = 0
    wrapped: bool = False
    exists_code: Any = "3"
    strict_flag: bool = True
    refuse_steps: tuple[int, ...] = ()
    lose_before: int = 0
    lose_after: int = 0
    lose_service: str = ""
    deny_after: int = 0
    deny_service: str = ""
    stall: float = 0.0
    columns: tuple[str, ...] | None = PLAIN_COLUMNS
    progress: bool = False
    lag: float = 0.0
    look_up: str = ""
    absent_says: str = "empty"
    skew: timedelta = timedelta(0)
    too_fast: int = 0
    busy: int = 0
    down: int = 0
    retry_after: int = 7
    poison: str = "Hỏng"
    drop: int = 0
    tamper: int = 0
    no_right: str = ""
    day_of_code: bool = False
    steps_in_order: bool = False
    newest_first: bool = False
