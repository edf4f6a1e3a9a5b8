"""What the double of the server-numbered family keeps, and its faults, each a switch.

Faithful to portals.md B.7, C.2, E and H.3: numbers by the server's own day and counter, with gaps;
reception time by the server's clock; no idempotency (a create that comes twice is two dossiers);
a search that lags behind.
"""

import base64
import email.parser
import email.policy
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from receptiondesk.domain.clock import Clock, SystemClock, local
from tests.support.portals.wire import Asked, Lost, Said, http_date

#: What a gateway says after the portal behind it stored what was sent, by switch.
AFTER = {
    "busy_after": 503,
    "waited_after": 408,
    "limited_after": 429,
    "signed_out_after": 401,
    "forbidden_after": 403,
    "large_after": 413,
    "bad_after": 400,
}
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: Ids of files begin here and stay apart from all other ids: the first 4,096 of them.
_FIRST_FILE = 0xF000
_FILE = re.compile(r"(?<![0-9a-f])0{20}f[0-9a-f]{3}(?![0-9a-f])")
#: How one dialect joins the files of a paper.
_JOIN = "##"
_A_DAY, _ZERO = timedelta(days=1), time()
NOTHING = timedelta(0)
TWICE = "Mã hồ sơ người dùng thêm đã tồn tại, không thể thêm mới!"


@dataclass
class Switches:
    """Faults; whole numbers count down, one for each request that they spoil.

    ``lose_before``/``lose_after``: the create is hung up on before or after it is stored.
    ``lose_number``: a number is taken and its answer lost. ``gap``: numbers taken by others in
    between. ``lag``: how long the search (``lag_direct``: reading by code too) does not show a new
    dossier. ``sso_html``: sign-ins answered by a page. ``refuse``: names with this word are turned
    away with HTTP 400. ``gateway``: requests answered 502 before. ``gateway_after``,
    ``fault_after``: creates answered 502, or 500 in words, after they were stored; in the same way
    ``busy_after`` 503 with Retry-After, ``waited_after`` 408, ``limited_after`` 429,
    ``signed_out_after`` 401, ``forbidden_after`` 403, ``large_after`` 413, ``bad_after`` 400, all
    in the words of a gateway; ``shut_before``: 403 and nothing was stored. ``busy_steps``: progress
    is stored and a gateway answers 503. ``taken``:
    creates told that the code is there already. ``unique``: whether a code used twice is refused
    at all. ``cut_upload``: a file is stored and the answer lost. ``lose_steps``: progress is stored
    and the answer lost. ``hide``: fields that reading does not give back. ``tamper``: the field
    that it gives back altered. ``skew``: the server's clock less the real one. ``midnight``: so
    many numbers are the last of the server's day, which is over once they are given.
    ``known_files``: a dossier that names a file which is not there is refused.
    """

    lose_before: int = 0
    lose_after: int = 0
    lose_number: int = 0
    lose_update: int = 0
    lose_steps: int = 0
    gap: int = 0
    lag: timedelta = NOTHING
    lag_direct: bool = False
    token_life: timedelta = timedelta(minutes=30)
    refresh_refused: bool = False
    sso_html: int = 0
    refuse: str = ""
    forbidden: bool = False
    gateway: int = 0
    gateway_after: int = 0
    fault_after: int = 0
    busy_after: int = 0
    waited_after: int = 0
    limited_after: int = 0
    signed_out_after: int = 0
    forbidden_after: int = 0
    large_after: int = 0
    bad_after: int = 0
    shut_before: int = 0
    busy_steps: int = 0
    search_fails: int = 0
    taken: int = 0
    unique: bool = True
    too_fast: int = 0
    too_large: int = 0
    cut_upload: int = 0
    tamper: str = ""
    hide: frozenset[str] = frozenset()
    skew: timedelta = NOTHING
    plain_number: bool = False
    midnight: int = 0
    known_files: bool = False

    def spend(self, name: str) -> bool:
        """Return whether a counted fault strikes now."""
        left = int(getattr(self, name))
        if left:
            setattr(self, name, left - 1)
        return left > 0


