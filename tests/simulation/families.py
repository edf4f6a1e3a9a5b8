"""What the simulation knows of each family: how to set it up, and how to look past its traps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from receptiondesk.domain.clock import Clock
from receptiondesk.domain.code_map import CodeLine
from receptiondesk.domain.outbox import PortalSetting


@dataclass(frozen=True, slots=True)
class Truth:
    """One dossier as it stands in the portal's own store.

    ``person`` is the applicant's number, which is nobody else's in a run; ``doers`` are the people
    the portal was told of, in order.
    """

    person: str
    name: str
    code: str
    withdrawn: bool
    files: frozenset[str] = frozenset()
    doers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of portal. ``numbered_here``: the desk gives the official code.

    ``tidy`` is what an officer does there with drafts that nobody started; ``codes`` are lines of
    its table. ``needs_our_code``: it takes no dossier that only has a provisional code.
    """

    name: str
    make: Callable[[Clock], Any]
    truths: Callable[[Any], Sequence[Truth]]
    move: Callable[[Any, int], None]
    user: str
    password: str
    tidy: Callable[[Any], None] = lambda core: None
    options: Mapping[str, str] = field(default_factory=dict)
    codes: tuple[CodeLine, ...] = ()
    numbered_here: bool = True
    takes_files: bool = False
    needs_our_code: bool = False

    @property
    def adapter(self) -> str:
        """Return the name of the adapter's family."""
        return self.name.split(":", maxsplit=1)[0]

    def setting(self) -> PortalSetting:
        """Return the target as an office sets it; nobody listens at the address."""
        return PortalSetting(
            family=self.adapter,
            url="http://127.0.0.1:9",
            user=self.user,
            options=dict(self.options),
            practice=True,
        )
