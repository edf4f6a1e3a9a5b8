"""Somebody who looks over the engine's shoulder: what is asked of an adapter, and in what order.

A world may end well by luck, because a family's own caution makes good for a rule that the engine
dropped. So the rules themselves are watched, at the seam between engine and adapter: marked before
the first byte, asked first while in doubt, a person where only a person may go on, nothing newer
overwritten or deleted by a file that came back, a cursor never ahead of its data.
"""

import re
from collections import Counter as Tally
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sqlalchemy import text

from receptiondesk.desk import look
from receptiondesk.domain.events import FACT_KINDS, DeliveryState
from receptiondesk.domain.outbox import PortalTarget
from receptiondesk.office import Office
from receptiondesk.storage.tables import moment_text
from sync.answers import FOR_A_PERSON, Answer, AnswerKind
from sync.portal import Delivered, Feed, OutFile, Outgoing, ReadBack
from sync.portals import ADAPTERS, Maker
from sync.wiring import Wiring
from tests.simulation.deciding import person_of
from tests.simulation.families import Truth

if TYPE_CHECKING:
    from tests.simulation.counter import Counter
    from tests.simulation.world import Site, World

#: What ends a doubt: the portal's own word, other than that it cannot tell.
_TOLD = FOR_A_PERSON - {AnswerKind.UNDECIDED}
_UID = re.compile(r"\[([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\]")
_CREATES = frozenset({"/api/v1/hosos", "/pa/dossier/--direct", "/CreateDossier"})
_UNSENT = ("waiting", "unknown", "sending", "needs_person")


@dataclass
class Watch:
    """What one run's engine did so far, by dossier and portal.

    ``held`` is what needed a person when the round began, with the newest such line of each;
    ``removes_its_own``: a file is taken back that was attached since its counter's file came back.
    """

    world: "World"
    in_doubt: set[tuple[str, str]] = field(default_factory=set)
    parked: dict[tuple[str, str], int] = field(default_factory=dict)
    decided: set[tuple[str, str]] = field(default_factory=set)
    page: "Page | None" = None
    shown: "Shown | None" = None
    under_way: str = ""
    held: dict[tuple[str, str], int] = field(default_factory=dict)
    removes_its_own: bool = False

    def adapters(self, counter: "Counter") -> Mapping[str, Maker]:
        """Return the families' makers, each adapter watched."""
        return {family: self._making(counter, make) for family, make in ADAPTERS.items()}

    def _making(self, counter: "Counter", make: Maker) -> Maker:
        def watched(target: PortalTarget, wiring: Wiring) -> Any:
            site = next(one for one in self.world.sites if one.target == target.name)
            return Watched(self, counter, site, make(target, wiring))

        return watched

    def first_byte(self, counter: "Counter") -> Callable[[str, str, bytes], None]:
        """Return what judges a request: a create that nobody can repeat is remembered first."""

        def judge(method: str, url: str, body: bytes) -> None:
            if urlsplit(url).port in self.world.network.left_alone:
                told = f"counter {counter.number} asks {url}"
                raise self.world.broken("left alone", told)
            if method == "DELETE" and counter.restores and not self.removes_its_own:
                told = f"counter {counter.number}, whose file came back: {url}"
                raise self.world.broken("an older file deletes nothing", told)
            found = _UID.search(body.decode("utf-8", "replace"))
            if method != "POST" or found is None or urlsplit(url).path not in _CREATES:
                return
            assert counter.office is not None
            with counter.office.database.read() as session:
                kept = session.connection().execute(
                    text("SELECT count(*) FROM portal_cache WHERE key = :key"),
                    {"key": f"sent:{found[1]}"},
                )
                if not kept.scalar_one():
                    told = f"{found[1]} is made at {url} and nothing remembers it"
                    raise self.world.broken("marked before the first byte", told)

        return judge

    def round_begins(self, office: Office) -> None:
        """See who waits for a person: in a round nobody decides. No page was read yet."""
        self.page = self.shown = None
        with office.database.read() as session:
            rows = session.connection().exec_driver_sql(
                "SELECT delivery.dossier_uid, target, max(event_seq) FROM delivery JOIN event"
                " ON seq = event_seq WHERE state = 'needs_person'"
                " AND kind IN ('received', 'corrected', 'cancelled') GROUP BY 1, 2"
            )
            self.held = {(str(uid), str(target)): int(seq) for uid, target, seq in rows}

    def committed(self) -> None:
        """Judge a file as it would be found if the process died now: with the page, the cursor."""
        page = self.page
        if page is not None and page.is_behind_its_cursor():
            told = f"counter {page.counter.number}, {page.target}: at {page.feed.cursor}"
            raise self.world.broken("the cursor moves with its data", told)
        if self.shown is not None and self.shown.is_falsely_green():
            told = f"{self.shown.uid} at {self.shown.site.target}, as soon as it was read back"
            raise self.world.broken("green means equal", told)

    def person_decides(self, uid: str, target: str) -> None:
        """Hear that a named person decided."""
        self.parked.pop((uid, target), None)
        self.in_doubt.discard((uid, target))
        self.decided.add((uid, target))

    def died(self) -> None:
        """Hear that a process died: what it had heard may not have been written down."""
        self.parked.clear()
        self.page = self.shown = None

    def restored(self) -> None:
        """Hear that a file of before came back: what was decided since is gone with the newer."""
        self.parked.clear()
        self.decided.clear()


