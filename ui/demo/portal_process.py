"""The practice portal of the demonstration: a separate program that is started and stopped."""

import base64
import json
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ui.demo.stage import Stage

STOP_TIMEOUT_S = 20
ASK_TIMEOUT_S = 20


@dataclass(slots=True)
class PracticePortal:
    """Starts and stops ``practice-portal`` on one port with one store.

    ``reach`` holds what the portal said of itself when it was ready: url, user, password, groupId.
    """

    stage: Stage
    port: int = 0
    reach: Mapping[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the portal and wait for its ready line.

        Raises:
            RuntimeError: the portal ended without saying that it is ready.
        """
        store = self.stage.out / "cong-thuc-hanh"
        words = ["practice-portal", "--port", str(self.port), "--store", str(store)]
        self.process = self.stage.start(words)
        assert self.process.stdout is not None  # noqa: S101 - PIPE was asked for
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the practice portal ended before it was ready")
        self.reach = json.loads(line)
        self.port = urllib.parse.urlsplit(self.reach["url"]).port or 0

    def stop(self) -> None:
        """Stop the portal as a service manager would."""
        if self.process is None:
            return
        self.process.terminate()
        self.process.wait(timeout=STOP_TIMEOUT_S)
        if self.process.stdout is not None:
            self.process.stdout.close()
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None

    def dossier(self, uid: str) -> Mapping[str, Any] | None:
        """Read one dossier straight from the portal, past all of our own sync code.

        Returns ``None`` when the portal does not give it.
        """
        word = base64.b64encode(f"{self.reach['user']}:{self.reach['password']}".encode()).decode()
        asked = urllib.request.Request(  # noqa: S310 - loopback http only, the portal's own word
            f"{self.reach['url'].rstrip('/')}/o/rest/v2/dossiers/{uid}",
            headers={
                "Authorization": f"Basic {word}",
                "groupId": str(self.reach["groupId"]),
                "Accept": "application/json",
            },
        )
        try:
            with urllib.request.urlopen(asked, timeout=ASK_TIMEOUT_S) as answer:  # noqa: S310
                found: Mapping[str, Any] = json.load(answer)
                return found
        except urllib.error.HTTPError:
            return None
