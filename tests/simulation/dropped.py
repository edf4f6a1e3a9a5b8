"""Rules of the engine and the desk, each with what drops just this one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC
from types import TracebackType
from typing import Any

import pytest

from receptiondesk.desk import clock_guard, outbox
from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.clock_guard import ClockStanding
from receptiondesk.domain.events import DeliveryState
from receptiondesk.domain.outbox import UNSENT, Due, Settlement
from receptiondesk.storage import (
    days,
    deliveries,
    due,
    generations,
    journal,
    portals,
    pulled,
    round_lock,
    witness,
)
from sync import files, prove, push, visit
from sync.answers import Answer, AnswerKind
from sync.trip import Trip

Patch = Callable[[pytest.MonkeyPatch], None]
NOBODY_HERE = "Người bấm nút"


def no_mark(patch: pytest.MonkeyPatch) -> None:
    """A delivery goes out as it stands."""
    patch.setattr(
        outbox, "mark_sending", lambda office, _, item: outbox.dossier(office, item.dossier_uid)
    )


def lease_ignored(patch: pytest.MonkeyPatch) -> None:
    """What a living round is sending is anybody's."""
    patch.setattr(due, "leased", lambda *_: False)
    patch.setattr(deliveries, "leased", lambda *_: False)


def two_rounds(patch: pytest.MonkeyPatch) -> None:
    """Nobody asks whether a round is running."""

    class Free:
        def __enter__(self) -> bool:
            return True

        def __exit__(
            self,
            kind: type[BaseException] | None,
            error: BaseException | None,
            trace: TracebackType | None,
        ) -> None:
            return None

    patch.setattr(round_lock, "held", lambda *_: Free())


def dead_rounds_sent_nothing(patch: pytest.MonkeyPatch) -> None:
    """What a dead round was sending waits as if it had never left."""

    def as_if_never_sent(session: Any, target: str, now: Any, *, alone: bool = True) -> int:
        del now, alone
        session.connection().exec_driver_sql(
            "UPDATE delivery SET state = 'waiting' WHERE target = ? AND state = 'sending'",
            (target,),
        )
        return 0

    patch.setattr(deliveries, "recover", as_if_never_sent)


def never_ask(patch: pytest.MonkeyPatch) -> None:
    """An adapter is never told that something may be there."""
    told = push.told_of
    patch.setattr(push, "told_of", lambda office, one, **_: told(office, one))


def settled(change: Callable[[Answer, Settlement], Settlement]) -> Patch:
    """An answer to a sending is settled otherwise."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        settle = Trip.settlement

        def settlement(self: Trip, item: Any, answer: Answer) -> Settlement:
            return change(answer, settle(self, item, answer))

        patch.setattr(Trip, "settlement", settlement)

    return apply


def lost_is_not_sent(answer: Answer, told: Settlement) -> Settlement:
    """Where nobody knows whether it arrived, it did not."""
    lost = answer.changing and told.state is DeliveryState.UNKNOWN
    return replace(told, state=DeliveryState.WAITING) if lost else told


def parked_is_dropped(answer: Answer, told: Settlement) -> Settlement:
    """What needs a person is set aside by nobody."""
    del answer
    parked = told.state is DeliveryState.NEEDS_PERSON
    return Settlement(DeliveryState.SET_ASIDE, told.reason) if parked else told


def undecided_goes_again(answer: Answer, told: Settlement) -> Settlement:
    """What only a person can decide waits for the next round."""
    undecided = answer.kind is AnswerKind.UNDECIDED
    return Settlement(DeliveryState.WAITING, told.reason) if undecided else told


def doubt_ends_by_itself(patch: pytest.MonkeyPatch) -> None:
    """An attempt that never left ends the doubt about the one before it."""
    settle = deliveries.settle

    def forgetting(session: Any, target: str, item: Due, told: Settlement, now: Any) -> None:
        settle(session, target, item, told, now)
        if told.state is DeliveryState.WAITING:
            for seq in item.seqs:
                session.connection().exec_driver_sql(
                    "UPDATE delivery SET state = 'waiting', unsure = 0"
                    " WHERE target = ? AND event_seq = ?",
                    (target, seq),
                )

    patch.setattr(deliveries, "settle", forgetting)


def doubt_ends_with_set_aside(patch: pytest.MonkeyPatch) -> None:
    """What a person gave up in doubt is as good as never sent."""
    patch.setattr(due, "_set_aside_in_doubt", lambda _part: False)


def sent_is_proved(patch: pytest.MonkeyPatch) -> None:
    """Nothing is read back."""

    def believed(trip: Trip) -> frozenset[str]:
        for item in outbox.awaiting_proof(trip.office, trip.target):
            ended = Settlement(DeliveryState.PROVED, counts=False)
            outbox.settle_proof(trip.office, trip.target, item, ended)
        return frozenset()

    patch.setattr(visit, "prove", believed)


def facts_without_compare(patch: pytest.MonkeyPatch) -> None:
    """What is read back counts as what was sent."""
    settle = prove._settlement

    def believed(trip: Trip, item: Any, sent: Any, back: Any) -> Settlement | None:
        return settle(trip, item, sent, replace(back, found=dict(back.expected)))

    patch.setattr(prove, "_settlement", believed)


def files_without_hash(patch: pytest.MonkeyPatch) -> None:
    """A file that is there counts as the file that was sent."""
    settle = files._settlement

    def believed(trip: Trip, item: Any, back: Any) -> Settlement | None:
        return settle(trip, item, replace(back, found=dict(back.expected)))

    patch.setattr(files, "_settlement", believed)


def edits_count_as_sent(patch: pytest.MonkeyPatch) -> None:
    """What was read back stands for all that the desk has by now."""

    def blind(office: Any, target: str, item: Due, told: Settlement) -> ChangeSet:
        with office.database.write() as session:
            part = due.same_part(session, target, item)
            open_now = (one.seq for one in part if one.state in UNSENT | {DeliveryState.SENT})
            whole = replace(item, seqs=tuple(open_now))
            outbox._settle(office, session, target, whole, told)
        return ChangeSet(dossiers=frozenset({item.dossier_uid}), outbox=True)

    patch.setattr(outbox, "settle_proof", blind)


def nobody_is_waited_for(patch: pytest.MonkeyPatch) -> None:
    """What needs a person goes out in the next round; a living round's lease still holds."""

    def only_leases(waiting: Sequence[due.Standing], now: Any) -> bool:
        busy = DeliveryState.SENDING
        return any(one.state is busy and due.leased(one.lease_until, now) for one in waiting)

    patch.setattr(due, "_held", only_leases)
    patch.setattr(due, "_TO_SEND", (*due._TO_SEND, DeliveryState.NEEDS_PERSON))


