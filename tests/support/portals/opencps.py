"""A double of an OpenCPS site (portals.md H.1, points 1 to 14), every fault a switch.

The simulation calls ``handle`` in process, thousands of times a second; the contract tests put the
same core behind real HTTP with ``wire.Served``. What it keeps is told by ``dossiers`` past all its
traps.
"""

import base64
import binascii
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote

from receptiondesk.domain.clock import Clock, SystemClock
from sync.practice.services import AGENCY, SITE
from tests.support.portals.opencps_calls import CHANGING, Call
from tests.support.portals.opencps_desk import Model, Refusal, Site
from tests.support.portals.opencps_stored import Chosen, Stored, Switches
from tests.support.portals.wire import HUNG_UP, Asked, Said, http_date

REST = "/o/rest/v2"
USER, PASSWORD = "motcua@cong.example", "mat-khau-1"
LOOKER = "xemthoi@cong.example"

_JSON = {"Content-Type": "application/json"}
_HTML = {"Content-Type": "text/html; charset=utf-8"}
_PAGE = "<!DOCTYPE html><html><body><h1>Đăng nhập Wi-Fi</h1></body></html>".encode()
_PUBLIC = frozenset({f"{REST}/dossiers", f"{REST}/serviceinfos"})


@dataclass
class OpenCpsCore:
    """One site with two accounts; ``marked`` adds the practice portal's header.

    ``order`` lets a fault meet the next request of a kind; ``switches`` are the standing ones.
    ``asked`` counts requests by method and last word of the path.
    """

    clock: Clock = field(default_factory=SystemClock)
    switches: Switches = field(default_factory=Switches)
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    marked: bool = True
    asked: Counter[str] = field(default_factory=Counter)
    changing_gets: int = 0
    site: Site = field(init=False)
    chosen: Chosen = field(init=False)
    users: dict[str, tuple[str, bool]] = field(
        default_factory=lambda: {USER: (PASSWORD, True), LOOKER: (PASSWORD, False)}
    )
    _words: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.site = Site(self.clock, self.switches)
        self.chosen = Chosen(self.switches, self.chance)

    def order(self, fault: str, on: str = "*") -> None:
        """Let the next request that fits ``METHOD /path`` (after the base) meet a fault."""
        self.chosen.ordered.append((fault, on))

    def dossiers(self) -> list[Stored]:
        """Return everything kept, past all the traps, oldest first."""
        return [one.copy() for one in self.site.kept.values()]

    def dossier(self, uid: str) -> Stored:
        """Return the one dossier with a uid."""
        (found,) = [one for one in self.site.kept.values() if one.uid == uid]
        return found.copy()

    def move(self, uid: str, *codes: str, note: str = "") -> None:
        """Let an officer of the portal do actions, one after the other."""
        self.site.met = frozenset()
        for code in codes:
            form = {"actionCode": code, "actionUser": "Cán bộ cổng", "actionNote": note}
            self.site.act(self.site.find(uid, SITE), form)

    def result(self, uid: str, name: str) -> None:
        """Let an officer of the portal add a result paper."""
        self.site.add_result(self.site.find(uid, SITE), name)

    def plant_draft(self, uid: str, service: str, user: str = USER, **facts: str) -> Stored:
        """Leave an un-started draft, as an officer did at the portal."""
        form = {
            "referenceUid": uid,
            "serviceCode": service,
            "govAgencyCode": AGENCY,
            "dossierTemplateNo": self.site.services.by_code[service].template,
            "originality": "3",
            **facts,
        }
        return self.site.create(user, SITE, form, always=False)

    def handle(self, asked: Asked) -> Said:
        """Answer one request."""
        path = asked.path.removeprefix(REST)
        self.asked[f"{asked.method} {_kind(path)}"] += 1
        met = self.chosen.draw(f"{asked.method} {path}")
        after = self.switches.slow_s if "slow" in met else 0.0
        if met & {"down", "lost_before"}:
            return Said(HUNG_UP, after=after)
        said = self._in_its_place(met) or self._answer(asked, met)
        cut = "cut_file" in met and asked.method == "POST" and path.endswith("/files")
        if "lost_after" in met or cut:
            return Said(HUNG_UP, after=after)
        headers = dict(said.headers)
        if self.marked:
            headers["X-Practice-Portal"] = "1"
        headers["Date"] = http_date(self.clock.now() + self.switches.clock_skew)
        return Said(said.status, headers, said.body, after=after)

    def _in_its_place(self, met: frozenset[str]) -> Said | None:
        """Answer for the portal what a gateway or a café network would."""
        if "error5xx" in met:
            return Said(502, _HTML, b"<html><body>Bad Gateway</body></html>")
        if "too_fast" in met:
            return Said(429, {**_JSON, "Retry-After": str(self.switches.retry_after)}, b"{}")
        if "unauthorized203" in met:
            return _refused(Refusal(203, "expired"))
        if "refused403" in met:
            return _refused(Refusal(403))
        if "html_page" in met:
            return Said(200, _HTML, _PAGE)
        return None

    def _answer(self, asked: Asked, met: frozenset[str]) -> Said:
        self.site.met = met
        words = [unquote(word) for word in asked.path.removeprefix(REST).strip("/").split("/")]
        if words[-1] in self.switches.lacks:
            return Said(404, {}, b"")
        try:
            call = Call(self, asked, words, self._who(asked))
            before = _snapshot(call) if "drop" in met and asked.method in CHANGING else None
            told = call.answer()
            if before is not None:
                before()
        except Refusal as refusal:
            return _refused(refusal)
        if isinstance(told, Said):
            return told
        return Said(200, _JSON, json.dumps(told, ensure_ascii=False).encode())

    def _who(self, asked: Asked) -> str | None:
        """Read Basic as the real filter does: six characters dropped, split at every ":"."""
        word = asked.headers.get("authorization", "")
        if word not in self._words:
            self._words[word] = self._account(word[6:])
        who = None if self.switches.expired else self._words[word]
        if who is None and asked.path not in _PUBLIC:
            raise Refusal(401)
        return who

    def _account(self, word: str) -> str | None:
        try:
            parts = base64.b64decode(word, validate=True).decode().split(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        known = self.users.get(parts[0])
        return parts[0] if known and len(parts) > 1 and parts[1] == known[0] else None


def _snapshot(call: Call) -> Callable[[], None]:
    """Return what undoes a request afterwards: it is answered as if it had been kept."""
    site = call.site
    known = set(site.kept)
    key = call.words[1] if len(call.words) > 1 else call.form.get("referenceUid", "")
    number = site.keys.get((call.group, key)) or (int(key) if key.isdecimal() else 0)
    before = site.kept[number].copy() if number in site.kept else None

    def undo() -> None:
        for new in set(site.kept) - known:
            site.drop(site.kept[new])
        if before is not None:
            site.put(before)

    return undo


def _kind(path: str) -> str:
    words = [word for word in path.strip("/").split("/") if word]
    inner = {1: words[:1], 2: [*words[:1], "*"]}
    return "/".join(inner.get(len(words), [words[0], "*", *words[2:3], *["*" for _ in words[3:]]]))


_MESSAGES = {203: "Non-Authoritative Information.", 403: "No Content."}


def _refused(refusal: Refusal) -> Said:
    """Return an answer of the error table A.2: 405 and 204 come empty."""
    status = refusal.status
    if status == 401:
        body: Model = {"timestamp": 0, "message": "permission denied", "rest_api": ""}
    elif status in _MESSAGES:
        body = {"message": _MESSAGES[status], "code": status, "description": refusal.description}
    else:
        return Said(status, {}, b"")
    return Said(status, _JSON, json.dumps(body, ensure_ascii=False).encode())
