"""What a person may set for a target of this family; the address is the bus's own."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from receptiondesk.domain.errors import Problem
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.domain.text import fold

#: No public source shows the three paths (portals.md B.1), so they are only a beginning.
DEFAULTS: Mapping[str, str] = {
    "authPath": "/auth",
    "sharePath": "/share",
    "integrationPath": "/integration",
    "sessionMinutes": "10",
    "lagMinutes": "10",
    "expiredCodes": "401",
    "expiredWords": "phiên,session,đăng nhập",
}
NEEDED: Mapping[str, str] = {
    "dstcode": "mã định tuyến (dstcode) trên trục của tỉnh",
    "madonvi": "mã đơn vị gửi (madonvi)",
    "unit": "tên đơn vị xử lý ghi trên hồ sơ",
}
#: Read by the engine, the same for every family.
_COMMON = frozenset({"procedures"})
_PATHS = ("authPath", "sharePath", "integrationPath")
_MINUTES = ("sessionMinutes", "lagMinutes")
_LONGEST_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one target, read.

    ``session`` is how long a session is used by our own clock (10 minutes as OpenCPS does; the
    bus's own limit is unknown, portals.md B.1). ``lag`` is how long a dossier that was taken may
    be missing in the look-up before that means anything. ``expired`` are the error codes and
    words (folded) by which the bus says that a session is over: unknown, so they can be set.
    """

    dstcode: str
    madonvi: str
    unit: str
    auth: str
    share: str
    integration: str
    session: timedelta
    lag: timedelta
    expired_codes: frozenset[str] = frozenset()
    expired_words: tuple[str, ...] = ()
    procedures: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def read(cls, options: Mapping[str, str]) -> "Options":
        """Read options that ``problems`` found good."""
        whole = {**DEFAULTS, **{key: value for key, value in options.items() if value}}
        wanted = frozenset(_listed(whole.get("procedures", "")))
        return cls(
            dstcode=whole.get("dstcode", ""),
            madonvi=whole.get("madonvi", ""),
            unit=whole.get("unit", ""),
            auth=whole["authPath"],
            share=whole["sharePath"],
            integration=whole["integrationPath"],
            session=timedelta(minutes=int(whole["sessionMinutes"])),
            lag=timedelta(minutes=int(whole["lagMinutes"])),
            expired_codes=frozenset(_listed(whole["expiredCodes"])),
            expired_words=tuple(fold(word) for word in _listed(whole["expiredWords"])),
            procedures=frozenset(
                one for one in wanted if one != "*" and not one.startswith(("-", "field:"))
            ),
        )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(word for word in (part.strip() for part in text.split(",")) if word)


def problems(setting: PortalSetting, password: str) -> Iterator[Problem]:
    """Yield what is wrong with a setting, in the order of the form."""
    del password  # any password can be sent
    for key, what in NEEDED.items():
        if not setting.options.get(key, "").strip():
            yield Problem(
                f"option.{key}",
                "option_missing",
                f"Cần {what}. Đơn vị quản trị trục của tỉnh cho biết.",
            )
    for key, value in setting.options.items():
        yield from _wrong(key, value)


def _wrong(key: str, value: str) -> Iterator[Problem]:
    if key not in DEFAULTS and key not in NEEDED and key not in _COMMON:
        yield Problem(f"option.{key}", "unknown_option", f"Cổng loại này không có mục “{key}”.")
    elif key == "dstcode" and not (value.isascii() and value.isprintable()):
        message = "Mã định tuyến chỉ gồm chữ không dấu, chữ số và dấu chấm."
        yield Problem("option.dstcode", "bad_dstcode", message)
    elif key in _PATHS and value and not value.startswith("/"):
        message = "Đường dẫn bắt đầu bằng dấu “/”, nối sau địa chỉ của trục."
        yield Problem(f"option.{key}", "bad_path", message)
    elif key in _MINUTES and value and not _is_minutes(value):
        message = "Số phút là một số nguyên từ 0 đến 1440."
        yield Problem(f"option.{key}", "bad_minutes", message)


def _is_minutes(value: str) -> bool:
    return value.isascii() and value.isdecimal() and int(value) <= _LONGEST_MINUTES
