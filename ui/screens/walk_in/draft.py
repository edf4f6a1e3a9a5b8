"""What is typed survives a power cut: kept in the background, at most two seconds behind.

A draft is the page as typed, readable or not, never a walk-in: half a date is kept as half a
date. One save is under way at a time, and accepting waits for it, so that no late save can bring
back a draft that was accepted. A saved dossier being put right has a slot of its own, with the
dossier's uid beside the page.
"""

import json
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject, QTimer

from receptiondesk.domain.errors import Trouble
from receptiondesk.domain.walk_in import PaperTick, Sex
from ui.background import Ends
from ui.screens.walk_in import acts
from ui.screens.walk_in.form import WalkInForm
from ui.workplace import Workplace

if TYPE_CHECKING:
    from receptiondesk.office import Office

#: From the first change to the save; with the save itself well under the two seconds promised.
PAUSE_MS: Final = 800


def page_of(form: WalkInForm) -> dict[str, Any]:
    """Return everything typed on the page, JSON-ready."""
    sex = form.applicant.sex.read()
    address = form.applicant.address.read()
    finder = form.procedure_step.finder
    return {
        "procedure": form.procedure.code if form.procedure else "",
        "finder": finder.text(),
        "lines": {name: line.text() for name, line in form.lines().items()},
        "choices": {name: choice.read() for name, choice in form.choices().items()},
        "sex": sex.value if sex else "",
        "province": address.province,
        "commune": address.commune,
        "old_number": form.applicant.read().old_number,
        "by_other": form.other_person.isChecked(),
        "papers": [[p.code, p.name, p.originals, p.copies] for p in form.checklist.read()],
    }


def show_page(form: WalkInForm, kept: acts.KeptPage) -> None:
    """Put a draft back on the page."""
    page = kept.page
    choices = form.choices()
    for name, value in page["choices"].items():
        if name in choices and name != "case":
            choices[name].choose(value)
    ticks = tuple(PaperTick(*parts) for parts in page["papers"])
    form.show_procedure(kept.procedure, typed=page["finder"], papers=ticks)
    choices["case"].choose(page["choices"].get("case"))
    address = form.applicant.address
    address.show_address(
        type(address.read())(province=page["province"], commune=page["commune"], detail="")
    )
    lines = form.lines()
    for name, text in page["lines"].items():
        if name in lines:
            lines[name].setText(text)
            lines[name].setCursorPosition(0)
    form.applicant.sex.show_sex(Sex(page["sex"]) if page["sex"] else None)
    form.applicant.show_old_number(page["old_number"])
    form.applicant.fit_kind()
    form.other_person.setChecked(page["by_other"])


class Slots:
    """Writes and drops drafts in the order they were asked for, whatever lane they run on."""

    def __init__(self) -> None:
        """Begin with nothing written."""
        self._lock = threading.Lock()
        self._asked = 0
        self._written = 0

    def keeping(self, slot: str, body: str) -> "Callable[[Office], None]":
        """Return the act that keeps a text; it does nothing when something newer was done."""
        return self._in_order(partial(acts.keep_draft, slot=slot, body=body))

    def dropping(self, slot: str) -> "Callable[[Office], None]":
        """Return the act that forgets a slot."""
        return self._in_order(partial(acts.drop_draft, slot=slot))

    def _in_order(self, act: "Callable[[Office], None]") -> "Callable[[Office], None]":
        self._asked += 1
        number = self._asked

        def in_turn(office: "Office") -> None:
            with self._lock:
                if number > self._written:
                    act(office)
                    self._written = number

        return in_turn


class DraftKeeper(QObject):
    """Keeps the page while it is typed on."""

    def __init__(self, place: Workplace, form: WalkInForm, parent: QObject) -> None:
        """Take the empty page as what needs no keeping."""
        super().__init__(parent)
        self._place = place
        self._form = form
        self._blank = self._unchanged = self._kept = page_of(form)
        self._slots = Slots()
        self._uid = ""
        self._turn = object()  # another one for every page begun
        self._under_way = False
        # Until the draft of the last session was looked for: it must not be written over.
        self._held = True
        self._then: Callable[[], object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self._keep)

    @property
    def worth_keeping(self) -> bool:
        """Whether anything stands on the page that is nowhere else."""
        return page_of(self._form) != self._unchanged

    @property
    def slot(self) -> str:
        """Where the page is kept."""
        return acts.CORRECTION if self._uid else acts.SLOT

    def touched(self) -> None:
        """Something changed; it is kept at most one pause later, however long typing goes on."""
        if not self._timer.isActive() and not self._held:
            self._timer.start()

    def correct(self, uid: str) -> None:
        """Keep from now on what is changed of a saved dossier, which stands on the page as it is.

        A draft of a new dossier was given up for it and goes.
        """
        self.forget(dropped=False)
        self._uid = uid
        self._unchanged = self._kept = page_of(self._form)

    def hold_then(self, then: Callable[[], object]) -> None:
        """Keep nothing from now on, and go on with ``then`` when no save is under way."""
        self._held = True
        self._timer.stop()
        if self._under_way:
            self._then = then
        else:
            then()

    def go_on(self) -> None:
        """Keep again (after a refusal, a trouble or a bug the draft still counts)."""
        self._held = False
        self.touched()

    def forget(self, *, dropped: bool) -> None:
        """Start anew with an empty page; ``dropped`` when accepting took the draft away itself."""
        slot, self._uid, self._turn = self.slot, "", object()
        self._held = False
        self._timer.stop()
        self._kept = self._unchanged = self._blank
        if not dropped:
            self._place.run(self._slots.dropping(slot))

    def keep_now(self) -> bool:
        """Keep at once, on this thread: the window is closing or a bug was met.

        Returns:
            Whether what stands on the page is safe.
        """
        page = page_of(self._form)
        if page == self._kept:
            return True
        # An acceptance that still waits for its turn has not begun: it drops the draft if it does.
        begun = self._held and self._then is None
        if begun or not self._place.is_open:
            return page == self._unchanged
        try:
            self._slots.keeping(self.slot, self._body(page))(self._place.office)
        except Trouble as trouble:
            self._place.hub.say(trouble.message)
            return False
        self._kept = page
        return True

    def _keep(self) -> None:
        page = page_of(self._form)
        if page == self._kept or self._held:
            return
        if self._under_way:
            self._timer.start()
            return
        self._under_way = True
        work = self._slots.keeping(self.slot, self._body(page))
        done = partial(self._is_kept, self._turn, page)
        self._place.run(work, Ends(done, trouble=self._not_kept, always=self._settled))

    def _is_kept(self, turn: object, page: dict[str, Any], _nothing: object) -> None:
        if turn is self._turn:
            self._kept = page

    def _not_kept(self, trouble: Trouble) -> None:
        """Say it and try again at the next pause: a busy file is free a moment later."""
        self._place.hub.say(trouble.message)
        self.touched()

    def _body(self, page: dict[str, Any]) -> str:
        return json.dumps({**page, "dossier": self._uid}, ensure_ascii=False)

    def _settled(self) -> None:
        self._under_way = False
        then, self._then = self._then, None
        if then is not None:
            then()
