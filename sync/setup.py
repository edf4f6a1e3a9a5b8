"""Setting up a portal: the family and the server are asked, the desk keeps the answer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from receptiondesk.desk import mappings, portals
from receptiondesk.desk.file_limits import LIMIT_OPTION
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.outbox import (
    NEVER_TOLD,
    OWN_CODES,
    TRANSFER,
    PortalSetting,
    PortalTarget,
    is_safe,
)
from receptiondesk.domain.routing import PROCEDURES
from receptiondesk.domain.text import clean_line
from receptiondesk.office import Office
from sync import network
from sync.answers import Answer
from sync.portal import Numbering
from sync.portals import ADAPTERS, Maker, Wiring
from sync.portals.national import options as national_options
from sync.portals.opencps import options as opencps_options
from sync.portals.server_numbered import options as server_numbered_options
from sync.session import Timeouts
from sync.wiring import CA_FILE

_CHECKS: Mapping[str, Callable[[PortalSetting, str], Iterator[Problem]]] = {
    "opencps": opencps_options.problems,
    "national": national_options.problems,
    "server_numbered": server_numbered_options.problems,
}
#: Options that mean the same for every family; a family's own check never sees them.
GENERAL_OPTIONS = frozenset({PROCEDURES, LIMIT_OPTION, CA_FILE, OWN_CODES, NEVER_TOLD})
#: A person waits for it, and a portal that cannot be reached is saved all the same.
_TIMEOUTS = Timeouts(connect=5.0, stall=10.0, total=20.0)


@dataclass(frozen=True, slots=True)
class PortalSaved:
    """A portal that is kept.

    ``warnings`` are Vietnamese: it was not reached now, or it will number what the desk numbers.
    """

    target: PortalTarget
    warnings: tuple[str, ...]
    changes: ChangeSet


@dataclass(frozen=True, slots=True)
class _Told:
    """What a portal answered when it was knocked at; ``practice``: whether it says it is one."""

    answer: Answer
    practice: bool | None
    numbering: Numbering


@dataclass(slots=True)
class _Nothing:
    """A memory for one question."""

    kept: dict[str, str] = field(default_factory=dict)

    def recall(self, key: str) -> str | None:
        """Return what was remembered under the key."""
        return self.kept.get(key)

    def remember(self, key: str, value: str) -> None:
        """Keep a value under the key."""
        self.kept[key] = value

    def forget(self, keys: object) -> None:
        """Drop everything."""
        del keys
        self.kept.clear()


def save(
    office: Office,
    setting: PortalSetting,
    password: str,
    *,
    adapters: Mapping[str, Maker] = ADAPTERS,
) -> PortalSaved:
    """Keep a portal, new or changed; it is saved also when it cannot be reached now.

    A practice portal elsewhere than on this machine must answer now that it is one, because
    nothing else can tell.

    Raises:
        Refused: fields ``name``, ``family``, ``url``, ``user``, ``password``, ``practice``,
            ``options``, ``option.<name>``.
        Trouble: the file or the keyring cannot be written.
    """
    check = _CHECKS.get(setting.family)
    special = {key: text for key, text in setting.options.items() if key not in GENERAL_OPTIONS}
    own = list(check(replace(setting, options=special), password)) if check is not None else []
    general = portals.problems(office, setting, password, answers_practice=True)
    found = [*general, *_of_general_options(office, setting), *_of_practice(office, setting), *own]
    if found:
        raise Refused.of(found)
    if setting.family == TRANSFER:  # nobody is there to be asked
        target, changes = portals.save(office, setting, password, answers_practice=None)
        return PortalSaved(target, (), changes)
    told = _ask(office, setting, password, adapters)
    target, changes = portals.save(office, setting, password, answers_practice=told.practice)
    return PortalSaved(target, tuple(_warnings(office, target, told)), changes)


def _of_general_options(office: Office, setting: PortalSetting) -> Iterator[Problem]:
    limit = setting.options.get(LIMIT_OPTION, "").strip()
    if limit and not (limit.isascii() and limit.isdecimal() and int(limit)):
        message = "Giới hạn tệp là số MB nguyên, lớn hơn 0."
        yield Problem(f"option.{LIMIT_OPTION}", "bad_file_limit", message)
    if setting.options.get(OWN_CODES, "").strip() not in {"", "0", "1"}:
        message = "Mã riêng của cổng: 1 là có, 0 hoặc để trống là không."
        yield Problem(f"option.{OWN_CODES}", "bad_own_codes", message)
    never = setting.options.get(NEVER_TOLD, "").strip()
    if never not in {"", "0", "1"} or (never == "1" and not clean_line(office.officer)):
        message = (
            "Cổng chưa từng nhận hồ sơ của quầy: 1 là đúng vậy (cần tên cán bộ chịu trách nhiệm),"
            " 0 hoặc để trống là không rõ."
        )
        yield Problem(f"option.{NEVER_TOLD}", "bad_never_told", message)
    authority = setting.options.get(CA_FILE, "")
    if authority and not network.holds_certificates(Path(authority)):
        message = "Không đọc được chứng chỉ nào trong tệp này (cần tệp PEM của nơi cấp)."
        yield Problem(f"option.{CA_FILE}", "bad_ca_file", message)


def _of_practice(office: Office, setting: PortalSetting) -> Iterator[Problem]:
    """Practice data are not carried by hand to a real system either."""
    if setting.family == TRANSFER and office.settings.practice and not setting.practice:
        yield Problem(
            "practice",
            "practice_office",
            "Đơn vị này là đơn vị thực hành nên chỉ chuyển sang hệ thống thực hành. Dữ liệu thực"
            " hành không được đưa vào hệ thống thật.",
        )


def _ask(
    office: Office, setting: PortalSetting, password: str, adapters: Mapping[str, Maker]
) -> _Told:
    """Knock once; return what was answered."""
    if not is_safe(setting.url):
        raise ValueError("the address was checked before")
    target = PortalTarget(
        setting.family, setting.family, setting.url, setting.user, dict(setting.options)
    )
    wiring = Wiring(
        password=password,
        memory=_Nothing(),
        timeouts=_TIMEOUTS,
        codes=mappings.shipped(setting.family),
        clock=office.clock,
    )
    portal = adapters[setting.family](target, wiring)
    try:
        answer = portal.reach()
        return _Told(answer, portal.answers_practice(), portal.capabilities.numbering)
    finally:
        portal.close()


def _warnings(office: Office, target: PortalTarget, told: _Told) -> Iterator[str]:
    if not told.answer.good:
        yield f"Đã lưu cổng. {told.answer.words_of_a_test}"
    own = target.options.get(OWN_CODES, "").strip() == "1"
    if told.numbering is not Numbering.DESK and office.settings.number_range and not own:
        yield (
            "Cổng này tự cấp số hồ sơ, còn quầy đang cấp số từ dải số riêng: mỗi hồ sơ sẽ có hai mã"
            " và phải có người xác nhận. Nếu mã của cổng là mã chính thức, hãy bỏ dải số riêng của"
            " quầy; nếu cổng chỉ dùng mã riêng của mình, hãy đặt own_codes=1."
        )
