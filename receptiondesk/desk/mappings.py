"""The codes that a portal uses for our words: shipped with the program, changed by the office.

What ships per family (``resources/codes/<family>.csv``) holds until the office says otherwise. An
office's table is kept whole, each change a new version told by the journal; a kind of code that it
speaks of replaces the shipped lines of that kind, any other kind stays as shipped. So an exported
and edited table is obeyed to the letter, and a short table of units leaves the statuses alone.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.code_csv import from_csv, to_csv
from receptiondesk.domain.code_map import CodeLine, CodeMap
from receptiondesk.domain.errors import Problem, Refused, Trouble
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.outbox import PortalTarget
from receptiondesk.office import Office
from receptiondesk.paths import write_whole
from receptiondesk.storage import journal, mappings, portals
from receptiondesk.storage.engine import Session
from receptiondesk.storage.mappings import KeptVersion

__all__ = [
    "KeptVersion",
    "current",
    "export_file",
    "from_csv",
    "own",
    "replace",
    "shipped",
    "to_csv",
    "versions",
]


@cache
def shipped(family: str) -> CodeMap:
    """Return the codes that come with the program, version 0; none for a family without a file."""
    source = files("resources").joinpath("codes", f"{family}.csv")
    if not source.is_file():
        return CodeMap()
    return CodeMap(0, from_csv(source.read_text(encoding="utf-8-sig")))


def current(office: Office, target: str) -> CodeMap:
    """Return the codes in use for a portal; ``version`` 0 while the office changed nothing.

    Raises:
        Refused: ``unknown_portal``.
    """
    with office.database.read() as session:
        family = _family(session, target)
        kept = mappings.newest(session, target)
    return _overlaid(shipped(family), kept)


def own(office: Office, target: str) -> CodeMap | None:
    """Return the newest table that the office itself made, ``None`` when it made none."""
    with office.database.read() as session:
        return mappings.newest(session, target)


def versions(office: Office, target: str) -> tuple[KeptVersion, ...]:
    """Return every version that the office made, oldest first."""
    with office.database.read() as session:
        return mappings.versions(session, target)


def replace(office: Office, target: str, lines: Iterable[CodeLine]) -> ChangeSet:
    """Keep a whole table as the next version, told by the journal (MAPPING_CHANGED).

    Nothing is written when the codes in use would stay as they are.

    Raises:
        Refused: ``unknown_portal``; or what ``from_csv`` finds wrong with the lines.
        Trouble: the file cannot be written now.
    """
    wanted = from_csv(to_csv(lines))
    with office.database.write() as session:
        family = _family(session, target)
        kept = mappings.newest(session, target)
        before = _overlaid(shipped(family), kept)
        table = CodeMap((kept.version if kept else 0) + 1, wanted)
        after = _overlaid(shipped(family), table)
        if set(after.lines) == set(before.lines):
            return ChangeSet()
        told: dict[str, object] = {
            "target": target,
            "version": table.version,
            "sha256": mappings.fingerprint(table.lines),
            "lines": len(table.lines),
            "added": len(set(after.lines) - set(before.lines)),
            "removed": len(set(before.lines) - set(after.lines)),
        }
        event = journal.append(session, office.entry(EventKind.MAPPING_CHANGED, told))
        mappings.add(session, target, table, event.seq)
    return ChangeSet(settings=True)


def export_file(office: Office, target: str, path: Path) -> int:
    """Write the codes in use for a portal as a CSV file; return how many lines it has.

    Importing the file again changes nothing. The file begins with a byte-order mark, by which
    spreadsheets know UTF-8.

    Raises:
        Refused: ``unknown_portal``.
        Trouble: ``cannot_write``: what stood at ``path`` still stands.
    """
    table = current(office, target)
    try:
        write_whole(path.resolve(), to_csv(table.lines).encode("utf-8-sig"), durable=False)
    except OSError as fault:
        text = f"Không ghi được tệp {path}. Xin kiểm tra chỗ trống và quyền ghi của thư mục."
        raise Trouble("cannot_write", text) from fault
    return len(table.lines)


def _overlaid(base: CodeMap, table: CodeMap | None) -> CodeMap:
    if table is None:
        return base
    kinds = {line.kind for line in table.lines}
    kept = (line for line in base.lines if line.kind not in kinds)
    return CodeMap(table.version, (*table.lines, *kept))


def _family(session: Session, target: str) -> str:
    for one in portals.targets(session):
        if one.name == target:
            return _table_of(one)
    message = f"Đơn vị chưa đặt cổng nào tên “{target}”. Xem tên cổng trong phần thiết lập cổng."
    raise Refused(Problem("target", "unknown_portal", message))


def _table_of(target: PortalTarget) -> str:
    """Return which shipped table is a target's: a family of several dialects has one for each."""
    dialect = target.options.get("dialect", "")
    return f"{target.family}_{dialect}" if dialect.isalnum() else target.family
