"""What is typed survives a power cut: kept in the background, at most two seconds behind.

A draft is the page as typed, readable or not, never a walk-in: half a date is kept as half a
date. One save is under way at a time, and accepting waits for it, so that no late save can bring
back a draft that was accepted.
"""

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, QTimer

from receptiondesk.domain.errors import Trouble
from receptiondesk.domain.walk_in import PaperTick, Sex
from ui.background import Ends
from ui.screens.walk_in import acts
from ui.screens.walk_in.form import WalkInForm
from ui.workplace import Workplace

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


class DraftKeeper(QObject):
    """Keeps the page while it is typed on."""

    def __init__(self, place: Workplace, form: WalkInForm, parent: QObject) -> None:
        """Take the empty page as what needs no keeping."""
        super().__init__(parent)
        self._place = place
        self._form = form
        self._empty = page_of(form)
        self._kept = self._empty
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
        return page_of(self._form) != self._empty

    def touched(self) -> None:
        """Something changed; it is kept at most one pause later, however long typing goes on."""
        if not self._timer.isActive() and not self._held:
            self._timer.start()

    def hold(self) -> None:
        """Keep nothing: what stands on the page is a saved dossier being put right."""
        self._held = True
        self._timer.stop()

    def hold_then(self, then: Callable[[], object]) -> None:
        """Keep nothing from now on, and go on with ``then`` when no save is under way."""
        self._held = True
        self._timer.stop()
        if self._under_way:
            self._then = then
        else:
            then()

    def go_on(self) -> None:
        """Keep again (after a refusal the draft still counts)."""
        self._held = False
        self.touched()

    def forget(self, *, dropped: bool) -> None:
        """Start anew with an empty page; ``dropped`` when accepting took the draft away itself."""
        self._held = False
        self._timer.stop()
        self._kept = self._empty
        if not dropped:
            self._under_way = True
            self._place.run(acts.drop_draft, Ends(always=self._settled))

    def keep_now(self) -> None:
        """Keep at once, on this thread: the window is closing or a bug was met."""
        page = page_of(self._form)
        if not self._held and page != self._kept and self._place.is_open:
            self._kept = page
            acts.keep_draft(self._place.office, body=_body(page))

    def _keep(self) -> None:
        page = page_of(self._form)
        if page == self._kept or self._held:
            return
        if self._under_way:
            self._timer.start()
            return
        self._under_way = True
        work = partial(acts.keep_draft, body=_body(page))
        done = partial(self._is_kept, page)
        self._place.run(work, Ends(done, trouble=self._not_kept, always=self._settled))

    def _is_kept(self, page: dict[str, Any], _nothing: object) -> None:
        self._kept = page

    def _not_kept(self, trouble: Trouble) -> None:
        """Say it and try again at the next pause: a busy file is free a moment later."""
        self._place.hub.say(trouble.message)
        self.touched()

    def _settled(self) -> None:
        self._under_way = False
        then, self._then = self._then, None
        if then is not None:
            then()


def _body(page: dict[str, Any]) -> str:
    return json.dumps(page, ensure_ascii=False)
