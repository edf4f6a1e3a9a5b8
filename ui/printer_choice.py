"""Which printer: those of the machine, the counter's own for a kind of paper in front."""

from receptiondesk.domain import print_faults
from receptiondesk.words import _
from ui.fields.choice import Choice
from ui.print_acts import wanted_printer
from ui.printing_job import PrinterList, Printers
from ui.workplace import Workplace


class PrinterChoice(Choice):
    """A list of printers, each with what keeps it from printing now.

    What the clerk chose stays until the counter's choice is another one.
    """

    def __init__(self, place: Workplace) -> None:
        """Build; nobody is asked before ``show_for``."""
        super().__init__([("", _("đang tìm máy in…"))])
        self._place = place
        self._document = ""
        self._printers = Printers((), "")
        self._asked: PrinterList | None = None
        self._wanted = ""
        self._renamed: dict[str, str] = {}
        self._now = ""
        self.setAccessibleName(_("Máy in"))
        self.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(16)

    @property
    def devices(self) -> dict[str, str]:
        """Where each printer is, by its name."""
        return dict(self._printers.devices)

    def show_for(self, document: str) -> None:
        """Put forward the printer that the counter chose for a kind of paper."""
        self._document = document
        if self._asked is None:
            self.ask()
        elif self._counters_choice() != self._wanted:
            self._show(self._printers)

    def rename(self, before: str, now: str) -> None:
        """Put forward what a printer is called now, and ask for all of them again."""
        self._renamed[before] = self._now = now
        self.offer([(now, now)])
        self.ask()

    def ask(self) -> None:
        """Ask the operating system for its printers and how they are, beside the window."""
        self._asked = PrinterList(self)
        self._asked.found.connect(self._show)

    def _counters_choice(self) -> str:
        return wanted_printer(self._place.office, self._document) or self._printers.default

    def _show(self, printers: Printers) -> None:
        self._printers = printers
        wanted = self._wanted = self._counters_choice()
        if wanted not in printers.names:
            wanted = self._renamed.get(wanted, wanted)
        pairs = [(name, _named(printers, name)) for name in printers.names]
        if wanted and wanted not in printers.names:
            # Never another printer in silence: what was chosen is named, and why it fails follows.
            pairs.append((wanted, _("{name} (hiện không thấy)").format(name=wanted)))
        self.offer(pairs or [("", _("chưa thấy máy in nào"))])
        self.choose(self._now or wanted)
        self._now = ""


def _named(printers: Printers, name: str) -> str:
    fault = printers.faults.get(name)
    return f"{name} – {print_faults.short_words(fault)}" if fault else name
