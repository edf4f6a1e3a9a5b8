"""What a person may set for a server-numbered target: the dialect, the unit, the paths.

Every path is an option (``path.<name>``). Those marked [guess] below, and those that are empty, are
not in the facts (portals.md C.2, I.2): an empty one means that the portal does not offer the call,
until its keeper says how it is called.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from receptiondesk.domain.errors import Problem
from receptiondesk.domain.outbox import PortalSetting, is_safe

TANDAN: Final = "tandan"
IGATE: Final = "igate"
ADAPTER: Final = "adapter2026"
PATH: Final = "path."

#: Dialect → name of a call → its path. ``{id}`` and ``{code}`` are the dossier's at the portal.
PATHS: Mapping[str, Mapping[str, str]] = {
    TANDAN: {
        "token": "/api/v1/tokens",  # [guess]: the facts say api/…/tokens
        "refresh": "/api/v1/tokens/refresh",  # [guess]
        "create": "/api/v1/hosos",
        "read": "/api/v1/hosos/GetByMa/{code}",
        "search": "/api/v1/hosos/Search/SoTheoDoiHoSo",
        "cancel": "/api/v1/hosos/ThuHoiHoSo/{id}",
        "upload": "/api/v1/files/UploadFileBucket",
        "update": "",
    },
    IGATE: {
        "token": "/auth/realms/digo/protocol/openid-connect/token",
        "pattern": "/bd/config/get-pattern",
        "number": "/bt/pattern/{id}/--get-next-value",
        "create": "",  # the direct reception call is an open point
        "read": "/pa/dossier/{id}/--online",
        "search": "/pa/dossier/search",
        "cancel": "",
        "upload": "/fi/file/--multiple",
        "drop_file": "/fi/file/{id}",
        "update": "",
    },
    ADAPTER: {
        "token": "/token",
        "number": "/GetNextValue",
        "create": "/CreateDossier",
        "steps": "/CapNhatTienTrinh",
        "states": "/CapNhatTrangThai",
        "upload": "/UploadFile",
        "lookup": "",
        "update": "",
    },
}
#: The field that keeps free text of ours and gives it back, by dialect.
_MARKED_IN: Mapping[str, str] = {
    TANDAN: "TrichYeuHoSo",
    IGATE: "noidungyeucaugiaiquyet",
    ADAPTER: "MaTaiQuay",
}
_KEYS = frozenset(
    {
        "dialect",
        "unit",
        "agency",
        "number_code",
        "client_id",
        "sso_url",
        "marker",
        "lag_minutes",
        "page_size",
        "feed_days",
        "department",
    }
)
_NUMBERS = ("lag_minutes", "page_size", "feed_days")
_LAG_MINUTES = 10
_PAGE = 50
_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one target, read.

    ``unit`` is the unit's code at the portal, ``agency`` iGate's id of it, ``number_code`` what a
    number is asked for (the unit unless set). ``marker`` names the field that keeps our own mark;
    empty: none, and then no search can tell our dossier from another. ``lag`` is how long a search
    may not show a new dossier [guess, settable]. ``feed_days`` is how far back the register is read
    for news; 0: each dossier is asked for by itself.
    """

    dialect: str
    unit: str = ""
    agency: str = ""
    number_code: str = ""
    client_id: str = "web-onegate"
    sso_url: str = ""
    marker: str = ""
    lag: timedelta = timedelta(minutes=_LAG_MINUTES)
    page_size: int = _PAGE
    feed_days: int = 0
    file_limit: int = 0
    department: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, options: Mapping[str, str]) -> "Options":
        """Read options that ``problems`` found good."""
        dialect = options.get("dialect", "")
        own = {
            key.removeprefix(PATH): text for key, text in options.items() if key.startswith(PATH)
        }
        unit = options.get("unit", "")
        return cls(
            dialect=dialect,
            unit=unit,
            agency=options.get("agency", "") or unit,
            number_code=options.get("number_code", "") or unit,
            client_id=options.get("client_id", "") or "web-onegate",
            sso_url=options.get("sso_url", ""),
            marker=options.get("marker", _MARKED_IN.get(dialect, "")),
            lag=timedelta(minutes=int(options.get("lag_minutes") or _LAG_MINUTES)),
            page_size=int(options.get("page_size") or _PAGE),
            feed_days=int(options.get("feed_days") or 0),
            file_limit=int(options.get("file_limit_mb") or 0) * _MEGABYTE,
            department=options.get("department", ""),
            paths={**PATHS.get(dialect, {}), **own},
        )

    def offers(self, call: str) -> bool:
        """Return whether the portal has a call of that name."""
        return bool(self.paths.get(call))


def problems(setting: PortalSetting, password: str) -> Iterator[Problem]:
    """Yield what is wrong with a setting, in the order of the form."""
    del password  # any password can be sent in JSON or in a form
    told = setting.options
    dialect = told.get("dialect", "")
    if dialect not in PATHS:
        named = ", ".join(PATHS)
        yield Problem(
            "option.dialect", "bad_dialect", f"Chọn kiểu cổng (dialect) là một trong: {named}."
        )
        return
    if not told.get("unit"):
        yield Problem(
            "option.unit",
            "unit_missing",
            "Cần mã đơn vị tiếp nhận trên cổng (unit). Quản trị cổng cho biết mã này.",
        )
    if dialect == IGATE and not told.get("path.create"):
        yield Problem(
            "option.path.create",
            "create_missing",
            "Cần đường dẫn tiếp nhận trực tiếp của iGate (path.create): tài liệu công khai không"
            " nêu, xin hỏi đơn vị vận hành cổng.",
        )
    if told.get("sso_url") and not is_safe(told["sso_url"]):
        yield Problem(
            "option.sso_url",
            "bad_sso_url",
            "Địa chỉ đăng nhập (sso_url) phải bắt đầu bằng https://.",
        )
    yield from _values(dialect, told)


def _values(dialect: str, told: Mapping[str, str]) -> Iterator[Problem]:
    for key, value in told.items():
        name = key.removeprefix(PATH)
        if key not in _KEYS and not (key.startswith(PATH) and name in PATHS[dialect]):
            yield Problem(f"option.{key}", "unknown_option", f"Kiểu cổng này không có mục “{key}”.")
        elif key in _NUMBERS and not (value.isascii() and value.isdecimal() and len(value) < 6):  # noqa: PLR2004 - five digits are plenty
            yield Problem(f"option.{key}", "bad_number", f"Mục “{key}” là một số nguyên.")
        elif key.startswith(PATH) and value and not value.startswith("/"):
            yield Problem(
                f"option.{key}", "bad_path", f"Đường dẫn “{key}” phải bắt đầu bằng dấu gạch chéo."
            )
