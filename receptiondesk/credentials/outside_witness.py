"""The third witness of the file: an entry in the machine's keyring.

The witness beside the file (`storage.witness`) goes where its folder goes. Whoever puts a whole
older folder back puts an older witness back with it; the keyring of the account stays. It holds
generation, last sequence, its hash, the machine and how often anything was marked to leave for a
portal: no personal data and no secret.

It is written beside the work, seldom: it may lag behind, and is never ahead of the file. A keyring
that forgets or does not answer is normal and said nowhere. Where the key did not come from it,
asking it would be the only reason to load it: then it is read only by a start that finds no other
witness outside the folder, and a program that ends within minutes does not write it.
"""

import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from receptiondesk.credentials.system_keyring import Keyring
from receptiondesk.domain.errors import Trouble
from receptiondesk.paths import folder_mark

_LOG = logging.getLogger(__name__)
#: Between two writes to the keyring; the last state is written when the office is closed.
_BETWEEN_SECONDS = 600.0
#: A keyring that hangs does not hold the end of the program for longer.
_LAST_PATIENCE_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Kept:
    """What the keyring keeps of one office in one folder."""

    generation: str
    seq: int
    hash: str
    machine: str
    departures: int = 0


class OutsideWitness:
    """The entry of one office in one folder of this machine."""

    def __init__(
        self,
        keyring: Keyring,
        office: str,
        folder: Path,
        *,
        at_hand: bool = True,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Name the entry; nothing is asked yet. ``at_hand``: the key came from there anyway."""
        self._name = f"witness:{office}:{folder_mark(folder)}"
        self._keyring = keyring
        self.at_hand = at_hand
        self._seconds = seconds
        self._lock = threading.Lock()
        self._newest: Kept | None = None
        self._written: Kept | None = None
        self._next = 0.0 if at_hand else seconds() + _BETWEEN_SECONDS

    def read(self) -> Kept | None:
        """Return what is kept, ``None`` when there is nothing or nobody answers."""
        try:
            told = json.loads(self._keyring.get(self._name) or "null")
            kept = Kept(
                told["generation"],
                int(told["seq"]),
                told["hash"],
                told.get("machine", ""),
                int(told.get("departures", 0)),
            )
        except (Trouble, ValueError, KeyError, TypeError):
            return None
        self._written = kept
        return kept

    def note(self, kept: Kept) -> None:
        """Remember how far the file got; written beside the work when the last time is a while ago.

        A new generation is written at once where the keyring is at hand.
        """
        with self._lock:
            before, self._newest = self._written, kept
            new = before is None or before.generation != kept.generation
            if not (new and self.at_hand) and self._seconds() < self._next:
                return
            self._next = self._seconds() + _BETWEEN_SECONDS
        self._start()

    def finish(self) -> None:
        """Write what is not written yet, with little patience."""
        if not self.at_hand and self._seconds() < self._next and self._written is None:
            return
        if self._newest is not None and self._newest != self._written:
            self._start().join(_LAST_PATIENCE_SECONDS)

    def _start(self) -> threading.Thread:
        thread = threading.Thread(target=self._write, name="outside witness", daemon=True)
        thread.start()
        return thread

    def _write(self) -> None:
        with self._lock:
            kept = self._newest
        if kept is None or kept == self._written:
            return
        try:
            self._keyring.put(self._name, json.dumps(asdict(kept)))
        except Trouble:
            _LOG.debug("the keyring did not take the witness")
        self._written = kept
