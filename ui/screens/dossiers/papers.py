"""All papers beside the receipt: first which one, then its fields; of one dossier or of many."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from receptiondesk.domain.changes import ChangeSet
from receptiondesk.domain.errors import Refused, Trouble
from receptiondesk.domain.paper_kinds import PaperKind
from receptiondesk.office import Office
from ui.background import Ends
from ui.keys import bind
from ui.screens.dossiers import paper_shelf
from ui.screens.dossiers.paper_chooser import PaperChooser
from ui.screens.dossiers.paper_form import PaperForm
from ui.screens.dossiers.paper_page import PaperPage
from ui.screens.dossiers.paper_shelf import Shelf
from ui.workplace import Workplace


class Papers(QWidget):
    """The choice of papers and the one that is made.

    What was typed stays as long as the same dossier (or the same choice of dossiers) is meant, also
    when the dossier changed meanwhile: papers are made of what it is then.

    Emits:
        left: back to where one came from.
    """

    left = Signal()

    def __init__(self, place: Workplace) -> None:
        """Build, empty."""
        super().__init__()
        self._place = place
        self._about: object = None
        self._shown: object = None
        self._shelf: Shelf | None = None
        self._stale = False
        self._forms: dict[PaperKind, PaperForm] = {}
        self.chooser = PaperChooser()
        self.page = PaperPage(place)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.chooser)
        self.pages.addWidget(self.page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
        self.chooser.chosen.connect(self.open_kind)
        self.chooser.left.connect(self.left)
        self.page.left.connect(self._to_chooser)
        bind(self.chooser, "Esc", self.left.emit)

    def of_one(self, uid: str) -> None:
        """Offer the papers about one dossier."""
        self._begin(uid, partial(paper_shelf.of_one, uid=uid))

    def of_office(self, codes: Sequence[str]) -> None:
        """Offer the papers of the whole office; lists begin with the dossiers of these codes."""
        self._begin(tuple(codes), partial(paper_shelf.of_office, codes=tuple(codes)))

    def _begin(self, about: object, work: Callable[[Office], Shelf]) -> None:
        shelf = self._shelf
        same = about == self._about and not self._stale and shelf is not None and not shelf.faulty
        self.pages.setCurrentWidget(self.chooser)
        self.chooser.take_focus()
        if same:
            return
        self._about = about
        ends = Ends(partial(self._show, about), self._refused, self._troubled)
        self._place.run(work, ends)

    def _show(self, about: object, shelf: Shelf) -> None:
        if about != self._about:
            return
        self._stale = False
        offered = {one.kind for one in shelf.offers} if about == self._shown else set()
        self._forget_forms(keep_typed=offered)
        self._shown = about
        self._shelf = shelf
        self.chooser.show_shelf(shelf)
        self.chooser.take_focus()

    def _refused(self, refused: Refused) -> None:
        """Say why nothing can be offered: a code is unknown, say."""
        self._troubled(Trouble("", " ".join(one.message for one in refused.problems)))

    def _troubled(self, trouble: Trouble) -> None:
        self._about = None
        self.chooser.show_nothing(trouble.message)

    @property
    def typed(self) -> bool:
        """Whether something was typed into a form that is on no paper yet."""
        return any(form.typed for form in self._forms.values())

    def stop(self) -> None:
        """Stop what is under way before its next paper."""
        self.page.binding.run.stop()

    def _forget_forms(self, *, keep_typed: AbstractSet[PaperKind]) -> None:
        self.page.clear()
        kept = {
            kind: form for kind, form in self._forms.items() if kind in keep_typed and form.typed
        }
        for kind, form in self._forms.items():
            if kind not in kept:
                form.deleteLater()
        self._forms = kept

    def refresh(self, changes: ChangeSet) -> None:
        """Read a dossier anew that changed, the next time it is asked for."""
        uids = {self._shelf.dossier.uid} if self._shelf and self._shelf.dossier else set()
        made_here = changes.printing and not changes.outbox
        if uids & changes.dossiers and not made_here:
            self._stale = True

    def office_changed(self) -> None:
        """Read names, officer and counter anew, the next time papers are asked for."""
        self._stale = True

    def open_kind(self, kind: PaperKind) -> None:
        """Show the fields of a kind."""
        if self._shelf is None:
            return
        if fault := self._shelf.fault_of(kind):
            self.chooser.say_fault(fault)
            return
        if kind not in self._forms:
            self._forms[kind] = PaperForm(self._place, self._shelf, kind)
        self.pages.setCurrentWidget(self.page)
        one = self._shelf.dossier
        name = self._shelf.name_of(kind)
        self.page.show_form(self._forms[kind], name, one.code if one else "")

    def take_focus(self) -> None:
        """Go where work goes on."""
        if self.pages.currentWidget() is self.page and self.page.form is not None:
            self.page.form.take_focus()
        else:
            self.chooser.take_focus()

    def _to_chooser(self) -> None:
        self.pages.setCurrentWidget(self.chooser)
        self.chooser.take_focus()
