"""Hands and eyes that the tests of papers in the window share."""

from collections.abc import Callable

from receptiondesk.desk import intake, look, print_jobs
from receptiondesk.domain.dossier import Dossier
from receptiondesk.domain.events import EventKind
from receptiondesk.domain.print_jobs import JobState
from receptiondesk.domain.walk_in import DeliveryMethod, ResultDelivery
from receptiondesk.office import Office
from tests.support.paper import words
from tests.support.walk_ins import BIRTH_REGISTRATION, person, walk_in
from tests.ui.keyboard import Keyboard
from ui.screens.dossiers.paper_page import PaperPage
from ui.screens.dossiers.screen import DossiersScreen
from ui.shell import Shell

WAIT = 60_000
BY_POST = ResultDelivery(DeliveryMethod.POST, "Số 12, thôn Đông, xã Thử Nghiệm")


def receive(office: Office, name: str, code: str = BIRTH_REGISTRATION, **more: object) -> Dossier:
    applicant = person(name)
    return intake.accept(office, walk_in(office, code, applicant=applicant, **more)).dossier


def to_list(shell: Shell, keys: Keyboard, rows: int) -> DossiersScreen:
    """Go to the list of dossiers, by its key."""
    keys.press("Ctrl+2")
    screen = shell.screen_of("dossiers")
    assert isinstance(screen, DossiersScreen)
    keys.wait(lambda: len(screen.list_page.list.lines.lines) == rows)
    keys.wait(lambda: not shell.place.background.busy)
    return screen


def to_papers(shell: Shell, keys: Keyboard, dossier: Dossier, kind: str) -> PaperPage:
    """Go from the list to a paper of a dossier, by keys only; ``kind`` is its digit."""
    screen = to_list(shell, keys, 1)
    keys.scan(dossier.code)
    keys.wait(lambda: screen.page.uid == dossier.uid)
    keys.press("Ctrl+M")
    keys.wait_to_see("In giấy tờ khác")
    keys.wait(screen.papers.chooser.list.hasFocus)
    keys.wait(lambda: bool(screen.papers.chooser.list.lines.lines))
    keys.type(kind)
    made(keys, screen.papers.page)
    return screen.papers.page


def made(keys: Keyboard, page: PaperPage) -> None:
    """Wait until the paper on the right is what is told on the left."""
    keys.wait(lambda: page.form is not None and not page._pause.isActive())
    keys.wait(lambda: not page.latest.busy)


def shown_words(page: PaperPage) -> str:
    """Return what the preview says."""
    return words(bytes(page.preview._bytes.data().data()))


def state(office: Office) -> JobState | None:
    found = print_jobs.recent(office)
    return found[-1].state if found else None


def kinds(office: Office, dossier: Dossier) -> list[EventKind]:
    return [event.kind for event in look.history(office, dossier.uid)][1:]


def wait_for(keys: Keyboard, condition: Callable[[], bool]) -> None:
    keys.wait(condition, timeout=WAIT)
