"""What must survive a crash about one dossier, kept in the adapter's memory before it is needed.

The rules (portals.md G.4 steps 2 and 6): a reserved number is kept before the create and used again
on every retry; the mark "being sent" is kept before the first byte of the create and taken away
only when the portal certainly did not store it ("clear"), when it was turned away in words that
may not be the portal's own (``sent:…:turned``: looked up first), or by a person's decision. Keys
begin with what they are and the dossier's uid: ``number:``, ``sent:``, ``clear:``, ``remote:``,
``asked:``, ``files:``, ``steps:``, ``whose:``, ``withdrawn:``. Three are the desk's, a person's
word: ``arrived:``, the code that is there; ``said:``, that what was asked last is decided; and
``clear:…:said``, that it is not there, which lasts until it is sent (the desk forgets mark and
place with it). A restored file may lack the mark and still have an old "clear", so who restores one
drops the keys that begin with ``clear:``.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from receptiondesk.domain.outbox import ANSWERED, FILE_IN_QUESTION, SENT_AGAIN
from sync.portal import Memory

#: Stands for the hash of what was sent where nobody kept it: equal to none.
_UNKNOWN = "?"
#: How it is known that a step arrived: the portal took it; nobody said that it did not. Or it is
#: over: the portal refused it, and a person let it be.
_TAKEN, _BELIEVED, _REFUSED = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where a dossier lives: the portal's id and code, and what was last sent there.

    ``sent`` is its hash, ``revision`` how often the desk had corrected it by then (-1: not kept).
    """

    id: str
    code: str
    sent: str = ""
    revision: int = -1


