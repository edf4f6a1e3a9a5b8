"""The facts of one dossier at an OpenCPS site: every step may be repeated after any lost answer.

The order (portals.md A.6, G.4): look up by ``referenceUid`` when it may be there; 200 → compare;
any other answer → create with the same ``referenceUid`` (the portal cannot say "absent"); compare
the uid that came back, because the portal hands out an un-started draft of the same procedure
instead; put the facts and dates (a repeated create resets the dates); component ticks; fee; first
action.

A create carries no facts, so that a foreign draft handed back never holds another person's data.
A draft of ours that cannot be completed is removed again, so that it stands in nobody's way.
Creates are serial per account and service: one round at a time, one dossier at a time, and the
first action of one comes before the create of the next.
"""

from collections.abc import Mapping

from receptiondesk.domain.code_map import CodeKind
from receptiondesk.domain.events import FACT_KINDS
from sync.answers import FOR_A_PERSON, Answer, AnswerKind, NoAnswer
from sync.portal import Outgoing, ReadBack
from sync.portals.opencps import actions, fields, replies, ticks_and_fee
from sync.portals.opencps.portal_site import Found, Site, is_draft, number, path
from sync.portals.opencps.routes import REST, Route
from sync.session import Reply

_FILES_FIRST = (
    "Cổng không cho thực hiện bước tiếp nhận; nếu quy trình trên cổng đòi tệp đính kèm trước bước"
    " này thì nhờ quản trị cổng bỏ yêu cầu đó."
)


class DraftFound(Exception):  # noqa: N818 - a branch of one delivery, told to the adapter only
    """The portal handed out a draft with another uid."""

    def __init__(self, uid: str, raw: str) -> None:
        """Keep what came back."""
        super().__init__(uid)
        self.uid = uid
        self.raw = raw


def deliver(site: Site, dossier: Outgoing) -> Found | None:
    """Bring the portal's copy to equal the facts; return it as it was last seen.

    ``None``: the portal took it and its last state was not read, which is left to the proof.

    Raises:
        NoAnswer: how it ended otherwise.
        DraftFound: another dossier's draft is in the way.
    """
    route = site.routes.resolve(dossier.procedure_code)
    found = None if _is_fresh(dossier) else site.find(dossier.uid)
    made = found is None
    if found is None:
        route, found = _create(site, dossier, route)
    if fields.canonical(found.get("serviceCode")) != route.service_code:
        raise NoAnswer(Answer(AnswerKind.CONFLICT, fields=(fields.SERVICE,)))
    try:
        seen = _complete(site, dossier, route, found, made=made)
    except NoAnswer as stopped:
        if stopped.answer.kind in FOR_A_PERSON and is_draft(found):
            drop_draft(site, dossier.uid)
        raise
    if dossier.cancelled:
        seen = _cancel(site, dossier, route, seen or site.again(dossier.uid))
    return seen


def _is_fresh(dossier: Outgoing) -> bool:
    """Return whether the portal cannot have it yet, so that nobody need ask.

    Even where this is wrong nothing is doubled: a create with a known uid gives back what is
    there, with its dates reset, and they are put again.
    """
    told = [step for step in dossier.steps if step.kind in FACT_KINDS]
    return len(told) == 1 and not (dossier.ask_first or dossier.revision or dossier.cancelled)


def _create(site: Site, dossier: Outgoing, route: Route) -> tuple[Route, Found]:
    """Open a draft that says nothing but the procedure; once more with a fresh route."""
    reply = _open_draft(site, dossier, route)
    if not reply.ok:
        site.routes.forget(dossier.procedure_code)
        route = site.routes.resolve(dossier.procedure_code)
        reply = _open_draft(site, dossier, route)
    found = replies.record(reply)
    if found is None:
        raise replies.refusal(reply, AnswerKind.NOT_OFFERED)
    came_back = fields.canonical(found.get("referenceUid"))
    if came_back != dossier.uid:
        raise DraftFound(came_back, reply.raw)
    if not number(found):
        raise NoAnswer(Answer(AnswerKind.UNREADABLE, reply.raw))
    site.ids[dossier.uid] = number(found)
    return route, found


def _open_draft(site: Site, dossier: Outgoing, route: Route) -> Reply:
    channel = dossier.facts.channel.value
    form = {
        "referenceUid": dossier.uid,
        "serviceCode": route.service_code,
        "govAgencyCode": route.agency,
        "dossierTemplateNo": route.template,
        "originality": site.options.originality or site.words.theirs(CodeKind.CHANNEL, channel),
    }
    reply = site.line.post(f"{REST}/dossiers", form)
    if replies.is_not_logged_in(reply) and replies.knows_us(site.line):
        # The same 203 says "not logged in" and "no right to create" (portals.md A.2).
        raise NoAnswer(Answer(AnswerKind.FORBIDDEN, reply.raw))
    replies.check_login(reply)
    return reply


def _complete(
    site: Site, dossier: Outgoing, route: Route, found: Found, *, made: bool
) -> Found | None:
    """Facts, dates, ticks, fee, then the first action while it is still a draft."""
    own = site.override(dossier.procedure_code)
    placed, unmatched = route.place(dossier, own.parts)
    form = fields.facts(dossier, site.words, unmatched)
    ticks = ticks_and_fee.marks(site, dossier, route, placed)
    payment = fields.payment(dossier, site.words)
    if fields.differing_facts(found, form):
        found = _put(site, found, form)
    for part, mark in ticks.items():
        if made or ticks_and_fee.is_to_tick(site, dossier, found, (part, mark)):
            _must(site.line.post(path(number(found), "marks", part), mark))
    if payment is not None and (made or ticks_and_fee.is_to_pay(site, dossier, found, payment)):
        _must(site.line.post(path(number(found), "payment"), payment))
    return _start(site, dossier, route, (found, form)) if is_draft(found) else found


