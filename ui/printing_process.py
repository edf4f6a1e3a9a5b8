"""A little program of its own that hands one paper to a printer of the operating system.

Why a process: drawing a page for a printer takes a third of a second, an unreachable printer may
take half a minute, and PySide6 holds the interpreter's lock all that time, so a thread would stop
the window as well. A printer driver that crashes takes only this process with it.

It reads one JSON line (`spoolers.spooler.Options`, and ``to_file``, ``patience``, ``follow``) and
then the bytes of a PDF from standard input (nothing personal touches the disk), and writes one JSON
line per step to standard output: ``{"page":1,"pages":2}``, ``{"took":"HP-12","printer":"HP"}``,
``{"heard":"stuck","fault":"out_of_paper","queued":true}`` or
``{"failed":"printer_off","printer":"HP","other":""}``. With ``--list`` it writes
``{"printers":[…],"default":"…","faults":{…},"devices":{…}}``.
"""

import json
import sys
import threading
import time
from typing import Any, Final

from ui.spoolers import machine
from ui.spoolers.spooler import NotTakenError, Options, Spooler, Stage

LIST: Final = "--list"
FLAG: Final = "--print-paper"
#: Between two looks at a job that a queue took, and for how long it is looked at, in seconds.
_PAUSE_S: Final = 0.4
_FOLLOW_S: Final = 20.0


def main(argv: list[str] | None = None) -> int:
    """Do what the arguments say; return 0 when the paper was handed to the printer."""
    arguments = sys.argv[1:] if argv is None else argv
    if LIST in arguments:
        _tell(_printers(_spooler({})))
        return 0
    order = json.loads(sys.stdin.buffer.readline())
    pdf = sys.stdin.buffer.read()
    try:
        _hand_over(order, pdf)
    except NotTakenError as error:
        _tell({"failed": error.fault.value, "printer": error.printer, "other": error.other})
        return 1
    return 0


def _tell(news: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(news, ensure_ascii=True) + "\n")
    sys.stdout.flush()


def _spooler(order: dict[str, Any]) -> Spooler:
    """Return the way to the printers of this machine."""
    if order.get("to_file"):
        return machine.drawn(order["to_file"], _page)
    return machine.printers(patience=order.get("patience"), advanced=_page)


def _page(page: int, pages: int) -> None:
    _tell({"page": page, "pages": pages})


def _printers(spooler: Spooler) -> dict[str, Any]:
    try:
        found = spooler.queues()
    except NotTakenError as error:
        return {"printers": [], "default": "", "failed": error.fault.value}
    return {
        "printers": [one.name for one in found],
        "default": next((one.name for one in found if one.default), ""),
        "faults": {one.name: one.fault.value for one in found if one.fault},
        "devices": {one.name: one.device for one in found},
    }


def _hand_over(order: dict[str, Any], pdf: bytes) -> None:
    spooler = _spooler(order)
    took = spooler.submit(pdf, Options(**order["options"]))
    _tell({"took": took.job, "printer": took.printer})
    pause = threading.Event()
    end = time.monotonic() + float(order.get("follow", _FOLLOW_S))
    while time.monotonic() < end:
        heard = spooler.watch(took)
        if heard.stage is not Stage.WAITING:
            fault = heard.fault.value if heard.fault else ""
            _tell({"heard": heard.stage.value, "fault": fault, "queued": heard.queued})
            return
        pause.wait(_PAUSE_S)


if __name__ == "__main__":
    sys.exit(main())
