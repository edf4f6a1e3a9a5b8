"""What the portal section asks, in the background lane: saving waits for a wire."""

from dataclasses import dataclass, field

from receptiondesk.desk import portals
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.outbox import PortalSetting, PortalTarget
from receptiondesk.office import Office


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


def read(office: Office) -> PortalTarget | None:
    """Return the portal that is set, ``None`` before the first."""
    return next(iter(portals.targets(office)), None)


def save(office: Office, wanted: Wanted) -> Saved:
    """Keep the portal and knock at it once.

    Raises:
        Refused: fields ``family``, ``url``, ``user``, ``password``, ``practice``,
            ``option.<name>``.
        Trouble: the file or the keyring cannot be written; no password is kept.
    """
    from sync import setup  # the wire: not before somebody sets a portal

    password = wanted.password
    if not password and wanted.kept is not None:
        password = portals.password(office, wanted.kept)
    saved = setup.save(office, wanted.setting, password)
    return Saved(saved.target, saved.warnings, saved.changes)