def _start(
    site: Site, dossier: Outgoing, route: Route, draft: tuple[Found, Mapping[str, str]]
) -> Found | None:
    """Do the first action; ``None`` when its own answer shows that it was done as promised.

    A refusal (405) says nothing by itself: reading again tells whether the dossier has moved, and
    only a draft is offered anything.
    """
    found, form = draft
    wanted = site.override(dossier.procedure_code).first_action
    code = wanted or site.first_actions.get(route.process_id, "")
    told: Found | None = None
    if code:
        told = actions.receive(site, number(found), code, dossier)
        found = found if told is not None else site.again(dossier.uid)
    if told is None and is_draft(found):
        site.first_actions.pop(route.process_id, None)
        code = actions.first(actions.offered(site, number(found)), wanted)
        told = actions.receive(site, number(found), code, dossier)
        if told is not None and route.process_id:
            site.first_actions[route.process_id] = code
    if told is not None and told.get("stepCode") and fields.promised(told, form):
        return None
    found = site.again(dossier.uid)
    if is_draft(found):
        raise NoAnswer(Answer(AnswerKind.REFUSED, fields=(fields.STARTED,), detail=_FILES_FIRST))
    return _put(site, found, form) if fields.differing_facts(found, form) else found


def _cancel(site: Site, dossier: Outgoing, route: Route, found: Found) -> Found:
    if site.withdrawn(found):
        return found
    code = actions.cancelling(actions.offered(site, number(found)), site, route)
    if code is None:
        raise NoAnswer(Answer(AnswerKind.CANNOT_CANCEL))
    actions.withdraw(site, number(found), code, dossier)
    found = site.again(dossier.uid)
    if not site.withdrawn(found):
        raise NoAnswer(Answer(AnswerKind.CANNOT_CANCEL))
    return found


def drop_draft(site: Site, uid: str) -> Answer:
    """Remove our own un-started draft; anything started stays, and all of it after a restore.

    Raises:
        NoAnswer: what the line did.
    """
    if site.removes_nothing:
        return Answer(AnswerKind.CONFLICT)
    found = site.find(uid)
    if found is None or not is_draft(found):
        return Answer(AnswerKind.CONFLICT)
    reply = site.line.delete(path(number(found)))
    replies.check_login(reply)
    return Answer(AnswerKind.ACCEPTED if reply.ok else AnswerKind.REFUSED, reply.raw).cut()


def read_back(site: Site, dossier: Outgoing) -> ReadBack:
    """Read the dossier, its ticks and its fee, and lay them beside what was sent.

    Raises:
        NoAnswer: the portal did not show it.
    """
    route = site.routes.resolve(dossier.procedure_code)
    reply = site.line.get(path(dossier.uid))
    there = site.known(reply, dossier.uid)
    if there is None:
        raise replies.refusal(reply)
    expected, found, ticks = _laid(site, dossier, route, there)
    if site.withdrawn(there) and not dossier.cancelled:
        # An older file came back, or the citizen withdrew it there: a person has to know.
        expected[fields.CANCELLED], found[fields.CANCELLED] = "", fields.CANCELLED_YES
    beside = ticks_and_fee.read(site, dossier, route, there, ticks)
    expected |= beside.expected
    found |= beside.found
    remote = site.remote(there)
    return ReadBack(Answer(AnswerKind.ACCEPTED), expected, found, remote, beside.unseen)


def changed(site: Site, dossier: Outgoing, there: Found) -> tuple[str, ...]:
    """Name what a dossier's own answer shows otherwise than sent; nothing more is asked for it.

    Its fee and the ticks that it does not tell of itself are for the proof to ask.
    """
    route = site.routes.known(dossier.procedure_code)
    if route is None:
        return ()
    expected, found, ticks = _laid(site, dossier, route, there)
    known = ticks_and_fee.told_marks(there)
    for part in ticks.keys() & known.keys():
        label = ticks_and_fee.tick_label(route, part)
        expected[label], found[label] = (
            fields.mark_text(mark) for mark in (ticks[part], known[part])
        )
    return ReadBack(Answer(AnswerKind.ACCEPTED), expected, found).differing()


def _laid(
    site: Site, dossier: Outgoing, route: Route, there: Found
) -> tuple[dict[str, str], dict[str, str], dict[str, dict[str, str]]]:
    """Return facts as sent and as found in a dossier's own answer, and the ticks to be found."""
    own = site.override(dossier.procedure_code)
    placed, unmatched = route.place(dossier, own.parts)
    form = fields.facts(dossier, site.words, unmatched)
    expected = fields.expected(form, route.service_code)
    found = fields.found(there, form)
    if dossier.cancelled:
        expected[fields.CANCELLED] = fields.CANCELLED_YES
        found[fields.CANCELLED] = fields.CANCELLED_YES if site.withdrawn(there) else ""
    return expected, found, ticks_and_fee.marks(site, dossier, route, placed)


def _put(site: Site, found: Found, form: Mapping[str, str]) -> Found:
    return _must(site.line.put(path(number(found)), form))


def _must(reply: Reply) -> Found:
    found = replies.record(reply)
    if found is None:
        raise replies.refusal(reply)
    return found
