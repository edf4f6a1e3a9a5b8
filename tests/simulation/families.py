"""What the simulation knows of each family: how to set it up, and how to look past its traps."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from receptiondesk.domain.attachments import Attachment
from receptiondesk.domain.clock import Clock
from receptiondesk.domain.code_map import CodeLine
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.outbox import PortalSetting
from tests.simulation.held import differing


class Act(NamedTuple):
    """What somebody did at the desk, as a portal was told of it: second of the day and year."""

    kind: str
    officer: str
    at: str


@dataclass(frozen=True, slots=True)
class Truth:
    """One dossier as it stands in the portal's own store.

    ``person`` is the applicant's number, which is nobody else's in a run; ``facts`` are those that
    it has a place for (`held`), ``files`` the hash of each file as often as it stands there,
    ``altered`` what was sent for what it kept otherwise;
    ``received_by`` and ``withdrawn_by`` are whom the portal was told
    of, empty where that does not stand there; ``acts`` is everything that it was told step by step,
    ``corrected_by`` the number of the correction that it names, and whose that was.
    """

    person: str
    name: str
    code: str
    withdrawn: bool
    files: tuple[str, ...] = ()
    altered: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    received_by: str = ""
    withdrawn_by: str = ""
    acts: tuple[Act, ...] = ()
    corrected_by: tuple[str, str] = ("", "")

    def is_equal(self, dossier: Dossier) -> bool:
        """Return whether it stands there as the desk has it."""
        same = (self.name, self.withdrawn) == (
            dossier.facts.applicant.full_name,
            dossier.cancelled,
        )
        return same and not differing(dossier, self.facts)


@dataclass(frozen=True, slots=True)
class Family:
    """One kind of portal. ``numbered_here``: the desk gives the official code.

    ``tidy`` is what an officer does there with drafts that nobody started; ``codes`` are lines of
    its table. ``needs_our_code``: it takes no dossier that only has a provisional code.
    ``shows_without_code``: else nobody can compare what stands there before its code is told here.
    ``plant`` puts another's dossier under a code, unless something stands there, and tells of it.
    ``mischief`` lets it keep otherwise, or not at all, what it says that it took; ``twice`` names
    steps that it was told more than once; ``mended`` ends what of that goes on. ``lied_of``: of
    whom it once said that it took what it did not keep, though it shows not all. ``withdraw`` is an
    officer's there, where the desk may not any more. ``forget`` lets it lose a dossier and returns
    whose, where that can be seen without asking for all. ``remove_file``: an officer there removes
    an applicant's file, known by its number here or by paper and content. ``vary`` draws what a
    run's portal is like. ``told_of`` are the kinds of acts that it is told step by step.
    ``reads_back``: a program can see how a dossier stands there.
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
    shows_without_code: bool = True
    mischief: Callable[[Any, int], None] = lambda core, drawn: None
    plant: Callable[[Any, str], Truth | None] = lambda core, code: None
    twice: Callable[[Any], Sequence[str]] = lambda core: ()
    mended: Callable[[Any], None] = lambda core: None
    lied_of: Callable[[Any], Collection[str]] = lambda core: ()
    withdraw: Callable[[Any, str], None] = lambda core, person: None
    forget: Callable[[Any, int], str] = lambda core, drawn: ""
    remove_file: Callable[[Any, str, Attachment], None] = lambda core, person, file: None
    vary: Callable[[Any, int], None] = lambda core, drawn: None
    told_of: frozenset[str] = frozenset()
    reads_back: bool = True

    @property
    def adapter(self) -> str:
        """Return the name of the adapter's family."""
        return self.name.split(":", maxsplit=1)[0]

    def setting(self, port: int) -> PortalSetting:
        """Return the target as an office sets it; nobody listens at the address."""
        return PortalSetting(
            family=self.adapter,
            url=f"http://127.0.0.1:{port}",
            user=self.user,
            options=dict(self.options),
            practice=True,
        )

    def routed(self, procedures: str) -> "Family":
        """Return the same portal, told only of some procedures."""
        return replace(self, options={**self.options, "procedures": procedures})


@dataclass(frozen=True, slots=True)
class Town:
    """The portals that the counters of a run send to; ``by_hand``: one more has no interface."""

    name: str
    families: tuple[Family, ...]
    by_hand: bool = False

    @property
    def numbered_here(self) -> bool:
        """Return whether the desk gives official codes."""
        return any(family.numbered_here for family in self.families)


def first(found: Sequence[str]) -> str:
    """Return the first of what was found, nothing where nothing was."""
    return found[0] if found else ""


#: How our steps begin, by what they tell of.
_BEGIN = {
    "Tiếp nhận": "received",
    "Sửa": "corrected",
    "Hủy": "cancelled",
    "Đính kèm": "attached",
    "Gỡ": "detached",
}


def act_of(step: Mapping[str, Any]) -> Act:
    """Return what a step told, as the national model spells it (portals.md B.4)."""
    text = str(step.get("NoiDungXuLy", ""))
    kind = next((kind for words, kind in _BEGIN.items() if text.startswith(words)), text)
    digits = "".join(sign for sign in str(step["ThoiDiemXuLy"]) if sign.isdecimal())
    return Act(kind, str(step["NguoiXuLy"]), digits[:14])
