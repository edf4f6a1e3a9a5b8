"""The sections by name, and the hands and eyes the tests of the settings share."""

from receptiondesk.desk import configuration
from receptiondesk.office import Office
from tests.support.office import reopen
from tests.ui.keyboard import Keyboard

OFFICE, COUNTER, HOURS, DAYS, PAPERS, PORTAL, PRINTER, SAFE, CATALOGUE, PEOPLE = range(10)


def go(keys: Keyboard, section: int) -> None:
    keys.press(f"Alt+{(section + 1) % 10}")


def write(keys: Keyboard, text: str) -> None:
    """Write in place of what stands in the field with the focus."""
    keys.press("Ctrl+A")
    keys.type(text)


def kept(office: Office, key: str) -> str:
    """Return what another opening of the file says of a setting."""
    other = reopen(office.paths.root)
    try:
        return {line.key: line.value for line in configuration.as_rows(other)}[key]
    finally:
        other.close()
