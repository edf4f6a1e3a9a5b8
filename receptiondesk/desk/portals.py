"""The portals an office sends to: set up by a person, their passwords kept apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from receptiondesk.credentials.secret_store import SecretStore
from receptiondesk.domain import routing, transfer_fields
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.outbox import (
    FAMILIES,
    TRANSFER,
    PortalSetting,
    PortalTarget,
    is_safe,
    practice_problem,
)
from receptiondesk.domain.text import clean_line, unprintable
from receptiondesk.office import Office
from receptiondesk.storage import generations, journal, portals

_LONGEST_URL: Final = 500
_LONGEST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class _SecretTable:
    """The table ``secret``, each act in its own short transaction."""

    office: Office

    def get(self, name: str) -> str | None:
        """Return what is kept under a name."""
        with self.office.database.read() as session:
            return portals.secret(session, name)

    def put(self, name: str, secret: str) -> None:
        """Keep it in place of what was there."""
        with self.office.database.write() as session:
            portals.keep_secret(session, name, secret)

    def delete(self, name: str) -> None:
        """Forget it, if it is there."""
        with self.office.database.write() as session:
            portals.keep_secret(session, name, None)


def targets(office: Office) -> tuple[PortalTarget, ...]:
    """Return the portals this office sends to, by name."""
    with office.database.read() as session:
        return portals.targets(session)


def every(office: Office) -> tuple[PortalTarget, ...]:
    """Return all portals by name, those too that were removed: their dossiers tell of them."""
    with office.database.read() as session:
        return portals.every_target(session)


def by_hand(office: Office) -> frozenset[str]:
    """Return the names of systems without interface, removed ones too: a person carries over."""
    return frozenset(target.name for target in every(office) if target.family == TRANSFER)


def save(
    office: Office, setting: PortalSetting, password: str, *, answers_practice: bool | None
) -> tuple[PortalTarget, ChangeSet]:
    """Keep a portal, new or changed, and let everything not sent there yet wait for it.

    ``sync.setup.save`` is the door for screens and commands: it asks the family and the server
    first. ``answers_practice`` is what the server said of itself, ``None`` when not reached.

    Raises:
        Refused: fields ``family``, ``url``, ``user``, ``password``, ``practice``.
        Trouble: the file or the keyring cannot be written.
    """
    found = tuple(problems(office, setting, password, answers_practice=answers_practice))
    if found:
        raise Refused.of(found)
    target = PortalTarget(
        name=setting.name or setting.family,
        family=setting.family,
        url=setting.url.rstrip("/"),
        user=setting.user,
        options={key: text for key, text in setting.options.items() if key != routing.REMOVED},
        practice=setting.practice,
    )
    if password:
        _secrets(office).put(_secret_name(target.name), password)
    with office.database.write() as session:
        every_one = portals.every_target(session)
        before = next((one for one in every_one if one.name == target.name), None)
        if portals.put(session, target):
            told: dict[str, object] = {"portal": portals.told_of(target)}
            journal.append(session, office.entry(EventKind.SETTING_CHANGED, told))
        if before is not None and (before.removed or before.url != target.url):
            # Another portal may answer there, or what it holds went on without us: what was proved
            # is read back anew.
            generations.question_everything(session, office.entry, target.name)
        generations.backfill(session, target)
    return target, ChangeSet(outbox=True, settings=True)


def problems(
    office: Office, setting: PortalSetting, password: str, *, answers_practice: bool | None
) -> list[Problem]:
    """Return what is wrong with a portal's setting whatever its family."""
    found = []
    if setting.family not in FAMILIES:
        known = ", ".join(FAMILIES)
        found.append(Problem("family", "unknown_family", f"Loại cổng hiện có: {known}."))
    found += _of_name(office, setting)
    found += routing.problems(setting.options)
    if setting.family == TRANSFER:  # nobody signs in anywhere: a person carries it over
        return [*found, *transfer_fields.problems(setting.options)]
    found += _of_account(setting, password)
    against = practice_problem(
        practice_office=office.settings.practice,
        practice_target=setting.practice,
        url=setting.url,
        answers_practice=answers_practice,
    )
    return [*found, against] if against else found


def _of_name(office: Office, setting: PortalSetting) -> list[Problem]:
    """Return what is wrong with the name under which dossiers, marks and passwords are kept."""
    name = setting.name or setting.family
    if clean_line(name) != name or len(name) > _LONGEST_NAME or unprintable(name):
        message = f"Tên cổng dài tối đa {_LONGEST_NAME} ký tự, không có khoảng trắng thừa."
        return [Problem("name", "bad_name", message)]
    other = next((known for known in every(office) if known.name == name), None)
    if other is not None and other.family != setting.family:
        message = f"Tên cổng “{name}” đã dùng cho một cổng loại {other.family}. Xin đặt tên khác."
        return [Problem("name", "name_taken", message)]
    return []


def _of_account(setting: PortalSetting, password: str) -> list[Problem]:
    """Return what is wrong with the address and the account of a portal."""
    found = []
    if len(setting.url) > _LONGEST_URL or not is_safe(setting.url):
        found.append(
            Problem(
                "url",
                "unsafe_url",
                "Địa chỉ cổng phải bắt đầu bằng https:// (http:// chỉ dùng cho cổng chạy ngay"
                " trên máy này) và không chứa tên đăng nhập.",
            )
        )
    if not setting.user.strip():
        found.append(Problem("user", "missing_user", "Cần tên đăng nhập của tài khoản cổng."))
    if not password:
        found.append(Problem("password", "missing_password", "Cần mật khẩu của tài khoản cổng."))
    return found


def password(office: Office, target: PortalTarget) -> str:
    """Return the password of a portal's account.

    Raises:
        Trouble: ``no_portal_password`` when none is kept (a restored backup has none from the
            keyring), ``keyring`` when the keyring does not answer.
    """
    kept = _secrets(office).get(_secret_name(target.name))
    if kept is None:
        raise Trouble(
            "no_portal_password",
            "Máy chưa có mật khẩu cổng. Hồ sơ vẫn giữ nguyên tại máy; nhập lại mật khẩu trong"
            " phần thiết lập cổng.",
        )
    return kept


def forget_password(office: Office, target: PortalTarget) -> None:
    """Forget the password of a portal's account.

    Raises:
        Trouble: ``keyring`` when the keyring does not answer.
    """
    _secrets(office).delete(_secret_name(target.name))


def _secrets(office: Office) -> SecretStore:
    keyring = office.credentials.keyring()
    return SecretStore(keyring, office.office_id, _SecretTable(office))


def _secret_name(target: str) -> str:
    return f"portal:{target}"


def recall(office: Office, target: str, key: str) -> str | None:
    """Return what a portal said before, ``None`` when nothing is kept."""
    with office.database.read() as session:
        return portals.recall(session, target, key)


def remember(office: Office, target: str, values: Mapping[str, str]) -> None:
    """Keep what a portal said, in one short write."""
    with office.database.write() as session:
        for key, value in values.items():
            portals.remember(session, target, key, value, office.clock.now())


def forget(office: Office, target: str, keys: tuple[str, ...]) -> None:
    """Drop what turned out stale."""
    with office.database.write() as session:
        portals.forget(session, target, keys)
