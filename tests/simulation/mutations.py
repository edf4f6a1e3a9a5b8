"""Does the simulation notice? Each mutation drops one rule of the engine and must break a run.

``python -m tests.simulation.mutations`` (``make mutations``) prints which invariant caught which
mutation at which seed, and fails if one survives. ``--only NAME`` tries one, ``--seeds`` how many
runs each town gets.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from typing import Any

import pytest

from receptiondesk.desk import clock_guard, day_close, outbox
from receptiondesk.domain.clock_guard import ClockStanding
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import Settlement
from receptiondesk.storage import (
    deliveries,
    due,
    generations,
    journal,
    round_lock,
    witness,
)
from sync import files, prove, push, visit
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portals.national.trail import Trail
from sync.portals.opencps import dossiers as opencps_dossiers
from sync.portals.server_numbered.kept import Kept
from sync.portals.server_numbered.lookup import LookUp
from sync.trip import Trip
from tests.simulation.__main__ import live

Patch = Callable[[pytest.MonkeyPatch], None]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One rule dropped; ``towns`` are where it is looked for, ``known`` a run that shows it."""

    name: str
    apply: Patch
    towns: tuple[str, ...]
    known: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Caught:
    """Which run noticed, and by which invariant; ``invariant`` is empty where none did."""

    mutation: str
    invariant: str = ""
    town: str = ""
    seed: int = -1
    runs: int = 0


def hunt(mutation: Mutation, seeds: Sequence[int]) -> Caught:
    """Run the mutated engine until an invariant breaks."""
    runs = 0
    asked = [mutation.known] if mutation.known else []
    asked += [(town, seed) for seed in seeds for town in mutation.towns]
    for town, seed in asked:
        with pytest.MonkeyPatch.context() as patch:
            mutation.apply(patch)
            record = live(town, seed)
        runs += 1
        if "broken" in record:
            name = str(record["broken"]).partition(":")[0]
            return Caught(mutation.name, name, town, seed, runs)
    return Caught(mutation.name, runs=runs)


