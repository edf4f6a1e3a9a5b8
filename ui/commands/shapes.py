"""The JSON shapes that outside tools rely on (``docs/cli.md``). Times are ISO 8601 in +07:00."""

from collections.abc import Iterable
from datetime import datetime

from receptiondesk.desk.look import DeskStatus
from receptiondesk.domain.clock import local
from receptiondesk.domain.dossier import Dossier, DossierLine, SyncState
from receptiondesk.domain.errors import Problem
from receptiondesk.domain.events import Delivery, Event
from receptiondesk.domain.outbox import WaitingRow
from receptiondesk.domain.procedures import FeeRule, Procedure, RequiredPaper, TimeLimit
from receptiondesk.domain.projection import handed_in
from receptiondesk.domain.walk_in_json import to_json


def moment(at: datetime | None) -> str | None:
    """Return a moment in Viet Nam's time, to the second; ``None`` stays ``None``."""
    return None if at is None else local(at).isoformat(timespec="seconds")


def sync_value(state: SyncState) -> str:
    """Return how far a dossier got in the words outside tools know: set aside is unprovable."""
    return (SyncState.UNPROVABLE if state is SyncState.SET_ASIDE else state).value


def problems(found: Iterable[Problem]) -> list[dict[str, str]]:
    """Return problems or warnings as ``[{"field","code","message"}]``."""
    return [problem.as_json() for problem in found]


def line(row: DossierLine) -> dict[str, object]:
    """Return one hit of ``search``; ``procedure`` is the procedure's name."""
    return {
        "code": row.code,
        "applicant": row.applicant,
        "procedure": row.procedure,
        "received_at": moment(row.received_at),
        "due_at": moment(row.due_at),
        "status": int(row.status),
        "sync": sync_value(row.sync),
    }


def dossier(
    kept: Dossier, events: Iterable[Event], deliveries: Iterable[Delivery]
) -> dict[str, object]:
    """Return one dossier for ``show``: its facts, promise, papers, events and deliveries."""
    return {
        "code": kept.code,
        "codes": list(kept.codes),
        "uid": kept.uid,
        "procedure": {
            "code": kept.procedure.code,
            "name": kept.procedure.name,
            "field": kept.procedure.field,
        },
        "catalogue_version": kept.catalogue_version,
        **_facts(kept),
        **_state(kept),
        "events": [event(one) for one in events],
        "deliveries": [delivery(one) for one in deliveries],
    }


def _facts(kept: Dossier) -> dict[str, object]:
    """Return what was told at the desk, in the keys of ``receive``; papers that stay there."""
    told = to_json(kept.facts)
    keys = ("channel", "applicant", "submitter", "copies", "delivery", "fee", "note")
    papers = [
        {"code": tick.code, "name": tick.name, "originals": tick.originals, "copies": tick.copies}
        for tick in handed_in(kept.facts, kept.procedure)
    ]
    return {**{key: told[key] for key in keys}, "papers": papers}


def _state(kept: Dossier) -> dict[str, object]:
    """Return what was promised and how far the dossier got."""
    return {
        "received_at": moment(kept.received_at),
        "due_at": moment(kept.due_at),
        "due_steps": list(kept.promise.steps),
        "due_by_officer": kept.promise.by_officer,
        "status": int(kept.status),
        "status_raw": kept.status_raw,
        "sync": sync_value(kept.sync),
        "officer": kept.officer,
        "counter": kept.counter,
        "revision": kept.revision,
        "prints": kept.prints,
        "cancelled": kept.cancelled,
        "cancel_reason": kept.cancel_reason,
        "practice": kept.practice,
        "clock_unconfirmed": kept.clock_unconfirmed,
    }


def event(one: Event) -> dict[str, object]:
    """Return one line of the journal."""
    return {
        "seq": one.seq,
        "uid": one.uid,
        "kind": one.kind.value,
        "at": moment(one.at),
        "officer": one.officer,
        "counter": one.counter,
        "payload": dict(one.payload),
        "hash": one.hash,
    }


def delivery(one: Delivery) -> dict[str, object]:
    """Return how far one event got towards one portal."""
    return {
        "event_seq": one.event_seq,
        "kind": one.kind.value,
        "target": one.target,
        "state": one.state.value,
        "attempts": one.attempts,
        "next_try_at": moment(one.next_try_at),
        "last_answer": one.last_answer,
        "reason": one.reason,
        "proved_at": moment(one.proved_at),
    }


def procedure(one: Procedure) -> dict[str, object]:
    """Return one procedure for ``catalogue show``."""
    return {
        "code": one.code,
        "name": one.name,
        "field": one.field,
        "limits": [limit(each) for each in one.limits],
        "fees": [fee(each) for each in one.fees],
        "papers": [paper(each) for each in one.papers],
        "portal_url": one.portal_url,
    }


def limit(one: TimeLimit) -> dict[str, object]:
    """Return one published limit."""
    return {
        "channel": one.channel.value,
        "amount": one.amount,
        "unit": one.unit.value,
        "case": one.case,
        "unit_published": one.unit_published,
    }


def fee(one: FeeRule) -> dict[str, object]:
    """Return one published fee; ``amount`` in đồng, null unless ``state`` is ``fixed``."""
    return {
        "channel": one.channel.value,
        "state": one.state.value,
        "amount": one.amount,
        "per": one.per,
        "from_third": one.from_third,
        "at_most": one.at_most,
        "case": one.case,
        "note": one.note,
        "review": one.review,
    }


def paper(one: RequiredPaper) -> dict[str, object]:
    """Return one paper of the checklist."""
    return {
        "code": one.code,
        "name": one.name,
        "required": one.required,
        "shown_only": one.shown_only,
        "case": one.case,
        "originals": one.originals,
        "copies": one.copies,
    }


def waiting(row: WaitingRow) -> dict[str, object]:
    """Return one dossier that a portal has not proved yet."""
    return {
        "code": row.code,
        "uid": row.dossier_uid,
        "applicant": row.applicant,
        "procedure": row.procedure,
        "target": row.target,
        "state": row.state.value,
        "kind": row.kind.value,
        "attempts": row.attempts,
        "next_try_at": moment(row.next_try_at),
        "reason": row.reason,
        "last_answer": row.last_answer,
        "undecided": row.undecided,
        "files": row.files,
    }


def desk_status(stands: DeskStatus) -> dict[str, object]:
    """Return how the desk stands, counted in dossiers."""
    return {
        "received_today": stands.received_today,
        "due_today": stands.due_today,
        "overdue": stands.overdue,
        "waiting": stands.waiting,
        "sent": stands.sent,
        "proved": stands.proved,
        "parked": stands.parked,
        "unprovable": stands.unprovable,
        "set_aside": stands.set_aside,
        "last_proved_at": moment(stands.last_proved_at),
    }
