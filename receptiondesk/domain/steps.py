"""What a portal is told of a dossier step by step, each as the officer who did it.

The national bus takes a list of steps with the officer of each (portals.md B.4,
CapNhatTienDoHoSoMC); whoever presses the button later is nobody in it.
"""

from collections.abc import Iterable

from receptiondesk.domain.dossier import Status
from receptiondesk.domain.events import DELIVERED_KINDS, Event, EventKind
from receptiondesk.domain.outbox import DeskStep


def of_events(events: Iterable[Event]) -> tuple[DeskStep, ...]:
    """Return the delivered events of one dossier as steps, oldest first.

    ``events`` are all its events in order, for the status as it stood after each: what a portal
    told in between counts, and a cancelled dossier is one that its applicant took back (7 in the
    national list, portals.md B.5; the desk has no other end of its own).
    """
    found: list[DeskStep] = []
    status = Status.RECEIVED
    names: dict[str, str] = {}
    for event in events:
        if event.kind is EventKind.STATUS_PULLED:
            status = Status(event.payload["status"])
        if event.kind is EventKind.CANCELLED:
            status = Status.WITHDRAWN
        if event.kind is EventKind.ATTACHED:
            names[event.uid] = event.payload["paper_name"]
        if event.kind in DELIVERED_KINDS:
            found.append(
                DeskStep(
                    uid=event.uid,
                    seq=event.seq,
                    kind=event.kind,
                    at=event.at,
                    officer=event.officer,
                    status=status,
                    text=_text(event, names),
                )
            )
    return tuple(found)


def _text(event: Event, names: dict[str, str]) -> str:
    told = event.payload
    match event.kind:
        case EventKind.RECEIVED:
            return "Tiếp nhận hồ sơ"
        case EventKind.CORRECTED:
            return f"Sửa thông tin hồ sơ (lần {told['revision']})"
        case EventKind.CANCELLED:
            return f"Hủy hồ sơ. Lý do: {told['reason']}"
        case EventKind.ATTACHED:
            return f"Đính kèm giấy tờ: {told['paper_name']}"
        case _:
            return f"Gỡ giấy tờ đính kèm: {names.get(told['attachment'], '')}".rstrip(": ")
