"""Speaking to the bus: three endpoints, one session, one replay when the session was over."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from receptiondesk.domain.clock import Clock
from sync.answers import Answer, AnswerKind, NoAnswer
from sync.bodies import Json
from sync.portals.national import bodies
from sync.portals.national.bodies import Outcome
from sync.portals.national.options import Options
from sync.session import Ask, Line


@dataclass(slots=True)
class Bus:
    """One account at one bus. ``session`` is kept in memory only, for as long as our clock says.

    Raises ``NoAnswer`` from every call for anything but an answer that can be read.
    """

    line: Line
    options: Options
    user: str
    password: str = field(repr=False)
    clock: Clock
    logins: int = 0
    session: str = field(default="", repr=False)
    _since: datetime | None = None

    def share(self, service: str, **arguments: str) -> tuple[Mapping[str, Any], ...]:
        """Read; return the rows; none when the result is empty or the bus says "không tìm thấy".

        Raises:
            NoAnswer: Whatever the line did; REFUSED and others when the bus says an error;
                UNREADABLE without a result.
        """
        outcome = self._call(self.options.share, service, arguments, reads=True)
        if outcome.absent:
            return ()
        if outcome.code not in {0, None}:
            raise NoAnswer(outcome.refusal())
        if outcome.rows is None:
            raise NoAnswer(Answer(AnswerKind.UNREADABLE, outcome.raw))
        return outcome.rows

    def write(self, service: str, **arguments: Any) -> Outcome:  # noqa: ANN401 - JSON-ready
        """Write; return what the bus says, whatever it says.

        Raises:
            NoAnswer: Whatever the line did (LOST: it may have been stored); AUTH.
        """
        return self._call(self.options.integration, service, arguments, reads=False)

    def tell(self, service: str, **arguments: Any) -> Outcome:  # noqa: ANN401 - JSON-ready
        """Write what must not come twice; return what the bus itself says.

        Only the bus's own words tell that nothing was stored. A gateway may deny a request that
        the bus behind it has done, in any words and with any status; so such an answer is a doubt,
        and nothing is asked once more for it.

        Raises:
            NoAnswer: ``changing`` unless it never left; AUTH when no session is taken.
        """
        refused = Answer(AnswerKind.AUTH)
        for _ in range(2):
            self.sign_in()
            try:
                outcome = self._sent(self.options.integration, service, arguments, reads=False)
            except NoAnswer as stopped:
                doubt = stopped.answer.connected
                raise NoAnswer(replace(stopped.answer, changing=doubt)) from stopped
            if outcome.code is None or outcome.denied:
                self.session = ""
                raise NoAnswer(Answer(AnswerKind.LOST, outcome.raw, changing=True))
            if not self._expired(outcome):
                return outcome
            self.session = ""
            refused = replace(outcome.refusal(), kind=AnswerKind.AUTH, fields=())
        raise NoAnswer(refused)

    def sign_in(self) -> None:
        """Take a session, unless one is held that our clock still trusts.

        Raises:
            NoAnswer: AUTH when the bus does not take the account; whatever the line did.
        """
        now = self.clock.now()
        if self.session and self._since is not None:
            age = now - self._since
            if timedelta(0) <= age < self.options.session:
                return
        self.session = ""
        account = {"username": self.user, "password": self.password}
        reply = self.line.ask(
            Ask("POST", self.options.auth, body=Json(account), reads=True, text=True)
        )
        self.logins += 1
        outcome = bodies.read(replace(reply, raw=""))  # a session never stands in a kept answer
        body = bodies.unwrapped(reply.data)
        held = body.get("session") if isinstance(body, Mapping) else None
        if outcome.code != 0 or not isinstance(held, str) or not held:
            refused = outcome.refusal()
            busy = refused.kind in {AnswerKind.PORTAL_DOWN, AnswerKind.UNREADABLE}
            raise NoAnswer(refused if busy else replace(refused, kind=AnswerKind.AUTH, fields=()))
        self.session, self._since = held, now

    def _call(
        self, endpoint: str, service: str, arguments: Mapping[str, Any], *, reads: bool
    ) -> Outcome:
        """Ask once; when the session was over, sign in again and ask once more."""
        outcome = self._once(endpoint, service, arguments, reads=reads)
        if self._expired(outcome):
            self.session = ""
            outcome = self._once(endpoint, service, arguments, reads=reads)
        if self._expired(outcome):
            self.session = ""
            raise NoAnswer(replace(outcome.refusal(), kind=AnswerKind.AUTH, fields=()))
        return outcome

    def _once(
        self, endpoint: str, service: str, arguments: Mapping[str, Any], *, reads: bool
    ) -> Outcome:
        self.sign_in()
        try:
            return self._sent(endpoint, service, arguments, reads=reads)
        except NoAnswer as stopped:
            if reads or stopped.answer.kind is not AnswerKind.UNREADABLE:
                raise
            # What cannot be read may be a success: it is asked about before it is sent again.
            raise NoAnswer(replace(stopped.answer, changing=True)) from stopped

    def _sent(
        self, endpoint: str, service: str, arguments: Mapping[str, Any], *, reads: bool
    ) -> Outcome:
        body = {"session": self.session, "madonvi": self.options.madonvi, "service": service}
        asked = Ask("POST", endpoint, body=Json({**body, **arguments}), reads=reads, text=True)
        return bodies.read(self.line.ask(asked))

    def _expired(self, outcome: Outcome) -> bool:
        if outcome.code == 0 or outcome.exists:
            return False
        said = outcome.folded
        return outcome.code_text in self.options.expired_codes or any(
            word in said for word in self.options.expired_words
        )
