"""A visit at one target: the door is knocked at, the law of practice kept, the news of time noted.

The phases are apart (`facts`, `files`, `news`), so that a round can send the small facts of every
target before the attachments of any.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from receptiondesk.desk import clock_guard, mappings, outbox, portals
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused
from receptiondesk.domain.outbox import PortalTarget, practice_problem
from receptiondesk.office import Office
from sync import status
from sync.answers import Answer, AnswerKind
from sync.catalogue import take_catalogue
from sync.files import prove_files, send_files
from sync.how import How
from sync.portal import Portal
from sync.prove import prove
from sync.pull import pull
from sync.push import anything_new, push
from sync.trip import Trip
from sync.verdicts import MAX_RETRY_AFTER
from sync.wiring import Wiring

#: How often the portal is asked whether it is there before the round gives up.
_KNOCKS = 4
_BETWEEN_KNOCKS_S = 0.3
#: Asking again at once would be of no use, or is just what the portal asked us not to do.
_NO_SECOND_KNOCK = frozenset(
    {
        AnswerKind.OFFLINE,
        AnswerKind.NAME_NOT_FOUND,
        AnswerKind.CERTIFICATE,
        AnswerKind.TOO_FAST,
    }
)


#: Under this key stands until when the portal wants to be left alone.
_QUIET = "engine:quiet_until"


def _quiet(office: Office, target: str) -> timedelta | None:
    """Return how long the portal still wants to be left alone, ``None`` when it does not.

    A moment further away than any portal may ask for was written under another clock.
    """
    told = portals.recall(office, target, _QUIET)
    left = timedelta(0) if told is None else datetime.fromisoformat(told) - office.clock.now()
    return left if timedelta(0) < left <= MAX_RETRY_AFTER else None


@dataclass(frozen=True, slots=True)
class _Memory:
    """What an adapter remembers, kept in the office's file."""

    office: Office
    target: str

    def recall(self, key: str) -> str | None:
        """Return what was remembered under the key."""
        return portals.recall(self.office, self.target, key)

    def remember(self, key: str, value: str) -> None:
        """Keep a value under the key."""
        portals.remember(self.office, self.target, {key: value})

    def forget(self, keys: Sequence[str]) -> None:
        """Drop what turned out stale."""
        portals.forget(self.office, self.target, tuple(keys))


def open_portal(office: Office, target: PortalTarget, way: How) -> Portal:
    """Return the adapter of a target, with its password, its codes and its memory.

    Raises:
        Trouble: ``no_portal_password``, ``keyring``.
    """
    wiring = Wiring(
        password=portals.password(office, target),
        memory=_Memory(office, target.name),
        timeouts=way.timeouts,
        stop=way.stop,
        codes=mappings.current(office, target.name),
        transport=way.transport,
        clock=office.clock,
        practice_only=office.settings.practice,
    )
    return way.adapters[target.family](target, wiring)


def keep_the_practice_law(
    office: Office, target: PortalTarget, *, answers_practice: bool | None
) -> None:
    """Refuse before a byte of practice data can leave for a real portal.

    Raises:
        Refused: ``practice_office``, ``not_a_practice_portal``.
    """
    problem = practice_problem(
        practice_office=office.settings.practice,
        practice_target=target.practice,
        url=target.url,
        answers_practice=answers_practice,
    )
    if problem is not None:
        raise Refused(problem)