def _no_mark(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(
        outbox, "mark_sending", lambda office, _, item: outbox.dossier(office, item.dossier_uid)
    )


def _no_recovery(patch: pytest.MonkeyPatch) -> None:
    def as_if_never_sent(session: Any, target: str, now: Any, *, alone: bool = True) -> int:
        del now, alone
        session.connection().exec_driver_sql(
            "UPDATE delivery SET state = 'waiting' WHERE target = ? AND state = 'sending'",
            (target,),
        )
        return 0

    patch.setattr(deliveries, "recover", as_if_never_sent)


def _never_ask(patch: pytest.MonkeyPatch) -> None:
    told = push.told_of
    patch.setattr(push, "told_of", lambda office, one, **_: told(office, one))


def _settled(change: Callable[[Answer, Settlement], Settlement]) -> Patch:
    def apply(patch: pytest.MonkeyPatch) -> None:
        settle = Trip.settlement

        def settlement(self: Trip, item: Any, answer: Answer) -> Settlement:
            return change(answer, settle(self, item, answer))

        patch.setattr(Trip, "settlement", settlement)

    return apply


def _lost_is_not_sent(answer: Answer, told: Settlement) -> Settlement:
    return replace(told, state=DeliveryState.WAITING) if answer.changing else told


def _parked_is_dropped(answer: Answer, told: Settlement) -> Settlement:
    parked = told.state is DeliveryState.NEEDS_PERSON
    return Settlement(DeliveryState.SET_ASIDE, told.reason) if parked else told


def _undecided_goes_again(answer: Answer, told: Settlement) -> Settlement:
    undecided = answer.kind is AnswerKind.UNDECIDED
    return Settlement(DeliveryState.WAITING, told.reason) if undecided else told


def _error_is_absent(patch: pytest.MonkeyPatch) -> None:
    find = LookUp.find

    def found(self: LookUp, dossier: Any) -> Any:
        try:
            return find(self, dossier)
        except NoAnswer:
            return None

    patch.setattr(LookUp, "find", found)


def _any_uid_will_do(patch: pytest.MonkeyPatch) -> None:
    ask = opencps_dossiers._open_draft

    def opened(site: Any, dossier: Any, route: Any) -> Any:
        reply = ask(site, dossier, route)
        if reply.ok and isinstance(reply.data, dict):
            return replace(reply, data={**reply.data, "referenceUid": dossier.uid})
        return reply

    patch.setattr(opencps_dossiers, "_open_draft", opened)


def _sent_is_proved(patch: pytest.MonkeyPatch) -> None:
    def believed(trip: Trip) -> frozenset[str]:
        for item in outbox.awaiting_proof(trip.office, trip.target):
            ended = Settlement(DeliveryState.PROVED, counts=False)
            outbox.settle_proof(trip.office, trip.target, item, ended)
        return frozenset()

    patch.setattr(visit, "prove", believed)


def _files_without_hash(patch: pytest.MonkeyPatch) -> None:
    settle = files._settlement

    def believed(trip: Trip, item: Any, back: Any) -> Settlement | None:
        return settle(trip, item, replace(back, found=dict(back.expected)))

    patch.setattr(files, "_settlement", believed)


def _facts_without_compare(patch: pytest.MonkeyPatch) -> None:
    settle = prove._settlement

    def believed(trip: Trip, item: Any, sent: Any, back: Any) -> Settlement | None:
        return settle(trip, item, sent, replace(back, found=dict(back.expected)))

    patch.setattr(prove, "_settlement", believed)


def _witness_forgets(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(witness, "guard_numbers", lambda *_: ())


def _no_generation(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(generations, "question_everything", lambda *_: None)


def _older_goes_out(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(push, "asked_before", lambda *_: None)


def _clock_believed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clock_guard, "note", lambda *_: False)
    patch.setattr(clock_guard, "standing_in", lambda *_: ClockStanding(doubted=False))


def _time_as_told(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(journal, "_timed", lambda entry, _: replace(entry, at=entry.at.astimezone(UTC)))


def _nobody_held(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(due, "_held", lambda *_: False)


def _mark_after_the_create(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Kept, "mark_sent", lambda *_: None)


def _steps_unmarked(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Trail, "mark", lambda *_: None)


def _whoever_presses(patch: pytest.MonkeyPatch) -> None:
    told = push.told_of

    def as_the_one_here(office: Any, dossier: Any, **asked: Any) -> Any:
        out = told(office, dossier, **asked)
        steps = tuple(replace(step, officer="Người bấm nút") for step in out.steps)
        return replace(out, officer="Người bấm nút", cancelled_by="Người bấm nút", steps=steps)

    patch.setattr(push, "told_of", as_the_one_here)
    patch.setattr(prove, "told_of", as_the_one_here)


def _figures_off_by_one(patch: pytest.MonkeyPatch) -> None:
    figures = day_close._figures

    def off(*asked: Any) -> Any:
        told = figures(*asked)
        return replace(told, dossiers=replace(told.dossiers, received=told.dossiers.received + 1))

    patch.setattr(day_close, "_figures", off)


def _two_rounds(patch: pytest.MonkeyPatch) -> None:
    class Free:
        def __enter__(self) -> bool:
            return True

        def __exit__(self, *_: object) -> None:
            return None

    patch.setattr(round_lock, "held", lambda *_: Free())


_DESK = ("opencps", "national", "opencps+national")
_SERVER = ("server_numbered:tandan", "server_numbered:igate", "server_numbered:adapter2026")
_ALL = (*_DESK, *_SERVER)
_COUNTERS = ("opencps", "national", "server_numbered:tandan")

MUTATIONS = (
    Mutation("nothing is marked before the first byte", _no_mark, _COUNTERS, ("opencps", 20_000)),
    Mutation(
        "what a dead round was sending counts as never sent",
        _no_recovery,
        _ALL,
        ("server_numbered:tandan", 20_000),
    ),
    Mutation("the portal is never asked first", _never_ask, _ALL),
    Mutation("a lost answer counts as not sent", _settled(_lost_is_not_sent), _ALL),
    Mutation("a look-up's error counts as absent", _error_is_absent, _SERVER),
    Mutation("the uid that came back is not compared", _any_uid_will_do, ("opencps",)),
    Mutation("sent counts as proved", _sent_is_proved, _ALL),
    Mutation("facts are proved without comparing", _facts_without_compare, _ALL),
    Mutation("files are proved without their hash", _files_without_hash, ("opencps",)),
    Mutation("numbers that the witness saw are given out again", _witness_forgets, _DESK),
    Mutation("a restored file is believed", _no_generation, _ALL),
    Mutation("an older file is sent without reading back", _older_goes_out, _ALL),
    Mutation("the clock is never doubted", _clock_believed, _DESK),
    Mutation("the journal takes any time", _time_as_told, _COUNTERS),
    Mutation("what needs a person is dropped", _settled(_parked_is_dropped), _ALL),
    Mutation("what needs a person is sent without one", _nobody_held, _ALL),
    Mutation("what nobody can decide is sent again", _settled(_undecided_goes_again), _SERVER),
    Mutation("a create is marked after its first byte", _mark_after_the_create, _SERVER),
    Mutation("steps that were sent are not marked", _steps_unmarked, ("national",)),
    Mutation("whoever presses the button did it", _whoever_presses, _DESK),
    Mutation("the day's figures are off by one", _figures_off_by_one, _COUNTERS),
    Mutation("two rounds at once", _two_rounds, _COUNTERS),
)


def main() -> int:
    """Hunt every mutation; 1 when one survives."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation.mutations")
    parser.add_argument("--seeds", type=int, default=60, help="runs in each town")
    parser.add_argument("--only", default="", help="a part of one name")
    asked = parser.parse_args()
    alive = 0
    for mutation in MUTATIONS:
        if asked.only not in mutation.name:
            continue
        caught = hunt(mutation, range(20_000, 20_000 + asked.seeds))
        alive += not caught.invariant
        found = f"{caught.invariant} | {caught.town} {caught.seed}" if caught.invariant else "ALIVE"
        sys.stdout.write(f"{mutation.name} | {found} | {caught.runs} runs\n")
        sys.stdout.flush()
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
