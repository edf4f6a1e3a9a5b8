"""The addresses behind the QR codes on the wall: which there are, and what became of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from receptiondesk.desk import letterheads
from receptiondesk.domain.errors import Problem, Refused
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.links import KeptLink, LinkFound, LinkState, Printed
from receptiondesk.office import Office
from receptiondesk.printing.notices import NoticeKind
from receptiondesk.storage import catalogue, journal, links, wall

_BAD = frozenset({LinkState.DEAD, LinkState.MOVED})
#: What could not be told is asked again this soon, however seldom the others are.
_UNTOLD_AGAIN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LinkLine:
    """An address that stands on the wall or would be printed, and the newest finding, if any."""

    printed: Printed
    kept: KeptLink | None = None

    @property
    def bad(self) -> bool:
        """Whether it is dead or moved."""
        return self.kept is not None and self.kept.found.state in _BAD


def addresses(office: Office) -> tuple[Printed, ...]:
    """Return every address in a QR code of a standing sheet, or of a notice printed now.

    Each once, with the sheets that carry it in wall order.
    """
    lookup = letterheads.letterhead(office).lookup_url
    sheets: dict[str, list[str]] = {}
    codes: dict[str, list[str]] = {}
    with office.database.read() as session:
        for sheet in wall.sheets(session):
            for one in sheet.carried:
                if one.address:
                    sheets.setdefault(one.address, []).append(sheet.id)
            if sheet.kind == NoticeKind.POSTER and sheet.office.get("lookup_url"):
                sheets.setdefault(sheet.office["lookup_url"], []).append(sheet.id)
        for procedure in catalogue.by_codes(session, catalogue.posted(session)):
            if address := procedure.portal_url or lookup:
                codes.setdefault(address, []).append(procedure.code)
    if lookup:
        codes.setdefault(lookup, [])
    return tuple(
        Printed(url, tuple(dict.fromkeys(sheets.get(url, ()))), tuple(codes.get(url, ())))
        for url in dict.fromkeys([*sheets, *codes])
    )


def lines(office: Office) -> tuple[LinkLine, ...]:
    """Return every address with its newest finding; dead and moved ones first."""
    printed = addresses(office)
    with office.database.read() as session:
        known = links.kept(session)
    found = [LinkLine(one, known.get(one.url)) for one in printed]
    return tuple(sorted(found, key=lambda one: not one.bad))


def due(office: Office) -> tuple[str, ...]:
    """Return the addresses that are to be asked by themselves now, as often as the office wants.

    What was found in a time that is still to come (the clock was put back) is asked again.
    """
    every = timedelta(days=office.settings.link_days)
    if not every or not office.settings.link_hosts:
        return ()
    now = office.clock.now()

    def wanted(kept: KeptLink | None) -> bool:
        if kept is None:
            return True
        untold = kept.found.state is LinkState.UNKNOWN
        wait = min(every, _UNTOLD_AGAIN) if untold else every
        return not timedelta(0) <= now - kept.at < wait

    return tuple(one.printed.url for one in lines(office) if wanted(one.kept))


def note(office: Office, found: Iterable[LinkFound]) -> tuple[LinkFound, ...]:
    """Keep findings; what changed since the last time stands in the journal.

    Returns:
        The dead and moved ones that were neither before.

    Raises:
        Trouble: the file cannot be written now; nothing was changed.
    """
    told = tuple(found)
    with office.database.write() as session:
        known = links.kept(session)
        news = [one for one in told if one.url not in known or known[one.url].found != one]
        states = [one.state for one in told]
        payload: dict[str, object] = {
            "checked": len(told),
            "states": {state.value: states.count(state) for state in LinkState if state in states},
            "found": links.told_of(news),
        }
        event = journal.append(session, office.entry(EventKind.LINKS_CHECKED, payload))
        links.put(session, news, event.seq, event.at)
        urls = {one.url for one in news}
        links.seen_again(session, (one.url for one in told if one.url not in urls), event.at)
    before = {url for url, kept in known.items() if kept.found.state in _BAD}
    return tuple(one for one in news if one.state in _BAD and one.url not in before)


def hosts(office: Office) -> tuple[str, ...]:
    """Return the hosts that may be asked.

    Raises:
        Refused: ``no_hosts``: the office named none, so nobody is asked.
    """
    if not office.settings.link_hosts:
        message = (
            "Chưa có máy chủ nào được phép dò nên không hỏi máy chủ nào. Xin đặt mục link_hosts, "
            "ví dụ: settings set link_hosts dichvucong.gov.vn"
        )
        raise Refused(Problem("link_hosts", "no_hosts", message))
    return office.settings.link_hosts