@dataclass(frozen=True)
class Shown:
    """A dossier that was just read back."""

    counter: "Counter"
    site: "Site"
    uid: str

    def is_falsely_green(self) -> bool:
        """Return whether all of it counts as proved and it stands otherwise at the portal."""
        office = self.counter.office
        if office is None:
            return False
        own = [one for one in look.deliveries(office, self.uid) if one.target == self.site.target]
        facts = [one.state for one in own if one.kind in FACT_KINDS]
        if not facts or any(state is not DeliveryState.PROVED for state in facts):
            return False
        dossier = look.by_uid(office, self.uid)
        truth = self.site.truths().get(person_of(dossier))
        ours = (dossier.facts.applicant.full_name, dossier.cancelled)
        return truth is None or (truth.name, truth.withdrawn) != ours


@dataclass(frozen=True)
class Page:
    """A page of news that an adapter gave, the cursor before it and when it was asked for."""

    counter: "Counter"
    target: str
    before: str
    feed: Feed
    at: str

    def is_behind_its_cursor(self) -> bool:
        """Return whether the cursor has passed the page and one of its news is not known."""
        feed = self.feed
        if feed.cursor in {"", self.before} or self.counter.office is None:
            return False
        with self.counter.office.database.read() as session:
            line = session.connection()
            cursor = line.exec_driver_sql(
                "SELECT cursor FROM portal_target WHERE name = ?", (self.target,)
            ).scalar_one()
            known = line.exec_driver_sql(
                "SELECT dossier_uid, status_raw, pulled_at FROM remote_ref WHERE target = ?",
                (self.target,),
            )
            rows = {str(uid): (str(raw), str(at)) for uid, raw, at in known}
        kept = [(rows[one.uid], one.status_raw) for one in feed.news if one.uid in rows]
        # A word that a person must judge changes nothing but when the portal was asked.
        missed = any(raw != told and at < self.at for (raw, at), told in kept)
        return cursor == feed.cursor and missed


