"""What the notices on the wall are made of: procedures of the catalogue and the office's names."""

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from receptiondesk.domain.procedures import Procedure
from receptiondesk.printing.frame import Letterhead
from receptiondesk.printing.wording import Wording

#: Bytes of an address that a code on a list or a sheet can hold in modules that read from a poor
#: copy; longer ones would take the place of the words beside it.
CODED_AT_MOST = 500


@dataclass(frozen=True, slots=True)
class Posted:
    """One procedure with its running number: the same in the list, on its sheet, in the index."""

    number: int
    procedure: Procedure


@dataclass(frozen=True, slots=True)
class NoticeData:
    """The procedures to be posted, in the order given; ``practice`` stamps every page.

    ``numbers`` are running numbers that procedures have already, by code. ``torn_out`` is
    (page, pages) of a page of a notice that is printed again by itself: heading and feedback box
    stand only on the first and on the last page.
    """

    words: Wording
    letterhead: Letterhead
    procedures: tuple[Procedure, ...]
    practice: bool = False
    numbers: Mapping[str, int] = dataclasses.field(default_factory=dict)
    torn_out: tuple[int, int] | None = None
    first: int = 1

    def posted(self) -> tuple[Posted, ...]:
        """Return the procedures numbered from ``first``, fields together as they first appear."""
        order = {name: place for place, name in enumerate(self.fields())}
        ordered = sorted(self.procedures, key=lambda procedure: order[procedure.field])
        return tuple(
            Posted(self.numbers.get(one.code, number), one)
            for number, one in enumerate(ordered, self.first)
        )

    def by_field(self) -> Iterator[tuple[str, tuple[Posted, ...]]]:
        """Return each field with its procedures."""
        for field, group in groupby(self.posted(), key=lambda one: one.procedure.field):
            yield field, tuple(group)

    def fields(self) -> tuple[str, ...]:
        """Return the fields in the order in which they first appear."""
        return tuple(dict.fromkeys(procedure.field for procedure in self.procedures))

    @property
    def begins(self) -> bool:
        """Whether the first page of the notice is among what is printed."""
        return self.torn_out is None or self.torn_out[0] == 1

    @property
    def ends(self) -> bool:
        """Whether the last page of the notice is among what is printed."""
        return self.torn_out is None or self.torn_out[0] == self.torn_out[1]

    def address_of(self, procedure: Procedure) -> str:
        """Return where a procedure's QR code leads: its own page, else the office's look-up.

        An own address too long for a legible code is left out.
        """
        own = procedure.portal_url
        return own if own and len(own.encode()) <= CODED_AT_MOST else self.letterhead.lookup_url