@dataclass(slots=True)
class Visit:
    """One target in one round, its line open until ``close``."""

    office: Office
    target: PortalTarget
    way: How
    trip: Trip
    left_alone: bool = False

    @classmethod
    def begin(cls, office: Office, target: PortalTarget, way: How) -> "Visit":
        """Open the line; nothing is asked yet.

        Raises:
            Trouble: ``no_portal_password``, ``keyring``; or the file cannot be read.
        """
        portal = open_portal(office, target, way)
        return cls(office, target, way, Trip(office, target.name, portal, way))

    def arrive(self, *, ignore_backoff: bool) -> None:
        """Knock; ``trip.ended_by`` tells when nobody we know opened.

        A portal that asked to be left alone is not even knocked at before its time, unless a
        person wants it now (``ignore_backoff``).

        Raises:
            Trouble: The file cannot be read or written.
        """
        pressed = ignore_backoff and not self.way.unasked
        quiet = None if pressed else _quiet(self.office, self.target.name)
        if quiet is not None:
            self.trip.ended_by = Answer(AnswerKind.TOO_FAST, retry_after=quiet)
            self.left_alone = True
            return
        answer = self.knock()
        if answer.good:
            answer = self._of_practice() or answer
        if answer.good:
            outbox.recover(self.office, self.target.name)
        else:
            self.trip.ended_by = answer

    def _of_practice(self) -> Answer | None:
        """Return why a server that does not say it is for practice hears nothing more."""
        says = self.trip.portal.answers_practice()
        try:
            keep_the_practice_law(self.office, self.target, answers_practice=says)
        except Refused as refused:
            words = " ".join(problem.message for problem in refused.problems)
            return Answer(AnswerKind.NOT_THE_PORTAL, detail=words)
        return None

    def knock(self) -> Answer:
        """Ask whether the portal is there, a few times when an answer got lost."""
        portal, way = self.trip.portal, self.way
        answer = portal.reach()
        for _ in range(_KNOCKS - 1):
            if answer.good or status.reached(answer) or answer.kind in _NO_SECOND_KNOCK:
                break
            if not answer.connected or way.wait(way.stop, _BETWEEN_KNOCKS_S):
                break
            answer = portal.reach()
        return answer

    def facts(self, *, ignore_backoff: bool) -> frozenset[str]:
        """Send facts and read them back; return the uids that the portal showed."""
        seen: set[str] = set()
        self._patiently(lambda: push(self.trip, ignore_backoff=ignore_backoff))
        self._patiently(lambda: seen.update(prove(self.trip)))
        return frozenset(seen)

    def files(self, makes_way: Callable[[], bool], *, ignore_backoff: bool) -> bool:
        """Send attachments and read them back; return whether they made way for facts."""
        trip, target = self.trip, self.target
        return self._patiently(
            lambda: send_files(trip, target, makes_way, ignore_backoff=ignore_backoff)
        ) or self._patiently(lambda: prove_files(trip, makes_way))

    def has_new_facts(self) -> bool:
        """Return whether facts came meanwhile that could go now."""
        return anything_new(self.trip)

    def news(self, seen: frozenset[str]) -> None:
        """Bring what changed at the portal, and once a day its catalogue."""
        pull(self.trip, self.target.cursor, seen)
        self._rest()
        if self.way.catalogue:
            self.trip.changes |= take_catalogue(self.trip)

    def _patiently(self, phase: Callable[[], bool | None]) -> bool:
        """Go on with a phase behind what fails; return whether it made way for facts.

        After three failures in a row the portal is asked whether it is there; when it is, the
        rest goes on in smaller pages, until the trouble does not end with the smallest.
        """
        trip = self.trip
        while True:
            made_way = bool(phase())
            tired = trip.tired_by is not None
            self._rest()
            if made_way or not tired or trip.over() or trip.batch.size == 1:
                return made_way

    def _rest(self) -> None:
        self.trip.rest(self.knock)

    def _note_wish(self, end: Answer | None) -> None:
        """Keep until when the portal wants to be left alone; one that let us work does not."""
        if end is not None and end.retry_after is not None:
            until = self.office.clock.now() + end.retry_after
            portals.remember(self.office, self.target.name, {_QUIET: until.isoformat()})
        elif end is None and portals.recall(self.office, self.target.name, _QUIET) is not None:
            portals.forget(self.office, self.target.name, (_QUIET,))

    def close(self) -> None:
        """Note the portal's clock and give the line back."""
        offset = self.trip.portal.clock_offset()
        self.trip.portal.close()
        if not self.left_alone:
            self._note_wish(self.trip.ended_by)
        if clock_guard.note(self.office, self.target.name, offset):
            self.trip.changes |= ChangeSet(settings=True)
