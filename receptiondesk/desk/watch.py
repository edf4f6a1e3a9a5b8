"""The watch over dossiers that nobody moves on the other side ("cổng im lặng").

A dossier that is proved there and then left alone is late before anybody is told.
"""

from receptiondesk.domain import silence
from receptiondesk.domain.silence import SilentDossier
from receptiondesk.office import Office
from receptiondesk.storage import followed

__all__ = ["SilentDossier", "silent"]


def silent(office: Office) -> tuple[SilentDossier, ...]:
    """Return the open dossiers whose status at a portal has not moved for too long, worst first.

    Too long is the share of the whole time, from reception to the promised time, that the office
    set (``silent_share``).
    """
    with office.database.read() as session:
        candidates = followed.open_dossiers(session)
    settings = office.settings
    return silence.silent(
        candidates, settings.calendar(), office.clock.now(), settings.silent_share
    )
