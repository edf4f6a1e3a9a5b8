"""A real practice portal for a test: its own server on loopback, its own durable store."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import requests

from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.office import Office
from sync import setup
from sync.practice.server import serve
from sync.round import How
from sync.session import Timeouts
from sync.setup import PortalSaved

#: Short, so that a lost answer costs a test little.
HOW = How(timeouts=Timeouts(connect=2.0, stall=1.5, total=5.0), patience=0.2)


@dataclass
class PracticePortal:
    """Starts, stops and restarts one portal; ``port`` stays the same over a restart."""

    store: Path
    port: int = 0
    reach: dict[str, str] = field(default_factory=dict)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self, **faults: float) -> Self:
        ready = threading.Event()
        self._stop = threading.Event()

        def told(reach: Mapping[str, str]) -> None:
            self.reach = dict(reach)
            ready.set()

        def work() -> None:
            serve(self.port, self.store, faults, ready=told, stop=self._stop)

        self._thread = threading.Thread(target=work, daemon=True)
        self._thread.start()
        assert ready.wait(15), "the practice portal did not start"
        self.port = int(self.reach["url"].rsplit(":", 1)[1])
        return self

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join(15)
            assert not self._thread.is_alive()
            self._thread = None

    def faults(self, **given: float) -> None:
        """Set the switches to exactly these."""
        with requests.Session() as line:
            done = line.post(
                f"{self.reach['url']}/_practice/faults", json=given, auth=self._auth, timeout=5
            )
        assert done.status_code == 200, done.text

    def dossiers(self) -> list[dict[str, Any]]:
        """Return everything stored, past all the traps."""
        with requests.Session() as line:
            url = f"{self.reach['url']}/_practice/dossiers"
            answer = line.get(url, auth=self._auth, timeout=5)
        return list(answer.json()["dossiers"])

    def dossier(self, uid: str) -> dict[str, Any]:
        """Return the one dossier with a uid."""
        (found,) = [one for one in self.dossiers() if one["uid"] == uid]
        return found

    def call(self, method: str, path: str, **form: str) -> requests.Response:
        """Make one call of the interface as the reception account."""
        with requests.Session() as line:
            return line.request(
                method,
                f"{self.reach['url']}/o/rest/v2{path}",
                data=form or None,
                auth=self._auth,
                headers={"groupId": self.reach["groupId"]},
                timeout=5,
            )

    def act(self, uid: str, code: str) -> None:
        """Do an officer's action at the portal."""
        assert self.call("POST", f"/dossiers/{uid}/actions", actionCode=code).status_code == 200

    def setting(self, **options: str) -> PortalSetting:
        """Return the setting by which an office sends here."""
        return PortalSetting(
            family="opencps",
            url=self.reach["url"],
            user=self.reach["user"],
            options={"groupId": self.reach["groupId"], **options},
            practice=True,
        )

    def join(self, office: Office, **options: str) -> PortalSaved:
        """Let an office send here."""
        return setup.save(office, self.setting(**options), self.reach["password"])

    @property
    def _auth(self) -> tuple[str, str]:
        return self.reach["user"], self.reach["password"]
