"""What the notices on the wall are made of: procedures of the catalogue and the office's names."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from receptiondesk.domain.procedures import Procedure
from receptiondesk.printing.frame import Letterhead
from receptiondesk.printing.wording import Wording


@dataclass(frozen=True, slots=True)
class Posted:
    """One procedure with its running number: the same in the list, on its sheet, in the index."""

    number: int
    procedure: Procedure


@dataclass(frozen=True, slots=True)
class NoticeData:
    """The procedures to be posted, in the order given; ``practice`` stamps every page."""

    words: Wording
    letterhead: Letterhead
    procedures: tuple[Procedure, ...]
    practice: bool = False

    def posted(self) -> tuple[Posted, ...]:
        """Return the procedures numbered from 1, fields together as they first appear."""
        order = {name: place for place, name in enumerate(self.fields())}
        ordered = sorted(self.procedures, key=lambda procedure: order[procedure.field])
        return tuple(Posted(number, one) for number, one in enumerate(ordered, 1))

    def by_field(self) -> Iterator[tuple[str, tuple[Posted, ...]]]:
        """Return each field with its procedures."""
        for field, group in groupby(self.posted(), key=lambda one: one.procedure.field):
            yield field, tuple(group)

    def fields(self) -> tuple[str, ...]:
        """Return the fields in the order in which they first appear."""
        return tuple(dict.fromkeys(procedure.field for procedure in self.procedures))

    def address_of(self, procedure: Procedure) -> str:
        """Return where a procedure's QR code leads: its own page, else the office's look-up."""
        return procedure.portal_url or self.letterhead.lookup_url
