"""Taking in what a portal's catalogue says anew: a new version, and a list of what differs.

A kept version never changes, and a dossier keeps the version it was received under.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Final

from receptiondesk.desk.lettering import text_problems
from receptiondesk.domain.catalogue_news import Difference, Told, laid_over
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.clock import local
from receptiondesk.domain.events import Event, EventKind
from receptiondesk.domain.procedures import CatalogueVersion
from receptiondesk.office import Office
from receptiondesk.storage import catalogue, journal, portals
from receptiondesk.storage.engine import Session

__all__ = ["CatalogueNews", "Difference", "KeptNews", "differences", "take"]

#: Under this key is remembered what a portal's catalogue said last.
_SAID: Final = "catalogue:said"


@dataclass(frozen=True, slots=True)
class CatalogueNews:
    """What a portal told anew. ``version`` is the new version, ``None`` when none was made."""

    version: CatalogueVersion | None = None
    differences: tuple[Difference, ...] = ()
    changes: ChangeSet = field(default_factory=ChangeSet)


@dataclass(frozen=True, slots=True)
class KeptNews:
    """News as kept: which portal told them and when, and the version that was made of them."""

    target: str
    at: datetime
    version: int | None
    differences: tuple[Difference, ...]


def take(office: Office, target: str, procedures: Iterable[Told]) -> CatalogueNews:
    """Lay a portal's catalogue over the newest one and keep what differs.

    Plain texts that the portal tells anew make a new version; what would change how the desk
    counts (limits, fees, papers), and procedures that came, went or are no longer published, are
    only listed: nothing is deleted, and what the portal leaves open stays as it is.

    Raises:
        Trouble: the data cannot be written now; nothing was changed.
    """
    told = tuple(procedures)
    with office.database.write() as session:
        said = portals.recall(session, target, _SAID)
        ours = catalogue.procedures(session)
        laid = laid_over(ours, told, json.loads(said) if said else {}, _prints)
        now = office.clock.now()
        if told:
            marks = json.dumps(laid.marks, sort_keys=True)
            portals.remember(session, target, _SAID, marks, now)
        if not laid.differences:
            return CatalogueNews()
        version = None
        if laid.procedures != ours:
            label = f"Theo cổng {target}, {local(now):%d/%m/%Y}"
            version = catalogue.add_version(session, laid.procedures, label=label, at=now)
            _file_version(session, office, version)
        _file(session, office, KeptNews(target, now, _number(version), laid.differences))
    return CatalogueNews(version, laid.differences, ChangeSet(catalogue=True))


def differences(office: Office) -> tuple[KeptNews, ...]:
    """Return everything that portals told of the catalogue, newest first."""
    with office.database.read() as session:
        lines = journal.of_kinds(session, [EventKind.CATALOGUE_TOLD])
    return tuple(_kept(line) for line in reversed(lines))


def _prints(text: str) -> bool:
    return not text_problems("", text)


def _number(version: CatalogueVersion | None) -> int | None:
    return None if version is None else version.number


def _file_version(session: Session, office: Office, version: CatalogueVersion) -> None:
    payload: dict[str, object] = {
        "version": version.number,
        "label": version.label,
        "sha256": version.sha256,
        "procedures": version.procedures,
    }
    journal.append(session, office.entry(EventKind.CATALOGUE_IMPORTED, payload))


def _file(session: Session, office: Office, news: KeptNews) -> None:
    payload: dict[str, object] = {
        "target": news.target,
        "version": news.version,
        "differences": [asdict(one) for one in news.differences],
    }
    journal.append(session, office.entry(EventKind.CATALOGUE_TOLD, payload))


def _kept(line: Event) -> KeptNews:
    told: Mapping[str, Any] = line.payload
    found = tuple(Difference(**one) for one in told["differences"])
    return KeptNews(told["target"], line.at, told["version"], found)
