"""What a person may set for an OpenCPS target, and how a site's own words are mapped.

Sites differ (portals.md A.7: "never hard-code it"), so the status map is data: the shipped
``statuses.csv`` with the values of the public constants, overridden by ``--option
status.NAME=1..10``. Routes come from the portal itself; ``--option`` or a mapping file override.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from receptiondesk.domain.dossier import Status
from receptiondesk.domain.errors import Problem
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.domain.text import nfc

STATUS_PREFIX = "status."
KEYS = frozenset(
    {
        "groupId",
        "govAgencyCode",
        "dossierTemplateNo",
        "serviceCode",
        "originality",
        "firstAction",
        "cancelAction",
        "mapping",
    }
)
#: Reception at the one-stop desk ("một cửa"), portals.md A.5.
ONE_STOP = "3"
_NATIONAL = range(1, 11)


@dataclass(frozen=True, slots=True)
class Override:
    """What a mapping says of one procedure; empty parts are asked of the portal."""

    service_code: str = ""
    agency: str = ""
    template: str = ""
    first_action: str = ""
    parts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Options:
    """The options of one target, read."""

    group_id: str
    agency: str = ""
    template: str = ""
    service_code: str = ""
    originality: str = ONE_STOP
    first_action: str = ""
    cancel_action: str = ""
    statuses: Mapping[str, Status] = field(default_factory=dict)
    mapping: str = ""

    @classmethod
    def read(cls, options: Mapping[str, str]) -> "Options":
        """Read options that ``problems`` found good."""
        own = {
            key.removeprefix(STATUS_PREFIX): Status(int(value))
            for key, value in options.items()
            if key.startswith(STATUS_PREFIX)
        }
        return cls(
            group_id=options.get("groupId", ""),
            agency=options.get("govAgencyCode", ""),
            template=options.get("dossierTemplateNo", ""),
            service_code=options.get("serviceCode", ""),
            originality=options.get("originality", ONE_STOP),
            first_action=options.get("firstAction", ""),
            cancel_action=options.get("cancelAction", ""),
            statuses={**shipped_statuses(), **own},
            mapping=options.get("mapping", ""),
        )

    def status_of(self, raw: str) -> Status | None:
        """Return the national state of a site's word, ``None`` when nobody mapped it."""
        return self.statuses.get(raw)

    def override(self, procedure_code: str) -> Override:
        """Return what the mapping file and the options say of a procedure.

        The mapping file is CSV with the columns procedure, serviceCode, govAgencyCode,
        dossierTemplateNo, firstAction, parts (JSON text: our paper code → the portal's partNo).
        A file that cannot be read says nothing: then the portal is asked.
        """
        row = _mapping(self.mapping).get(procedure_code, {}) if self.mapping else {}
        return Override(
            service_code=row.get("serviceCode") or self.service_code,
            agency=row.get("govAgencyCode") or self.agency,
            template=row.get("dossierTemplateNo") or self.template,
            first_action=row.get("firstAction") or self.first_action,
            parts=_parts(row.get("parts") or ""),
        )


@cache
def shipped_statuses() -> Mapping[str, Status]:
    """Return the status words of the public OpenCPS constants (portals.md A.7)."""
    text = files(__package__).joinpath("statuses.csv").read_text("utf-8")
    rows = csv.DictReader(io.StringIO(text, newline=""))
    return {row["dossierStatus"]: Status(int(row["national"])) for row in rows}


def _mapping(path: str) -> dict[str, dict[str, str]]:
    try:
        text = nfc(Path(path).read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return {}
    return {
        row["procedure"].strip(): {key: (value or "").strip() for key, value in row.items() if key}
        for row in csv.DictReader(io.StringIO(text, newline=""))
        if row.get("procedure")
    }


def _parts(text: str) -> dict[str, str]:
    if not text:
        return {}
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return (
        {str(ours): str(theirs) for ours, theirs in read.items()} if isinstance(read, dict) else {}
    )


def problems(setting: PortalSetting, password: str) -> Iterator[Problem]:
    """Yield what is wrong with a setting, in the order of the form."""
    if ":" in password:
        # The portal cuts a password at its first ":" (portals.md A.1, RestAuthFilter).
        yield Problem(
            "password",
            "password_colon",
            "Cổng này cắt mật khẩu tại dấu “:”. Đổi mật khẩu trên cổng thành mật khẩu"
            " không có dấu “:” rồi khai báo lại.",
        )
    if ":" in setting.user:
        yield Problem("user", "user_colon", "Tên đăng nhập của cổng không được có dấu “:”.")
    if not setting.options.get("groupId", "").isdecimal():
        yield Problem(
            "option.groupId",
            "group_id_missing",
            "Cần mã trang (groupId) của đơn vị trên cổng, là một dãy chữ số."
            " Quản trị cổng cho biết mã này.",
        )
    for key, value in setting.options.items():
        known = key in KEYS or key.startswith(STATUS_PREFIX)
        if not known:
            yield Problem(f"option.{key}", "unknown_option", f"Cổng OpenCPS không có mục “{key}”.")
        elif key.startswith(STATUS_PREFIX) and not (value.isdecimal() and int(value) in _NATIONAL):
            yield Problem(
                f"option.{key}", "bad_status", "Trạng thái quốc gia là một số từ 1 đến 10."
            )
    mapping = setting.options.get("mapping", "")
    if mapping and not Path(mapping).is_file():
        yield Problem("option.mapping", "no_mapping_file", "Không thấy tệp đối chiếu này.")
