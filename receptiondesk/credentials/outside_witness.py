"""The second witness of the file: an entry in the machine's keyring.

The witness beside the file (`storage.witness`) goes where its folder goes. Whoever puts a whole
older folder back puts an older witness back with it; the keyring of the account stays. It holds
generation, last sequence, its hash and the machine: no personal data and no secret.

It is read only where the key itself came from the keyring, so that it costs a start hardly
anything, and written beside the work, seldom: it may lag behind, and is never ahead of the file. A
keyring that forgets or does not answer is normal and said nowhere.
"""

import hashlib
import json
import logging
import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from receptiondesk.credentials.system_keyring import Keyring
from receptiondesk.domain.errors import Trouble

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


class OutsideWitness:
    """The entry of one office in one folder of this machine."""

    def __init__(
        self,
        keyring: Keyring,
        office: str,
        folder: Path,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """Name the entry; nothing is asked yet."""
        place = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        self._name = f"witness:{office}:{place}"
        self._keyring = keyring
        self._seconds = seconds
        self._lock = threading.Lock()
        self._newest: Kept | None = None
        self._written: Kept | None = None
        self._next = 0.0

    def read(self) -> Kept | None:
        """Return what is kept, ``None`` when there is nothing or nobody answers."""
        try:
            told = json.loads(self._keyring.get(self._name) or "null")
            kept = Kept(told["generation"], int(told["seq"]), told["hash"], told.get("machine", ""))
        except (Trouble, ValueError, KeyError, TypeError):
            return None
        self._written = kept
        return kept

    def note(self, kept: Kept) -> None:
        """Remember how far the file got; written beside the work when the last time is a while ago.

        A new generation is written at once.
        """
        with self._lock:
            before, self._newest = self._written, kept
            new = before is None or before.generation != kept.generation
            if not new and self._seconds() < self._next:
                return
            self._next = self._seconds() + _BETWEEN_SECONDS
        self._start()

    def finish(self) -> None:
        """Write what is not written yet, with little patience."""
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
