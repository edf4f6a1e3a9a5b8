"""What a person may set for an OpenCPS target.

Routes come from the portal itself; ``--option`` or a mapping file override. A site's own status
word is an option too (``status.NAME=1..10``) and goes before the portal's mapping table.
"""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
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
        "otherPart",
    }
)
#: Options that mean the same for every family; others read them.
GENERAL_KEYS = frozenset({"procedures", "file_limit_mb"})
_MEGABYTE = 1024 * 1024
#: The most a portal of this family takes by default (portals.md A.10, "kho tài liệu").
_FILE_LIMIT = 100
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
    """The options of one target, read.

    ``other_part`` takes the files that have no part of their own; ``file_limit`` in bytes.
    """

    group_id: str
    agency: str = ""
    template: str = ""
    service_code: str = ""
    originality: str = ""
    first_action: str = ""
    cancel_action: str = ""
    statuses: Mapping[str, Status] = field(default_factory=dict)
    mapping: str = ""
    other_part: str = ""
    file_limit: int = _FILE_LIMIT * _MEGABYTE

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
            originality=options.get("originality", ""),
            first_action=options.get("firstAction", ""),
            cancel_action=options.get("cancelAction", ""),
            statuses=own,
            mapping=options.get("mapping", ""),
            other_part=options.get("otherPart", ""),
            file_limit=_megabytes(options.get("file_limit_mb", "")) * _MEGABYTE,
        )

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


def _megabytes(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and int(text) else _FILE_LIMIT


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
        known = key in KEYS | GENERAL_KEYS or key.startswith(STATUS_PREFIX)
        if not known:
            yield Problem(f"option.{key}", "unknown_option", f"Cổng OpenCPS không có mục “{key}”.")
        elif key.startswith(STATUS_PREFIX) and not (value.isdecimal() and int(value) in _NATIONAL):
            yield Problem(
                f"option.{key}", "bad_status", "Trạng thái quốc gia là một số từ 1 đến 10."
            )
    limit = setting.options.get("file_limit_mb", "1")
    if not limit.isdecimal() or not int(limit):
        sentence = "Cỡ tệp lớn nhất là một số MB, ví dụ 20."
        yield Problem("option.file_limit_mb", "bad_limit", sentence)
    mapping = setting.options.get("mapping", "")
    if mapping and not Path(mapping).is_file():
        yield Problem("option.mapping", "no_mapping_file", "Không thấy tệp đối chiếu này.")
