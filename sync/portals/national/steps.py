"""Progress steps ``CapNhatTienDoHoSoMC``: in order, ten a call, each as its own officer, once.

A step has no key at the portal, so sending it twice most likely shows it twice (portals.md B.4).
Each is marked before its call and after it; a step whose answer got lost is looked for, and where
the look-up shows no progress it stays unproved for ever rather than being sent again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from receptiondesk.domain.clock import Clock
from receptiondesk.domain.code_map import CodeKind, CodeMap
from receptiondesk.domain.events import FACT_KINDS
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.portal import Memory, Outgoing, Step
from sync.portals.national.bus import Bus
from sync.portals.national.edges import Scissors, moment
from sync.portals.national.message import LABELS, code
from sync.portals.national.proof import PROGRESS, Row
from sync.portals.national.trail import SENDING, SENT, UNPROVED, Trail

AT_ONCE = 10
UNPROVED_WORDS = "Tiến độ không kiểm chứng được ở cổng này."


@dataclass(frozen=True, slots=True)
class Sender:
    """What sending steps needs; ``look`` reads a dossier's row, which may lag so long."""

    bus: Bus
    codes: CodeMap
    memory: Memory
    clock: Clock
    look: Callable[[str], Row | None]
    lag: timedelta


@dataclass(frozen=True, slots=True)
class Progress:
    """What the portal shows of the steps: labels that it does not show, and a note."""

    unseen: tuple[str, ...] = ()
    note: str = ""


def send(sender: Sender, dossier: Outgoing, trail: Trail) -> bool:
    """Send the steps that were never sent; return whether any was.

    Raises:
        NoAnswer: Whatever the bus or the line says; what was refused is sent anew next time.
    """
    _decide_lost(sender, dossier, trail)
    left = untold(dossier, trail)
    for start in range(0, len(left), AT_ONCE):
        _send_some(sender, dossier, trail, left[start : start + AT_ONCE])
    return bool(left)


def recognise(dossier: Outgoing, trail: Trail, row: Row, *, known: bool) -> None:
    """Note which steps are there already, when our own memory may be older than the portal's.

    Where the portal shows progress it tells. Else what a newer file may have told that is gone
    (``dossier.older``) counts as lost answers, and so does everything of a dossier that is there
    and that we do not remember to have begun, when nobody knows of such a file.
    """
    unmarked = untold(dossier, trail)
    there = _standing(dossier, row)
    if there is not None:
        trail.mark([step.uid for step in unmarked if step.uid in there], SENT)
    elif dossier.older or not known:
        last = dossier.older or unmarked[-1].seq if unmarked else 0
        trail.mark([step.uid for step in unmarked if step.seq <= last], SENDING)


def untold(dossier: Outgoing, trail: Trail) -> tuple[Step, ...]:
    """Return the steps that were never begun to be told."""
    return tuple(step for step in _own(dossier) if step.uid not in trail.steps)


def proof(dossier: Outgoing, trail: Trail, row: Row) -> Progress:
    """Return what a row shows of the steps of a dossier."""
    wanted = [step for step in _own(dossier) if step.uid in trail.steps]
    if not wanted:
        return Progress()
    there = _standing(dossier, row)
    if there is not None and all(step.uid in there for step in wanted):
        return Progress()
    return Progress((PROGRESS,), UNPROVED_WORDS if trail.of(UNPROVED) else "")


def _own(dossier: Outgoing) -> tuple[Step, ...]:
    """Return the steps to be told; files are not the portal's business (no upload)."""
    return tuple(step for step in dossier.steps if step.kind in FACT_KINDS)


def _send_some(sender: Sender, dossier: Outgoing, trail: Trail, some: Sequence[Step]) -> None:
    uids = [step.uid for step in some]
    rows = [_row(sender, dossier, step) for step in some]
    trail.mark(uids, SENDING)
    trail.steps_at = sender.clock.now().isoformat()
    trail.keep(sender.memory, dossier.uid)
    try:
        outcome = sender.bus.tell("CapNhatTienDoHoSoMC", data=rows)
    except NoAnswer as stopped:
        if not stopped.answer.changing:  # it never left: no line, no session
            trail.unmark(uids)
            trail.keep(sender.memory, dossier.uid)
        raise
    if outcome.stored:
        trail.mark(uids, SENT)
    else:
        trail.unmark(uids)
    trail.keep(sender.memory, dossier.uid)
    if not outcome.stored:
        raise NoAnswer(outcome.refusal(LABELS))


def _decide_lost(sender: Sender, dossier: Outgoing, trail: Trail) -> None:
    """Look for the steps whose answer got lost.

    Where progress is shown, it tells; what is missing there is waited for as long as a look-up may
    lag, then free to be sent. Where no progress is shown nobody can tell, and nothing is resent.
    """
    lost = [step for step in _own(dossier) if step.uid in trail.of(SENDING)]
    if not lost:
        return
    row = _look(sender, dossier)
    there = _standing(dossier, row) if row is not None else None
    if there is None:
        trail.mark([step.uid for step in lost], UNPROVED)
        trail.keep(sender.memory, dossier.uid)
        return
    missing = [step.uid for step in lost if step.uid not in there]
    if missing and trail.steps_fresh(sender.clock.now(), sender.lag):
        raise NoAnswer(Answer(AnswerKind.NOT_SHOWN_YET))
    trail.mark([step.uid for step in lost], SENT)
    trail.unmark(missing)
    trail.keep(sender.memory, dossier.uid)


def _look(sender: Sender, dossier: Outgoing) -> Row | None:
    try:
        return sender.look(dossier.official_code)
    except NoAnswer as stopped:
        if stopped.answer.kind is AnswerKind.UNREADABLE:
            return None
        raise


def _row(sender: Sender, dossier: Outgoing, step: Step) -> dict[str, str]:
    fit = Scissors(LABELS)
    return {
        "MaHoSo": dossier.official_code,
        "NguoiXuLy": fit.fit("NguoiXuLy", step.officer),
        "ThoiDiemXuLy": moment(step.at),
        "NoiDungXuLy": fit.fit("NoiDungXuLy", step.text),
        "TrangThai": code(sender.codes, CodeKind.STATUS, str(int(step.status))),
    }


def _standing(dossier: Outgoing, row: Row) -> frozenset[str] | None:
    """Return the steps that a row shows; ``None`` when it shows no progress.

    What one officer did in the same second looks alike there (a clock set back lets many events
    bear the last one's time). Told in order, as many of them count, the oldest first, as stand.
    """
    shown = row.steps()
    if shown is None:
        return None
    there = set()
    for step in _own(dossier):
        if shown[_shown_as(step)] > 0:
            shown[_shown_as(step)] -= 1
            there.add(step.uid)
    return frozenset(there)


def _shown_as(step: Step) -> tuple[str, str]:
    return moment(step.at), Scissors(LABELS).fit("NguoiXuLy", step.officer)
