"""Whatever a server says, every reply lands in one kind and nothing is raised or sent twice."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from sync.answers import Answer
from tests.support.portals.server_numbered import ServerNumberedCore
from tests.support.portals.wire import Asked, Said, Served
from tests.sync.portals.server_numbered.desk import Bench, aimed, bench, dialects, dossier, file

_STATUSES = (200, 200, 200, 201, 202, 204, 302, 400, 401, 403, 404, 409, 413, 429, 500, 502, 503)
#: After these nobody knows whether a create was stored, so it may not be repeated.
_DOUBTFUL = frozenset({202, 204, 302, 500, 502, 503})
_CREATES = ("/hosos", "--direct", "/CreateDossier")
_KEYS = ("data", "code", "value", "id", "content", "last", "maHoSo", "idHoSo", "message", "name")
_KEYS_MORE = ("applicant", "dossierFormFile", "ThanhPhanHoSos", "succeeded", "dossierTaskStatus")


@dataclass
class Babbler:
    """Signs in as it should and then says anything at all."""

    core: ServerNumberedCore
    chance: random.Random
    doubtful: int = 0

    def handle(self, asked: Asked) -> Said:
        if self.core.desk.is_sign_in(asked):
            return self.core.desk.sign_in(asked)
        body = json.dumps(self._value(4), ensure_ascii=False).encode()
        if self.chance.random() < 0.2:
            body = self.chance.choice([b"", b"OK", b"<html></html>", b"\xff\xfe", b"{", b"null"])
        status = self.chance.choice(_STATUSES)
        creates = asked.method == "POST" and asked.path.endswith(_CREATES)
        told = "tồn tại" in body.decode(errors="replace")
        self.doubtful += creates and status in _DOUBTFUL and not told
        return Said(status, {"Content-Type": "application/json"}, body)

    def _value(self, depth: int) -> Any:
        pick = self.chance.random()
        if depth and pick < 0.45:
            names = self.chance.sample((*_KEYS, *_KEYS_MORE), 4)
            return {name: self._value(depth - 1) for name in names}
        if depth and pick < 0.6:
            return [self._value(depth - 1) for _ in range(self.chance.randrange(3))]
        return self.chance.choice(
            [None, True, False, 0, -1, 1e308, "", "x", "đã tồn tại", "7" * 60]
        )


@pytest.fixture(params=dialects())
def there(request: pytest.FixtureRequest) -> Iterator[Bench]:
    if aimed():
        pytest.skip("the portal of PORTAL_URL answers as it does")
    with bench(str(request.param)) as there:
        yield there


def test_any_reply_lands_in_one_kind(there: Bench) -> None:
    there.options = {"lag_minutes": "0"}
    babbler = Babbler(there.core, random.Random(20261123))
    with Served(babbler) as there.served:
        for _ in range(60):
            one, scan = dossier(), file()
            adapter = there.adapter()
            before = babbler.doubtful
            told: list[Answer] = [adapter.deliver(one).answer for _ in range(3)]
            told += [adapter.read_back(one).answer, adapter.look(one.uid)[0]]
            told += [adapter.put_file(one, scan).answer, adapter.read_file(one, scan).answer]
            told += [adapter.feed("").answer, adapter.reach()]
            list(adapter.examine())
            adapter.close()
            assert all(answer.sentence and answer.act for answer in told)
            marked = any(key.startswith(f"sent:{one.uid}") for key in there.memory.kept)
            assert babbler.doubtful - before <= 1
            assert marked or not any(answer.changing for answer in told[:3])
