"""Does the simulation notice? Each mutation drops one rule of the engine and must break a run.

``python -m tests.simulation.mutations`` (``make mutations``) prints which invariant caught which
mutation in which town and how many runs that took, and fails if one survives. A run counts only
where the whole engine lives through the same one. ``--only`` tries some by a part of the name.
"""

import argparse
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field

import pytest

from tests.simulation import dropped as desk
from tests.simulation import dropped_at_portals as there
from tests.simulation.__main__ import live
from tests.simulation.dropped import Patch, settled

#: The first seed; those of the long run begin at 0.
FIRST = 20_000
#: A fault that no invariant names says nothing of the rule.
_NO_INVARIANT = "not foreseen"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One rule dropped; ``towns`` are where that can show, ``more`` what happens more often."""

    name: str
    apply: Patch
    towns: tuple[str, ...]
    more: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Caught:
    """Which run noticed, and by which invariant; ``invariant`` is empty where none did.

    ``runs`` counts those that the mutated engine lived, the last one too; ``seconds`` are a
    processor's.
    """

    mutation: str
    invariant: str = ""
    town: str = ""
    seed: int = -1
    runs: int = 0
    seconds: float = 0.0
    told: str = ""

    def row(self) -> str:
        """Return its line of the table."""
        where = f"`{self.town}`" if self.invariant else "ALIVE"
        seed = str(self.seed) if self.invariant else ""
        return f"| {self.mutation} | {self.invariant} | {where} | {self.runs} | {seed} |"


_HEAD = (
    "| Rule dropped | Caught by invariant | Town | Seeds needed | The last |",
    "|---|---|---|---:|---:|",
)


def hunt(mutation: Mutation, runs: int, first: int = FIRST) -> Caught:
    """Run the mutated engine, town by town, until an invariant breaks that else holds."""
    began = time.process_time()
    for run in range(runs):
        town, seed = mutation.towns[run % len(mutation.towns)], first + run
        told = _broken(mutation, town, seed, mutated=True)
        if told and not told.startswith(_NO_INVARIANT) and not _broken(mutation, town, seed):
            took = time.process_time() - began
            name = told.partition(":")[0]
            return Caught(mutation.name, name, town, seed, run + 1, took, told)
    return Caught(mutation.name, runs=runs, seconds=time.process_time() - began)


def _broken(mutation: Mutation, town: str, seed: int, *, mutated: bool = False) -> str:
    """Live one run, the whole engine's or the mutated one's; return what broke."""
    with pytest.MonkeyPatch.context() as patch:
        if mutated:
            mutation.apply(patch)
        try:
            return str(live(town, seed, more=mutation.more).get("broken", ""))
        except Exception as fault:  # noqa: BLE001 - the town itself could not be built or removed
            return f"{_NO_INVARIANT}: {type(fault).__name__}: {fault}"


_TANDAN, _IGATE, _ADAPTER = (
    f"server_numbered:{make}" for make in ("tandan", "igate", "adapter2026")
)
_UNREAD = f"{_ADAPTER}-blind"
_TOLD = (_ADAPTER, _UNREAD)
_MAKES = (_ADAPTER, _IGATE)
_SERVER = (_TANDAN, _IGATE, _ADAPTER)
_ALL = ("opencps", "national", *_SERVER)
_THREE = ("opencps", "national", _TANDAN)
_TWO = ("opencps", "national")

# What happens more often where a rule is about something rare.
_STORMY = {"weather": 30, "sync": 40}
_CHANGING = {"mischief": 15, "sync": 35}
_FAULTY = {"mischief": 25, "weather": 15, "sync": 40}
_BLIND = {"mischief": 60, "go_blind": 40, "sync": 90, "accept": 45, "pause": 20, "weather": 5}
_BUSY = {"weather": 20, "sync": 60}
_RESTORED = {"backup": 12, "restore": 14}
_QUIET = {"doom": 1, "jump": 0, "mischief": 0, "carry": 0, "cancel": 1, "close_day": 1, "pause": 2}
_SCANS = {**_QUIET, "attach": 40, "correct": 20, "sync": 60, "backup": 25, "restore": 20}
_BACK = {**_QUIET, "backup": 20, "restore": 20, "sync": 60, "weather": 2, "correct": 2}
_CORRECTED = {**_BACK, "correct": 30}
_LOOSE = {**_BACK, "go_loose": 20, "accept": 30, "attach": 1, "officer_there": 1}
_GIVEN_UP = {**_BACK, "accept": 30, "give_up": 40, "attach": 1, "decide": 1}
_CLOSING = {"close_day": 12, "pause": 12}
_LOST = {"attach": 20, "sync": 60, "portal_forgets": 20, "decide": 10}
_SCANNING = {"attach": 30, **_CHANGING}

MUTATIONS = (
    Mutation("nothing is marked before the first byte", desk.no_mark, _THREE),
    Mutation("a living round's lease is ignored", desk.lease_ignored, _THREE, _BUSY),
    Mutation("two rounds at once", desk.two_rounds, _THREE),
    Mutation("a dead round counts as never sent", desk.dead_rounds_sent_nothing, _THREE),
    Mutation("the portal is never asked first", desk.never_ask, _ALL),
    Mutation("a lost answer counts as not sent", settled(desk.lost_is_not_sent), _TWO, _STORMY),
    Mutation("a doubt ends with the next attempt", desk.doubt_ends_by_itself, _TWO, _STORMY),
    Mutation("a doubt ends with “set aside”", desk.doubt_ends_with_set_aside, _TOLD, _GIVEN_UP),
    Mutation(
        "a look-up's error counts as absent", there.error_is_absent, (_TANDAN, _IGATE), _BLIND
    ),
    Mutation("what no look-up finds is created again", there.sent_again, (_TANDAN,), _FAULTY),
    Mutation("no answer to a create: not stored", there.silence_is_refusal, (_TANDAN,), _FAULTY),
    Mutation("a create is remembered after its first byte", there.create_unmarked, _SERVER),
    Mutation("another's draft is taken for ours", there.any_uid_will_do, ("opencps",)),
    Mutation(
        "another's dossier is taken for ours", there.another_is_ours, ("national",), _CHANGING
    ),
    Mutation("steps that were told are forgotten", there.steps_forgotten, ("national",)),
    Mutation("a step nobody shows is told again", there.quiet_again, ("national",), _STORMY),
    Mutation("sent counts as proved", desk.sent_is_proved, _ALL),
    Mutation("facts are proved without comparing", desk.facts_without_compare, _TWO, _CHANGING),
    Mutation(
        "files are proved without their hash", desk.files_without_hash, ("opencps",), _SCANNING
    ),
    Mutation("an edit during sending counts as sent", desk.edits_count_as_sent, _TWO, _BUSY),
    Mutation("what follows a reception is not queued", desk.followers_are_not_told, _TWO),
    Mutation("files pass a dossier that is stuck", desk.followers_pass, ("opencps", *_SERVER)),
    Mutation("every portal hears of everything", desk.routed_everywhere, ("opencps+ministry",)),
    Mutation("what needs a person is set aside", settled(desk.parked_is_dropped), _ALL),
    Mutation("what needs a person goes without one", desk.nobody_is_waited_for, _SERVER, _FAULTY),
    Mutation("what is undecided goes again", settled(desk.undecided_goes_again), _SERVER),
    Mutation("a portal that wants quiet is asked", desk.not_left_alone, _TWO, _BUSY),
    Mutation("the cursor moves before its data", desk.cursor_before_its_data, (_TANDAN,)),
    Mutation("the official code is not bound", desk.code_not_bound, _SERVER),
    Mutation("a restored file is believed", desk.no_generation, _ALL, _RESTORED),
    Mutation("an older file goes out unread", desk.older_goes_out, _TWO, _CORRECTED),
    Mutation(
        "an older file's 'not stored' counts",
        desk.clear_for_ever,
        (_TANDAN,),
        _LOOSE,
    ),
    Mutation(
        "a file that stands there is not known again", there.files_go_unlooked, _MAKES, _SCANS
    ),
    Mutation(
        "an older file writes over what it cannot read",
        there.unread_is_put_over,
        (_UNREAD,),
        _SCANS,
    ),
    Mutation(
        "a record made anew has what the last one had", there.record_before_counts, _TOLD, _LOST
    ),
    Mutation("steps that went untold are not missed", there.steps_never_missed, _TOLD, _STORMY),
    Mutation("numbers that were shown are given again", desk.witness_forgets, _TWO, _RESTORED),
    Mutation("the clock is never doubted", desk.clock_believed, _TWO, {"jump": 8}),
    Mutation("the journal takes any time", desk.time_as_told, _TWO),
    Mutation("whoever presses the button did it", desk.whoever_presses, _TWO),
    Mutation("a book takes in what is sealed", desk.books_overlap, _TWO, _CLOSING),
    Mutation("a day is stamped unproved", desk.stamped_at_once, _TWO, _CLOSING),
)


def hunted(
    chosen: Sequence[Mutation], runs: int, jobs: int, first: int = FIRST
) -> Iterator[tuple[int, Caught]]:
    """Hunt some mutations side by side; yield each with its place when it is done."""
    if jobs == 1:
        yield from enumerate(hunt(one, runs, first) for one in chosen)
        return
    with ProcessPoolExecutor(jobs) as pool:
        places = [MUTATIONS.index(one) for one in chosen]
        begun = {
            pool.submit(_hunt_at, place, runs, first): number for number, place in enumerate(places)
        }
        for done in as_completed(begun):
            yield begun[done], done.result()


def _hunt_at(place: int, runs: int, first: int) -> Caught:
    return hunt(MUTATIONS[place], runs, first)


def main() -> int:
    """Hunt the mutations and print the table; 1 when one survives."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.mutations")
    parser.add_argument("--seeds", type=int, default=400, help="runs for each mutation at most")
    parser.add_argument("--first", type=int, default=FIRST, help="the first seed")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--only", action="append", default=[], help="a part of a name; repeatable")
    asked = parser.parse_args()
    chosen = [
        one for one in MUTATIONS if not asked.only or any(word in one.name for word in asked.only)
    ]
    began, found = time.monotonic(), {}
    for place, caught in hunted(chosen, asked.seeds, asked.jobs, asked.first):
        found[place] = caught
        sys.stderr.write(f"{caught.row()} {caught.seconds:.0f} s {caught.told}\n")
        sys.stderr.flush()
    rows = [found[place].row() for place in sorted(found)]
    alive = sum(1 for caught in found.values() if not caught.invariant)
    took = time.monotonic() - began
    tail = f"{len(rows)} rules, {alive} alive, {took:.0f} s with {asked.jobs} processes"
    sys.stdout.write("\n".join((*_HEAD, *rows, "", tail)) + "\n")
    return 1 if alive or not rows else 0


if __name__ == "__main__":
    sys.exit(main())
