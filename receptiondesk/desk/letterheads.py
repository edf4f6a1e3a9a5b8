"""What stands at the head of the office's papers, read from its settings."""

import re
from dataclasses import replace

from receptiondesk.office import Office
from receptiondesk.printing.frame import Letterhead
from receptiondesk.settings import Settings

_COMMUNE = re.compile(r"\b(?:xã|phường|thị trấn|đặc khu)\s+(\S.*)$", re.IGNORECASE)
_ONE_STOP = re.compile("phục vụ hành chính công|tiếp nhận và trả kết quả", re.IGNORECASE)


def letterhead(office: Office) -> Letterhead:
    """Return the names and addresses of the office for what it issues itself: the wall's notices.

    An office that names no body above stands there itself, over its desk.
    """
    settings = office.settings
    above, own = settings.parent_org, settings.org_name
    if not above:
        above, own = settings.org_name, settings.desk_name
    return Letterhead(
        parent=above,
        name=own,
        place=_place(office),
        desk=desk_of(settings),
        address=settings.address,
        phone=settings.phone,
        hotline=settings.hotline,
        lookup_url=settings.lookup_url,
        system=settings.system_name,
        mailing=settings.feedback_mailing,
        website=settings.feedback_website,
        email=settings.feedback_email,
    )


def of_desk(office: Office) -> Letterhead:
    """Return the head of what the desk issues: the office above, the desk itself in bold.

    So the forms are headed (Circular 03/2025/TT-VPCP, Annex I: "đơn vị chủ quản", below it the
    one-stop desk or centre), and their number bears the desk's sign. An office that is a one-stop
    centre itself, with a seal of its own (Decree 118/2025), stands below the body above it.
    """
    settings, head = office.settings, letterhead(office)
    if not (settings.desk_name and settings.org_name) or _ONE_STOP.search(settings.org_name):
        return head
    return replace(head, parent=settings.org_name, name=settings.desk_name)


def desk_of(settings: Settings) -> str:
    """Return the desk's full name: with the office's, unless one name holds the other."""
    desk, office = settings.desk_name, settings.org_name
    if not office or office.lower() in desk.lower():
        return desk
    if not desk or desk.lower() in office.lower():
        return office
    return f"{desk}, {office}"


def _place(office: Office) -> str:
    """Return the name before the date: as set, else the commune's own, else the province's.

    Decree 30/2020, Annex I: the place is the name of the unit where the issuing body sits.
    """
    settings = office.settings
    commune = _COMMUNE.search(settings.org_name)
    if settings.place_name or commune:
        return settings.place_name or (commune[1] if commune else "")
    province = office.gazetteer.province(settings.province)
    return province.name if province else ""
