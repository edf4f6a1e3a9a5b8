"""Makes the practice commune's office in a folder, for the window's half of the demonstration."""

from pathlib import Path

from receptiondesk.desk import procedures
from receptiondesk.desk.setup import NewOffice, initialise
from receptiondesk.domain.clock import Clock
from receptiondesk.paths import Paths
from ui.demo.cast import offered_codes, office


def make(folder: Path, clock: Clock) -> None:
    """Set the practice commune up in ``folder`` with the procedures it offers.

    Raises:
        Refused: ``folder`` holds an office already.
        Trouble: the folder cannot be written.
    """
    of = office()
    new = NewOffice(
        org_code=of["org_code"],
        org_name=of["org_name"],
        province=of["province"],
        counter=of["counter"],
        number_range=of["range"],
        practice=True,
        parent_org=of["parent_org"],
        address=of["address"],
        phone=of["phone"],
        hotline=of["hotline"],
        lookup_url=of["lookup_url"],
    )
    folder.mkdir(parents=True, exist_ok=True)
    made = initialise(Paths(folder), new, clock=clock, officer=of["officer"])
    procedures.offer(made.office, offered_codes())
    made.office.close()