@dataclass(frozen=True, slots=True)
class Kept:
    """The memory of one dossier."""

    memory: Memory
    uid: str

    def number(self) -> str:
        """Return the number reserved for it, empty when none is."""
        return self.memory.recall(f"number:{self.uid}") or ""

    def keep_number(self, code: str) -> None:
        """Keep a number before it is used."""
        self.memory.remember(f"number:{self.uid}", code)

    def drop_number(self) -> None:
        """Give a number up: the portal shows it with somebody else's dossier."""
        self.memory.forget((f"number:{self.uid}",))

    def sent_at(self) -> datetime | None:
        """Return when the create was begun, ``None`` when nothing of it can have arrived."""
        return _moment(self.memory.recall(f"sent:{self.uid}"))

    def mark_sent(self, at: datetime) -> None:
        """Keep that a create is about to leave."""
        self.memory.remember(f"sent:{self.uid}", at.isoformat())
        stale = (f"clear:{self.uid}", f"clear:{self.uid}:said", f"sent:{self.uid}:turned")
        self.memory.forget((*stale, f"asked:{self.uid}"))

    def unmark_sent(self) -> None:
        """Keep that it certainly did not arrive."""
        self.memory.remember(f"clear:{self.uid}", "1")
        self.memory.forget((f"sent:{self.uid}",))

    def turn_away(self, until: datetime) -> None:
        """Keep that it was turned away, but perhaps not by the portal's own program.

        It is looked up before it is created again, and "not found" is believed from ``until`` on.
        """
        self.memory.remember(f"sent:{self.uid}:turned", until.isoformat())
        self.memory.forget((f"sent:{self.uid}",))

    def turned_away(self) -> datetime | None:
        """Return from when on "not found" is believed; ``None`` when it was not turned away so."""
        return _moment(self.memory.recall(f"sent:{self.uid}:turned"))

    def is_clear(self) -> bool:
        """Return whether the portal itself told that it stored nothing of the last create."""
        clear = self.memory.recall(f"clear:{self.uid}") is not None
        return clear and self.sent_at() is None

    def said_to_be_absent(self) -> bool:
        """Return whether a person says that the portal has not got it, and it was not sent since.

        That is believed; where the portal can be asked it is asked all the same, so that one said
        in error makes nothing twice.
        """
        return self.memory.recall(f"clear:{self.uid}:said") is not None

    def place(self) -> Place | None:
        """Return where the portal keeps it, ``None`` while that is not known."""
        told = self.memory.recall(f"remote:{self.uid}")
        return None if told is None else Place(**json.loads(told))

    def told_place(self) -> Place | None:
        """Return where a person found it, with what was sent there last; ``None``: nobody did."""
        code = self.memory.recall(f"arrived:{self.uid}")
        sent, _, revision = (self.memory.recall(f"whose:{self.uid}:as") or _UNKNOWN).partition(" ")
        return Place("", code, sent, int(revision or -1)) if code else None

    def place_or_told(self) -> Place | None:
        """Return where it is, as a person last said where only one can: that is kept now."""
        place, told = self.place(), self.told_place()
        if told is None or (place is not None and (place.id or place.code == told.code)):
            return place
        self.keep_place(told)
        return told

    def keep_sent_as(self, sent: str, revision: int) -> None:
        """Keep what a create says (see `Place`), where only a person can tell if it arrived."""
        self.memory.remember(f"whose:{self.uid}:as", f"{sent} {revision}")

    def keep_place(self, place: Place) -> None:
        """Keep where it is; what was asked before is of no use any more."""
        self.memory.remember(f"remote:{self.uid}", json.dumps(asdict(place)))

    def identities(self) -> list[list[str]]:
        """Return as whose it was ever sent: owner, number and procedure, in one spelling."""
        return list(json.loads(self.memory.recall(f"whose:{self.uid}") or "[]"))

    def keep_identity(self, told: list[str]) -> None:
        """Keep as whose it is about to be sent."""
        known = self.identities()
        if told not in known:
            self.memory.remember(f"whose:{self.uid}", json.dumps([*known, told]))

    def known(self) -> frozenset[str] | None:
        """Return the marks of what may stand there (`Unasked`), ``None``: nobody kept them."""
        told = self.memory.recall(f"whose:{self.uid}:known")
        return None if told is None else frozenset(told.split())

    def keep_known(self, marks: frozenset[str]) -> None:
        """Keep the marks of what may stand there."""
        self.memory.remember(f"whose:{self.uid}:known", " ".join(sorted(marks)))

    def shown_to_a_person(self, item: str) -> frozenset[str]:
        """Return the marks of what a person was told stands there, who let it be written over."""
        if self.memory.recall(f"{ANSWERED}{self.uid}") != SENT_AGAIN:
            return frozenset()
        told = _table(self.memory.recall(f"whose:{self.uid}:shown"))
        return frozenset(str(told.get(item, "")).split())

    def keep_shown_to_a_person(self, item: str, marks: frozenset[str]) -> None:
        """Keep the marks of what a person is told now, in place of what was told of it before."""
        told = _table(self.memory.recall(f"whose:{self.uid}:shown"))
        told[item] = " ".join(sorted(marks))
        self.ask()
        self.memory.remember(f"whose:{self.uid}:shown", json.dumps(told))

    def forget_shown_to_a_person(self) -> None:
        """Forget it: something was written since, with their leave."""
        if self.memory.recall(f"whose:{self.uid}:shown") is not None:
            self.memory.forget((f"whose:{self.uid}:shown",))

    def first_asked(self, now: datetime) -> datetime:
        """Return when the portal was first asked for it in vain; a clock that ran back restarts."""
        at = _moment(self.memory.recall(f"asked:{self.uid}"))
        if at is None or at > now:
            self.memory.remember(f"asked:{self.uid}", now.isoformat())
            return now
        return at

    def cancelled(self) -> bool:
        """Return whether the portal took its withdrawal."""
        return self.memory.recall(f"withdrawn:{self.uid}") is not None

    def keep_cancelled(self) -> None:
        """Keep that the portal took its withdrawal."""
        self.memory.remember(f"withdrawn:{self.uid}", "1")

    def begin_record(self) -> None:
        """Forget what the record before had: files, steps and withdrawal are not in a new one."""
        own = (f"files:{self.uid}", f"steps:{self.uid}", f"withdrawn:{self.uid}")
        on_the_way = (
            f"sent:{self.uid}:steps",
            f"asked:{self.uid}:steps",
            f"asked:{self.uid}:facts",
            f"sent:{self.uid}:refused",
            self._question,
        )
        if any(self.memory.recall(key) is not None for key in (*own, *on_the_way)):
            self.memory.forget((*own, *on_the_way))

    @property
    def _question(self) -> str:
        return f"{FILE_IN_QUESTION}{self.uid}"

    def is_answered(self) -> bool:
        """Return whether a person decided about it since one was asked last.

        A question is kept before its dossier is parked; a death in between answers nothing.
        """
        return self.memory.recall(f"{ANSWERED}{self.uid}") is not None

    def ask(self, *told: str) -> None:
        """Forget, before a question is kept, that another was answered, and what was told then."""
        self.memory.forget((f"{ANSWERED}{self.uid}", *told))

    def file_in_question(self) -> str:
        """Return the file of which a person is asked whether it stands there, empty when none is.

        Of one at a time, for one decision answers whatever is asked of a dossier.
        """
        asked = self.memory.recall(self._question) or ""
        answered = asked in self.files() or self.is_said_to_be_another(asked)
        return "" if answered else asked

    def ask_about_file(self, event_uid: str) -> None:
        """Keep that a person is asked whether a file that stands there is this one.

        What was said before that it arrived is forgotten, so that the answer can be told from it.
        """
        self.ask(f"arrived:{self.uid}")
        self.memory.remember(self._question, event_uid)

    def ask_about_facts(self, revision: int) -> None:
        """Keep that a person is asked whether these very facts stand there (see above)."""
        self.ask(f"arrived:{self.uid}")
        self.memory.remember(f"asked:{self.uid}:facts", str(revision))

    def vouched_for(self, revision: int) -> bool:
        """Return whether a person, asked about these facts, says that the portal has them."""
        asked = self.memory.recall(f"asked:{self.uid}:facts")
        return asked == str(revision) and self.said_to_be_there()

    def take_for_another(self, event_uid: str) -> None:
        """Keep that by a person's word none of the files that stand there is this one."""
        self.memory.remember(f"asked:{self.uid}:{event_uid}:another", "1")

    def is_said_to_be_another(self, event_uid: str) -> bool:
        """Return whether by a person's word none of the files that stand there is this one."""
        return self.memory.recall(f"asked:{self.uid}:{event_uid}:another") is not None

    def ask_about_removal(self, event_uid: str) -> None:
        """Keep that a person is asked to see to a file there that was taken back at the desk."""
        self.ask()
        self.memory.remember(f"asked:{self.uid}:{event_uid}:removal", "1")

    def asked_about_removal(self, event_uid: str) -> bool:
        """Return whether a person was asked so; it comes again only by their word."""
        return self.memory.recall(f"asked:{self.uid}:{event_uid}:removal") is not None

    def end_question(self, event_uid: str) -> None:
        """Keep that nobody is asked about this file any more."""
        if self.memory.recall(self._question) == event_uid:
            self.memory.forget((self._question,))

    def said_to_be_there(self) -> bool:
        """Return whether a person says that the portal has it."""
        return bool(self.memory.recall(f"arrived:{self.uid}"))

    def files(self) -> dict[str, dict[str, Any]]:
        """Return event uid → the uploaded file: paper, name, id and what else the portal told.

        ``bound``: it was bound to the dossier; ``left``: taken back at the desk, and a person is
        asked to remove it at the portal.
        """
        return _table(self.memory.recall(f"files:{self.uid}"))

    def keep_file(self, event_uid: str, told: Mapping[str, Any] | None) -> None:
        """Keep a file's id before it is bound to the dossier; ``None`` drops it."""
        files = self.files()
        if told is None:
            files.pop(event_uid, None)
        else:
            files[event_uid] = dict(told)
        self.memory.remember(f"files:{self.uid}", json.dumps(files, ensure_ascii=False))

    def steps(self) -> frozenset[str]:
        """Return the uids of the steps that the portal has: it took them, or a person let them be.

        See `has_believed_steps` for the second.
        """
        return frozenset(_table(self.memory.recall(f"steps:{self.uid}")))

    def has_believed_steps(self) -> bool:
        """Return whether steps count as told that no answer ever told to be there."""
        how = _table(self.memory.recall(f"steps:{self.uid}")).values()
        return _BELIEVED in how or _REFUSED in how

    def has_refused_steps(self) -> bool:
        """Return whether a person let steps be that the portal refused."""
        return _REFUSED in _table(self.memory.recall(f"steps:{self.uid}")).values()

    def keep_refused(self, uids: tuple[str, ...]) -> None:
        """Keep which steps the portal refused: they are sent again, or a person lets them be."""
        self.settle_steps(())
        self.ask(f"arrived:{self.uid}")  # the answer is told from it
        self.memory.remember(f"sent:{self.uid}:refused", json.dumps(uids))

    def let_refused_be(self) -> None:
        """Count the steps that were refused last as over.

        Only once a person said that it is there: an earlier line of it may be read back before
        that. "Send again" and a correction try them again first.
        """
        told = self.memory.recall(f"sent:{self.uid}:refused")
        if told is not None and self.said_to_be_there():
            self.settle_steps(tuple(json.loads(told)), how=_REFUSED)
            self.memory.forget((f"sent:{self.uid}:refused",))

    def steps_on_the_way(self) -> bool:
        """Return whether steps were sent of which nobody knows whether they arrived."""
        return self.memory.recall(f"sent:{self.uid}:steps") is not None

    def mark_steps(self, uids: tuple[str, ...]) -> None:
        """Keep that steps are about to leave."""
        self.memory.remember(f"sent:{self.uid}:steps", json.dumps(uids))
        self.memory.forget((f"asked:{self.uid}:steps", f"sent:{self.uid}:refused"))

    def ask_about_steps(self) -> None:
        """Keep that a person is asked about the steps on the way."""
        self.ask()
        self.memory.remember(f"asked:{self.uid}:steps", "1")

    def believe_steps(self) -> bool:
        """Count the steps on the way as arrived if a person answered; return whether one did.

        Nobody sends again without a person's word then, and who says "not there" forgets the mark.
        """
        told = self.memory.recall(f"sent:{self.uid}:steps")
        asked = self.memory.recall(f"asked:{self.uid}:steps") is not None and self.is_answered()
        if told is not None and asked:
            self.settle_steps(tuple(json.loads(told)), how=_BELIEVED)
        return asked

    def believe(self, uids: tuple[str, ...]) -> None:
        """Count steps as arrived that nobody here knows to have been told."""
        unknown = tuple(uid for uid in uids if uid not in self.steps())
        if unknown:
            self.settle_steps(unknown, how=_BELIEVED)

    def settle_steps(self, uids: tuple[str, ...], how: int = _TAKEN) -> None:
        """Keep which steps arrived (none: they certainly did not), and how that is known."""
        if uids:
            done = _table(self.memory.recall(f"steps:{self.uid}")) | dict.fromkeys(uids, how)
            self.memory.remember(f"steps:{self.uid}", json.dumps(done))
        self.memory.forget((f"sent:{self.uid}:steps", f"asked:{self.uid}:steps"))


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _table(text: str | None) -> dict[str, Any]:
    return {} if text is None else dict(json.loads(text))