@dataclass
class Stored:
    """One dossier of the portal; ``doc`` is as it was sent, ``at`` when the server received it."""

    id: str
    code: str
    doc: dict[str, Any]
    at: datetime
    status: str
    moved_at: datetime
    steps: list[dict[str, Any]] = field(default_factory=list)
    withdrawn_by: str = ""

    def holds(self, word: str) -> bool:
        """Return whether anything in it says the word."""
        return word in json.dumps(self.doc, ensure_ascii=False)


@dataclass
class StoredFile:
    """One file of the portal."""

    id: str
    name: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Return the SHA-256 (hex) of what arrived."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass
class Store:
    """Everything the portal holds, in memory."""

    unit: str
    clock: Clock = field(default_factory=SystemClock)
    switches: Switches = field(default_factory=Switches)
    dossiers: list[Stored] = field(default_factory=list)
    files: dict[str, StoredFile] = field(default_factory=dict)
    tokens: dict[str, datetime] = field(default_factory=dict)
    refreshes: set[str] = field(default_factory=set)
    sign_ins: int = 0
    made: int = 0
    uploads: int = 0
    numbers: list[str] = field(default_factory=list)
    counters: Counter[str] = field(default_factory=Counter)

    def now(self) -> datetime:
        """Return the server's own time."""
        return self.clock.now() + self.switches.skew

    def next_number(self, form: str = "%y%m%d", digits: int = 4) -> str:
        """Take the next number of the server's day; gaps are normal."""
        day = local(self.now()).strftime(form)
        self.counters[day] += 1 + self.switches.gap
        code = f"{self.unit}-{day}-{self.counters[day]:0{digits}d}"
        self.numbers.append(code)
        if self.switches.spend("midnight"):
            here = local(self.now())
            self.switches.skew += datetime.combine(here.date() + _A_DAY, _ZERO, here.tzinfo) - here
        return code

    def add(self, code: str, doc: dict[str, Any], status: str) -> Stored:
        """Store a dossier, whether or not it is there already."""
        self.made += 1
        word = f"{self.made:024x}"
        now = self.now()
        kept = Stored(word, code, doc, now, status, now)
        self.dossiers.append(kept)
        return kept

    def keep_file(self, name: str, content: bytes) -> StoredFile:
        """Store a file under a new id."""
        kept = StoredFile(f"{self.uploads + _FIRST_FILE:024x}", name, content)
        self.uploads += 1  # an id is never given again, whatever was lost
        self.files[kept.id] = kept
        return kept

    def forget(self, one: Stored) -> None:
        """Lose a dossier with its files, as where an older copy of everything came back."""
        self.dossiers.remove(one)
        for word in [word for word in self.files if one.holds(word)]:
            del self.files[word]

    def lacks(self, doc: dict[str, Any]) -> bool:
        """Return whether a dossier names a file that is not there, where that is looked at."""
        named = set(_FILE.findall(json.dumps(doc, ensure_ascii=False)))
        return self.switches.known_files and not named <= self.files.keys()

    def seen(self, *, direct: bool = False) -> list[Stored]:
        """Return the dossiers that a search shows by now."""
        if direct and not self.switches.lag_direct:
            return list(self.dossiers)
        until = self.now() - self.switches.lag
        return [one for one in self.dossiers if one.at <= until]

    def of(self, uid: str) -> list[Stored]:
        """Return every dossier made for one of ours, past all faults."""
        return [one for one in self.dossiers if one.holds(uid)]

    def twice(self) -> dict[str, int]:
        """Return the uids of ours that the portal holds more than once."""
        told = Counter(
            uid
            for one in self.dossiers
            for uid in set(_UUID.findall(json.dumps(one.doc, ensure_ascii=False)))
        )
        return {uid: times for uid, times in told.items() if times > 1}

    def sign_in(self, *, jwt: bool = False) -> tuple[str, str]:
        """Return a token and a refresh token; a JWT tells when it was made and when it ends."""
        self.sign_ins += 1
        token, refresh = f"token-{self.sign_ins}", f"refresh-{self.sign_ins}"
        if jwt:
            token = f"{_jwt(self.now(), self.switches.token_life)}.{token}"
        self.tokens[token] = self.now() + self.switches.token_life
        self.refreshes.add(refresh)
        return token, refresh

    def expire_tokens(self) -> None:
        """End every session at once."""
        self.tokens.clear()

    def knows(self, asked: Asked) -> bool:
        """Return whether a request carries a token that still holds."""
        token = asked.headers.get("authorization", "").removeprefix("Bearer ")
        return token in self.tokens and self.tokens[token] > self.now()

    def said(self, status: int, value: Any) -> Said:
        """Return a JSON answer with the server's own date."""
        body = json.dumps(value, ensure_ascii=False).encode()
        return Said(status, {"Content-Type": "application/json", **self.dated()}, body)

    def text(self, status: int, text: str) -> Said:
        """Return a plain-text answer (portals.md E: HTTP 500 in words)."""
        return Said(
            status, {"Content-Type": "text/plain; charset=utf-8", **self.dated()}, text.encode()
        )

    def page(self) -> Said:
        """Return a page where JSON was asked for (C.2: the sign-in sometimes does)."""
        body = "<!DOCTYPE html><html><title>Đăng nhập</title></html>".encode()
        return Said(200, {"Content-Type": "text/html; charset=utf-8", **self.dated()}, body)

    def dated(self) -> dict[str, str]:
        """Return the headers every answer carries."""
        return {"Date": http_date(self.now()), "X-Practice-Portal": "1"}


