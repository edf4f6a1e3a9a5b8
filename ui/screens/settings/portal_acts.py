"""What the portal section asks, in the background lane: saving and testing wait for a wire."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from receptiondesk.desk import mappings, portals, procedures
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.outbox import PortalSetting, PortalTarget
from receptiondesk.office import Office
from receptiondesk.words import _

#: The one part that dossiers go out without.
CLOCK: Final = _("Giờ")
#: What ``portal test`` tells apart, by the name of the part (``sync.portal.Part``).
_PARTS: Final[Mapping[str, str]] = {
    "network": _("Mạng"),
    "name": _("Tên máy chủ"),
    "certificate": _("Chứng chỉ"),
    "sign_in": _("Đăng nhập"),
    "right": _("Quyền"),
    "version": _("Phiên bản"),
    "clock": CLOCK,
}


@dataclass(frozen=True, slots=True)
class Saved:
    """A portal that is kept. ``warnings`` are sentences: saved, but not reached now."""

    target: PortalTarget
    warnings: tuple[str, ...]
    changes: ChangeSet


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person typed; an empty password means the one that is kept."""

    setting: PortalSetting
    password: str = field(default="", repr=False)
    kept: PortalTarget | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """The portals that are set, and the fields that procedures can be chosen by."""

    targets: tuple[PortalTarget, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One part of a portal that was asked; ``well`` is ``None`` where it was not asked."""

    part: str
    well: bool | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that a target may be sent: ``entry`` as the option takes it."""

    entry: str
    name: str
    detail: str


def read(office: Office) -> Kept:
    """Return the portals that are set and the fields of the catalogue."""
    return Kept(portals.targets(office), procedures.fields(office))


def save(office: Office, wanted: Wanted) -> Saved:
    """Keep the portal and knock at it once.

    Raises:
        Refused: fields ``name``, ``family``, ``url``, ``user``, ``password``, ``practice``,
            ``options``, ``option.<name>``.
        Trouble: the file or the keyring cannot be written; no password is kept.
    """
    from sync import setup  # the wire: not before somebody sets a portal

    password, kept = wanted.password, wanted.kept
    if not password and kept is not None and kept.url:
        password = portals.password(office, kept)
    saved = setup.save(office, wanted.setting, password)
    return Saved(saved.target, saved.warnings, saved.changes)


def examine(office: Office, target: PortalTarget) -> tuple[Found, ...]:
    """Ask a portal part by part what is wrong; no dossier is told to anybody.

    Raises:
        Refused: a practice office asks no real portal.
        Trouble: the file cannot be read.
    """
    from sync.diagnose import diagnose  # the wire, as above

    found = diagnose(office, target).findings
    return tuple(Found(_PARTS[one.part.value], one.well, one.sentence) for one in found)


def find(office: Office, text: str) -> tuple[Choice, ...]:
    """Return the fields and the procedures that a text finds, fields first."""
    from receptiondesk.domain.text import fold

    wanted = fold(text)
    named = [name for name in procedures.fields(office) if wanted and wanted in fold(name)]
    fields = [Choice(f"field:{name}", name, _("cả lĩnh vực")) for name in named[:_FIELDS_SHOWN]]
    found = procedures.find(office, text, limit=_SHOWN)
    return (*fields, *(Choice(one.code, one.name, f"{one.code}   {one.field}") for one in found))


_FIELDS_SHOWN: Final = 5
_SHOWN: Final = 12


def export_codes(office: Office, target: str, path: Path) -> int:
    """Write the codes in use for a portal to a file and return how many lines it has.

    Raises:
        Refused: ``unknown_portal``.
        Trouble: ``cannot_write``.
    """
    return mappings.export_file(office, target, path)


def import_codes(office: Office, target: str, path: Path) -> ChangeSet:
    """Keep the table of a file as the next version, whole or not at all.

    Raises:
        Refused: every fault with its cell.
        Trouble: the file cannot be read, or the data cannot be written now.
    """
    from receptiondesk.domain.errors import Trouble

    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        words = _("Không đọc được tệp này. Cần tệp CSV mã UTF-8, như tệp đã xuất từ đây.")
        raise Trouble("cannot_read", words) from fault
    return mappings.replace(office, target, mappings.from_csv(text))