@dataclass
class Watched:
    """One adapter; everything but sending goes straight to it."""

    watch: Watch
    counter: "Counter"
    site: "Site"
    portal: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.portal, name)

    def deliver(self, dossier: Outgoing) -> Delivered:
        """Judge what the engine asks for, and what comes of it."""
        self.watch.under_way = dossier.uid
        key = (dossier.uid, self.site.target)
        watch, newest = self.watch, max((step.seq for step in dossier.steps), default=0)
        if self._unsent(dossier):
            self._marked(dossier)
            if key in watch.in_doubt and not dossier.ask_first:
                raise self._broken("asked first", dossier)
            facts = max((step.seq for step in dossier.steps if step.kind in FACT_KINDS), default=0)
            if watch.parked.get(key, -1) >= newest or watch.held.get(key, -1) >= facts:
                raise self._broken("a person decides", dossier)
        before, files = self._newer_there(dossier, newest), self._files_there(dossier)
        doubted = key in watch.in_doubt
        watch.in_doubt.add(key)
        delivered: Delivered = self.portal.deliver(dossier)
        self._heard(key, newest, delivered.answer, doubted=doubted)
        if before and before != self._there(dossier):
            raise self._broken("older overwrites nothing", dossier)
        self._nothing_is_removed(dossier, files)
        return delivered

    def read_back(self, dossier: Outgoing) -> ReadBack:
        """Remember whose turn it is; half of those who meddle come just now."""
        self._somebody_comes(dossier)
        self.watch.shown = Shown(self.counter, self.site, dossier.uid)
        back: ReadBack = self.portal.read_back(dossier)
        if back.answer.good:
            self.watch.in_doubt.discard((dossier.uid, self.site.target))  # it was asked, and shown
        return back

    def read_file(self, dossier: Outgoing, file: OutFile) -> ReadBack:
        """Remember whose turn it is, for a file may be taken back just now."""
        self._somebody_comes(dossier)
        back: ReadBack = self.portal.read_file(dossier, file)
        return back

    def _somebody_comes(self, dossier: Outgoing) -> None:
        self.watch.under_way = dossier.uid
        world = self.watch.world
        world.meddle_in = 1 if world.meddle_in % 2 else world.meddle_in

    def feed(self, cursor: str) -> Feed:
        """Remember the page, for it and the cursor have to be kept together."""
        told: Feed = self.portal.feed(cursor)
        at = moment_text(self.counter.clock.now())
        self.watch.page = Page(self.counter, self.site.target, cursor, told, at)
        for one in told.news:  # it was shown, so nobody doubts any more whether it arrived
            self.watch.in_doubt.discard((one.uid, self.site.target))
        return told

    def put_file(self, dossier: Outgoing, file: OutFile) -> Delivered:
        """Judge that a file is marked before it goes, and its dossier is there."""
        self.watch.under_way = dossier.uid
        if self._unsent(dossier):
            raise self._broken("order in a dossier", dossier)
        rows = self._rows(
            "event_seq IN (SELECT event_seq FROM attachment WHERE uid = :file"
            " UNION SELECT removed_seq FROM attachment WHERE uid = :file)",
            {"file": file.uid},
        )
        if "sending" not in rows:
            raise self._broken("marked before the first byte", dossier)
        files = self._files_there(dossier)
        self.watch.removes_its_own = file.removed and self._is_new(file)
        try:
            put: Delivered = self.portal.put_file(dossier, file)
            if not self.watch.removes_its_own:
                self._nothing_is_removed(dossier, files)
        finally:
            self.watch.removes_its_own = False
        return put

    def _is_new(self, file: OutFile) -> bool:
        """Return whether a file was attached since the counter's own file came back."""
        assert self.counter.office is not None
        with self.counter.office.database.read() as session:
            attached = session.connection().execute(
                text("SELECT event_seq FROM attachment WHERE uid = :file"), {"file": file.uid}
            )
            return int(attached.scalar_one()) > self.counter.restored_at

    def _files_there(self, dossier: Outgoing) -> Tally[str]:
        """Return the files that stand there, where nothing may be removed any more."""
        truth = self._truth(dossier) if self.counter.restores else None
        return Tally(truth.files if truth is not None else ())

    def _nothing_is_removed(self, dossier: Outgoing, before: Tally[str]) -> None:
        """Judge that whatever was sent unbound nothing, by whichever call.

        What stands there under our own key in other bytes may be put right.
        """
        if before.total() > self._files_there(dossier).total():
            raise self._broken("an older file deletes nothing", dossier)

    def _heard(self, key: tuple[str, str], newest: int, answer: Answer, *, doubted: bool) -> None:
        watch = self.watch
        if answer.good or answer.kind in _TOLD or not (doubted or answer.changing):
            watch.in_doubt.discard(key)
        if answer.kind in FOR_A_PERSON and answer.kind is not AnswerKind.DRAFT_IN_THE_WAY:
            watch.parked[key] = newest

    def _unsent(self, dossier: Outgoing) -> bool:
        return any(state in _UNSENT for state in self._facts(dossier))

    def _marked(self, dossier: Outgoing) -> None:
        if any(state in {"waiting", "unknown", "needs_person"} for state in self._facts(dossier)):
            told = f"{dossier.uid} goes to {self.site.target} unmarked"
            raise self.watch.world.broken("marked before the first byte", told)

    def _facts(self, dossier: Outgoing) -> list[str]:
        """Return how the facts stand that go out; what is done at the desk meanwhile waits."""
        return self._rows(
            "dossier_uid = :uid AND event_seq IN (SELECT seq FROM event WHERE dossier_uid = :uid"
            " AND seq <= :newest AND kind IN ('received', 'corrected', 'cancelled'))",
            {"uid": dossier.uid, "newest": max((step.seq for step in dossier.steps), default=0)},
        )

    def _rows(self, where: str, values: Mapping[str, object]) -> list[str]:
        assert self.counter.office is not None
        with self.counter.office.database.read() as session:
            found = session.connection().execute(
                text(f"SELECT state FROM delivery WHERE target = :target AND {where}"),
                {"target": self.site.target, **values},
            )
            return [str(state) for state in found.scalars()]

    def _there(self, dossier: Outgoing) -> tuple[str, bool] | None:
        truth = self._truth(dossier)
        return None if truth is None else (truth.name, truth.withdrawn)

    def _truth(self, dossier: Outgoing) -> Truth | None:
        identity = dossier.facts.applicant.identity
        return self.site.truths().get(identity.number) if identity else None

    def _newer_there(self, dossier: Outgoing, newest: int) -> tuple[str, bool] | None:
        """Return what stands there of a dossier whose newer lines were lost with a file."""
        key = (dossier.uid, self.site.target)
        lost = dossier.uid in self.counter.lost and newest <= self.counter.restored_at
        if not lost or key in self.watch.decided:
            return None
        there = self._there(dossier)
        ours = (dossier.facts.applicant.full_name, dossier.cancelled)
        return there if there is not None and there != ours and there[0] else None

    def _broken(self, name: str, dossier: Outgoing) -> Exception:
        told = f"{dossier.official_code or dossier.provisional_code} at {self.site.target}"
        return self.watch.world.broken(name, told)