def followers_pass(patch: pytest.MonkeyPatch) -> None:
    """Files go whether or not their dossier is there."""
    patch.setattr(due, "_file_to_send", due._to_send)


def followers_are_not_told(patch: pytest.MonkeyPatch) -> None:
    """What follows a reception is written down and queued for nobody."""
    patch.setattr(portals, "names_of", lambda *_: ())


def routed_everywhere(patch: pytest.MonkeyPatch) -> None:
    """Every portal is told of every procedure."""
    patch.setattr(portals, "receives", lambda *_: True)


def cursor_before_its_data(patch: pytest.MonkeyPatch) -> None:
    """The cursor moves in a transaction of its own."""
    apply = outbox.apply_pull

    def apart(office: Any, target: str, news: Any, cursor: str = "") -> outbox.Pulled:
        if cursor:
            apply(office, target, (), cursor)
        return apply(office, target, news)

    patch.setattr(outbox, "apply_pull", apart)


def code_not_bound(patch: pytest.MonkeyPatch) -> None:
    """The official code that a portal gave finds nothing."""
    patch.setattr(pulled, "bind_code", lambda *_: None)


def not_left_alone(patch: pytest.MonkeyPatch) -> None:
    """A portal that asked for time is asked at once."""
    patch.setattr(visit, "_quiet", lambda *_: None)


def witness_forgets(patch: pytest.MonkeyPatch) -> None:
    """A restored file counts its numbers from where it stood."""
    patch.setattr(witness, "guard_numbers", lambda *_: ())


def no_generation(patch: pytest.MonkeyPatch) -> None:
    """A restored file knows what was sent."""
    patch.setattr(generations, "question_everything", lambda *_: None)


def older_goes_out(patch: pytest.MonkeyPatch) -> None:
    """A restored file sends without reading back."""
    patch.setattr(push, "asked_before", lambda *_: None)


def clear_for_ever(patch: pytest.MonkeyPatch) -> None:
    """What a portal once had certainly not stored it has not stored since."""
    ask = deliveries.ask_first_everywhere

    def keeping(session: Any, target: str = "") -> int:
        line = session.connection()
        kept = line.exec_driver_sql(
            "SELECT target, key, value, at FROM portal_cache WHERE key LIKE 'clear:%'"
        ).fetchall()
        touched = ask(session, target)
        for row in kept:
            line.exec_driver_sql(
                "INSERT INTO portal_cache (target, key, value, at) VALUES (?, ?, ?, ?)", tuple(row)
            )
        return touched

    patch.setattr(deliveries, "ask_first_everywhere", keeping)


def clock_believed(patch: pytest.MonkeyPatch) -> None:
    """The clock is right, whatever a portal says."""
    patch.setattr(clock_guard, "note", lambda *_: False)
    patch.setattr(clock_guard, "standing_in", lambda *_: ClockStanding(doubted=False))


def time_as_told(patch: pytest.MonkeyPatch) -> None:
    """The journal writes whatever the clock shows."""
    patch.setattr(journal, "_timed", lambda entry, _: replace(entry, at=entry.at.astimezone(UTC)))


def whoever_presses(patch: pytest.MonkeyPatch) -> None:
    """Everything was done by who sends it."""
    told = push.told_of

    def as_the_one_here(office: Any, dossier: Any, **asked: Any) -> Any:
        out = told(office, dossier, **asked)
        steps = tuple(replace(step, officer=NOBODY_HERE) for step in out.steps)
        return replace(out, officer=NOBODY_HERE, cancelled_by=NOBODY_HERE, steps=steps)

    patch.setattr(push, "told_of", as_the_one_here)
    patch.setattr(prove, "told_of", as_the_one_here)


def books_overlap(patch: pytest.MonkeyPatch) -> None:
    """A day's book begins at the journal's first line, whatever an earlier one sealed."""
    stretch = days.stretch
    patch.setattr(days, "stretch", lambda *a, **more: replace(stretch(*a, **more), first_seq=1))


def stamped_at_once(patch: pytest.MonkeyPatch) -> None:
    """A closed day is stamped whether or not it was proved."""

    def every_closed_day(session: Any) -> Any:
        seals = [one for one in days.newest(session, 9) if one.stamped_at is None]
        return tuple(
            (one.day, days._proved(session, one.book.first_seq, one.book.last_seq)) for one in seals
        )

    patch.setattr(days, "proved_books", every_closed_day)
