"""Speaking to a portal with a token: fetched, renewed before it ends, and one replay after a 401.

Only the process knows a token; it is never written down. A 401 that the portal's own guard gives
was not processed, so what it answered may be asked once more with a fresh token. A gateway may give
one after the portal stored what was sent, and turn away whatever is asked then. So a request that
may be done only once is replayed only where the portal's own program says the 401 (`replies.own`)
and turns a reading with the same token away too; else nobody knows what became of it. A token is
renewed before its time, so that hardly any request meets its end.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from receptiondesk.domain.outbox import PortalTarget
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.bodies import Form, Json
from sync.portals.server_numbered import replies
from sync.portals.server_numbered.options import ADAPTER, IGATE, Options
from sync.portals.server_numbered.shape import text_at
from sync.portals.server_numbered.tokens import Token, token_of
from sync.session import Ask, Line, Reply
from sync.wiring import Wiring

#: The status by which a token is turned away.
SIGNED_OUT = 401
_FORBIDDEN = 403
_WELL = frozenset({200, 201})
#: A portal of this family answers 500 in plain words (portals.md E); so they are read, not feared.
_IN_WORDS = frozenset({500})
#: How often the sign-in is asked when a page comes instead of a token ("sometimes", C.2).
_SIGN_INS = 2


@dataclass(slots=True)
class Talk:
    """One line to the portal, one to its sign-in, and the token between them."""

    line: Line
    sso: Line
    options: Options
    user: str
    password: str = field(repr=False)
    token: Token | None = field(repr=False, default=None)
    #: A clock that nobody can set: how long a token lives is measured by it.
    seconds: Callable[[], float] = field(repr=False, default=time.monotonic)

    @classmethod
    def open(cls, target: PortalTarget, wiring: Wiring, options: Options) -> "Talk":
        """Prepare the lines; nothing is sent yet."""
        line = wiring.line(target, basic=False)
        sso = (
            wiring.line(target, base_url=options.sso_url, basic=False) if options.sso_url else line
        )
        return cls(line, sso, options, target.user, wiring.password)

    def close(self) -> None:
        """Give the lines back."""
        self.line.close()
        self.sso.close()

    def ask(self, asked: Ask) -> Reply:
        """Ask with a token; words in place of JSON and HTTP 500 come back as replies.

        Raises:
            NoAnswer: AUTH, FORBIDDEN, or whatever the line did.
        """
        return self._asked(asked, lambda _: None)

    def ask_once(self, asked: Ask, probe: Ask | None) -> Reply:
        """Ask what may be done only once; ``probe`` is a reading that tells a token that is over.

        Raises:
            NoAnswer: As `ask`; LOST when a 401 came that is not certainly the portal's own, so that
                nobody knows what became of the request. Its ``status`` is 401 where a reading was
                turned away in the same way: most likely the token was over and nothing was stored.
        """
        return self._asked(asked, lambda reply: self._must_be_the_portals(reply, probe))

    def _asked(self, asked: Ask, signed_out: Callable[[Reply], None]) -> Reply:
        asked = _in_words(asked)
        if self.token is None:
            self.sign_in()
        elif self.token.over:
            self._renew()
        reply = self._with_token(asked)
        if reply.status == SIGNED_OUT:
            signed_out(reply)
            self._renew_after(reply, asked)
            reply = self._with_token(asked)
        if reply.status == SIGNED_OUT:
            signed_out(reply)
            self.token = None
            raise NoAnswer(Answer(AnswerKind.AUTH, reply.raw))
        if reply.status == _FORBIDDEN:
            doubtful = asked.changing and not replies.own(reply)
            raise NoAnswer(Answer(AnswerKind.FORBIDDEN, reply.raw, changing=doubtful))
        return reply

    def _renew_after(self, reply: Reply, asked: Ask) -> None:
        """Fetch another token; where that fails, what a gateway turned away stays in doubt."""
        try:
            self._renew()
        except NoAnswer as stopped:
            doubtful = asked.changing and not replies.own(reply)
            raise NoAnswer(replace(stopped.answer, changing=doubtful)) from stopped

    def _must_be_the_portals(self, reply: Reply, probe: Ask | None) -> None:
        over = self._is_over(probe)
        if over and replies.own(reply):
            return
        lost = Answer(AnswerKind.LOST, reply.raw, changing=True)
        if over:
            self.token = None  # the next one that is asked has another
            lost = replace(lost, status=SIGNED_OUT)
        raise NoAnswer(lost)

    def _is_over(self, probe: Ask | None) -> bool:
        """Return whether a reading with the same token is turned away too."""
        try:
            return probe is not None and self._with_token(_in_words(probe)).status == SIGNED_OUT
        except NoAnswer:
            return False

    def _with_token(self, asked: Ask) -> Reply:
        self.line.bearer = self.token.access if self.token else ""
        return self.line.ask(asked)

    def sign_in(self) -> None:
        """Fetch a token by the password.

        Raises:
            NoAnswer: AUTH, or whatever the line did; never one that could have changed anything.
        """
        self.token = self._token(_password(self))

    def _renew(self) -> None:
        """Fetch a token by the refresh token, else by the password."""
        old, self.token = self.token, None
        renewing = _refresh(self, old) if old is not None and old.refresh else None
        if renewing is not None:
            try:
                self.token = self._token(renewing)
            except NoAnswer as stopped:
                if stopped.answer.kind is not AnswerKind.AUTH:
                    raise
        if self.token is None:
            self.sign_in()

    def _token(self, asked: Ask) -> Token:
        self.sso.bearer = ""
        asked_at = self.seconds()
        reply = self._signed_in(asked)
        access = _first(reply.data, ("access_token",), ("data", "access_token"), ("data", "token"))
        refresh = _first(reply.data, ("refresh_token",), ("data", "refreshToken"))
        if reply.status in _WELL and access:
            return token_of(reply.data, access, refresh, self.seconds, asked_at)
        if reply.status in _WELL:
            raise NoAnswer(Answer(AnswerKind.UNREADABLE))
        raise NoAnswer(Answer(AnswerKind.AUTH, reply.raw))

    def _signed_in(self, asked: Ask) -> Reply:
        for left in reversed(range(_SIGN_INS)):
            try:
                return self.sso.ask(asked)
            except NoAnswer as stopped:
                if stopped.answer.kind is not AnswerKind.NOT_THE_PORTAL or not left:
                    raise NoAnswer(replace(stopped.answer, changing=False)) from stopped
        raise NoAnswer(Answer(AnswerKind.NOT_THE_PORTAL))


def _in_words(asked: Ask) -> Ask:
    return replace(asked, text=True, told=asked.told | _IN_WORDS)


def _first(data: object, *paths: tuple[str, ...]) -> str:
    return next((told for path in paths if (told := text_at(data, *path))), "")


def _json(path: str, value: Mapping[str, Any]) -> Ask:
    return Ask("POST", path, body=Json(dict(value)), reads=True)


def _igate(talk: Talk, told: Mapping[str, str]) -> Ask:
    form = {"client_id": talk.options.client_id, **told}
    return Ask("POST", talk.options.paths["token"], body=Form(form), reads=True)


def _password(talk: Talk) -> Ask:
    if talk.options.dialect == IGATE:
        told = {"grant_type": "password", "username": talk.user, "password": talk.password}
        return _igate(talk, told)
    if talk.options.dialect == ADAPTER:
        secret = {"client_id": talk.user, "client_secret": talk.password}
        return _json(talk.options.paths["token"], secret)
    told = {"userName": talk.user, "password": talk.password}
    return _json(talk.options.paths["token"], told)


def _refresh(talk: Talk, old: Token) -> Ask | None:
    if talk.options.dialect == IGATE:
        return _igate(talk, {"grant_type": "refresh_token", "refresh_token": old.refresh})
    path = talk.options.paths.get("refresh", "")
    told = {"token": old.access, "refreshToken": old.refresh}
    return _json(path, told) if path else None
