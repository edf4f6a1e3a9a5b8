"""What the notices screen asks of the desk; each runs in the background lane."""

from collections.abc import Iterable
from dataclasses import dataclass

from receptiondesk.desk import configuration, print_batches, procedures, wall_stale, wall_words
from receptiondesk.desk.notice_orders import NoticeOrder
from receptiondesk.desk.papers import Paper
from receptiondesk.desk.print_batches import Batch
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.finder import Finder
from receptiondesk.domain.procedures import Procedure
from receptiondesk.domain.text import fold
from receptiondesk.office import Office

#: More than any catalogue holds: all of them are wanted.
_ALL = 100_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """The catalogue as the screen shows it, field by field and by name within a field.

    ``posted`` are the codes that the office posts on its wall (and offers at its desk).
    """

    procedures: tuple[Procedure, ...]
    fields: tuple[str, ...]
    posted: frozenset[str]
    finder: Finder

    def of(self, codes: Iterable[str]) -> tuple[Procedure, ...]:
        """Return these procedures in the order of the shelf."""
        wanted = frozenset(codes)
        return tuple(one for one in self.procedures if one.code in wanted)

    def by_code(self) -> dict[str, Procedure]:
        """Return the procedures under their codes."""
        return {one.code: one for one in self.procedures}


def read_shelf(office: Office) -> Shelf:
    """Return the version in use and what the office posts of it.

    Raises:
        Trouble: the data cannot be read now.
    """
    finder = procedures.prepare(office)
    fields = procedures.fields(office)
    places = {name: place for place, name in enumerate(fields)}
    found = procedures.find(office, "", limit=_ALL, prepared=finder)
    ordered = sorted(found, key=lambda one: (places[one.field], fold(one.name), one.code))
    return Shelf(tuple(ordered), fields, frozenset(procedures.offered(office)), finder)


def save_posted(office: Office, codes: tuple[str, ...]) -> ChangeSet:
    """Keep what the office offers and posts, in place of what it posted before.

    Raises:
        Refused: ``unknown_procedure``, when another catalogue was imported meanwhile.
        Trouble: the data cannot be written now.
    """
    return procedures.offer(office, codes)


def post(office: Office, batch: Batch, *, order: NoticeOrder, missing: bool) -> tuple[Paper, ...]:
    """File every sheet of a notice in the register; return its parts, each saved as a print job.

    Raises:
        Refused: the order cannot be met any more; a person stopped it.
        Trouble: the data cannot be read or written now; nothing was filed.
    """
    if missing:
        order = wall_stale.of_missing(office, order)
    return tuple(print_batches.notices(office, order, batch))


def left_blank(office: Office, kind: str) -> tuple[str, ...]:
    """Return the settings that a notice prints and nobody has told: dotted lines stand for them."""
    labels = {one.key: one.label for one in configuration.as_rows(office)}
    return tuple(labels[each.field] for each in wall_words.warnings(office, kind))