def _jwt(made: datetime, life: timedelta) -> str:
    times = {"iat": int(made.timestamp()), "exp": int((made + life).timestamp())}
    parts = (json.dumps(part).encode() for part in ({"alg": "HS256"}, times))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def shown(doc: dict[str, Any], switches: Switches) -> dict[str, Any]:
    """Return a dossier as reading gives it back."""
    told = {name: value for name, value in doc.items() if name not in switches.hide}
    if switches.tamper in told:
        told[switches.tamper] = "đã bị sửa"
    return told


def json_of(asked: Asked) -> Any:
    """Return the JSON that was sent."""
    return json.loads(asked.body or b"null")


def files_of(asked: Asked) -> list[tuple[str, bytes]]:
    """Return the files of a multipart request: name and content."""
    head = f"Content-Type: {asked.headers['content-type']}\r\n\r\n".encode()
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(head + asked.body)
    found = []
    for part in message.iter_parts():
        name, content = part.get_filename(), part.get_payload(decode=True)
        if name and isinstance(content, bytes):
            found.append((str(name), content))
    return found


def create(store: Store, make: Callable[[], Said]) -> Said:
    """Let a create meet the faults that strike before it is stored and after."""
    switches = store.switches
    if switches.spend("lose_before"):
        raise Lost
    if switches.spend("shut_before"):
        return store.said(403, {"message": "request blocked"})
    if switches.spend("taken"):
        return store.text(500, TWICE)
    before = len(store.dossiers)
    said = make()
    if len(store.dossiers) == before:
        return said
    if switches.spend("lose_after"):
        raise Lost
    if switches.spend("fault_after"):
        return store.text(500, "Object reference not set to an instance of an object.")
    if switches.spend("gateway_after"):
        return store.said(502, {"code": 502, "message": "upstream timed out"})
    for name, status in AFTER.items():
        if switches.spend(name):
            waits = {"Retry-After": "1"} if status == AFTER["busy_after"] else {}
            told = store.said(status, {"message": "request blocked"})
            return Said(status, {**told.headers, **waits}, told.body)
    return said


def without(doc: Any, gone: set[str]) -> Any:
    """Return a document without the files that are gone; one dialect joins them in a column."""
    if isinstance(doc, dict):
        return {key: without(value, gone) for key, value in doc.items()}
    if isinstance(doc, list):
        return [without(one, gone) for one in doc if not _is_one_of(one, gone)]
    if isinstance(doc, str) and any(word in doc for word in gone):
        left = [one for one in doc.split(_JOIN) if not any(word in one for word in gone)]
        return _JOIN.join(left)
    return doc


def _is_one_of(entry: object, gone: set[str]) -> bool:
    told = entry.values() if isinstance(entry, dict) else ()
    return any(isinstance(one, str) and one in gone for one in told)
