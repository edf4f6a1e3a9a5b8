"""Whatever a bus answers, each question ends in an answer of a known kind and nothing is raised."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receptiondesk.domain.clock import SetClock
from sync.answers import WORDS, Answer
from tests.support.portals.national_bench import MORNING, Bench, dossier
from tests.support.portals.wire import Asked, Said, Served

_SMALL = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=6)
_CODES: st.SearchStrategy[Any] = st.sampled_from(
    ["0", 0, "00", "-1", "3", "-3", 401, None, [], "a", 10**30, "-"]
)
_TEXTS = st.sampled_from(
    ["Thành công", "không thành công", "đã tồn tại", "Phiên hết hạn", "Không tìm thấy", "", 7, None]
)
_ROWS = st.lists(
    st.dictionaries(
        st.sampled_from(
            ["MAHOSO", "CHUHOSO", "MATTHC", "NGAYTIEPNHAN", "TRANGTHAIHOSO", "TIENDO",
             "LINHVUCTHUCHIEN", "MALINHVUC", "DANHSACHTEPDINHKEMKHAC", "THANHPHANHOSO"]
        ),
        _SMALL | st.lists(_SMALL, max_size=2) | st.dictionaries(st.text(max_size=3), _SMALL),
    ),
    max_size=2,
)  # fmt: skip
_BODY = st.fixed_dictionaries(
    {},
    optional={
        "error_code": _CODES,
        "message": _TEXTS,
        "session": st.sampled_from(["s", "", None, 5]),
        "result": _SMALL | _ROWS | st.dictionaries(st.text(max_size=3), _SMALL),
    },
)
_JSON = _BODY | _SMALL | st.lists(_SMALL, max_size=2)
_ANSWERS = _JSON.map(lambda body: json.dumps(body).encode()) | st.binary(max_size=20)
_WRAPPED = _BODY.map(lambda body: json.dumps({"message": json.dumps(body)}).encode())


class Babbler:
    """Answers with what it was given, round and round; signing in mostly works."""

    def __init__(self, bodies: list[bytes], statuses: list[int]) -> None:
        self._bodies, self._statuses, self._at = bodies, statuses, 0

    def handle(self, asked: Asked) -> Said:
        if asked.path == "/auth" and self._at % 5:
            return Said(200, {}, b'{"error_code": 0, "session": "s"}')
        self._at += 1
        status = self._statuses[self._at % len(self._statuses)]
        return Said(status, {}, self._bodies[self._at % len(self._bodies)])


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(
    st.lists(_ANSWERS | _WRAPPED, min_size=1, max_size=5),
    st.lists(st.sampled_from([200, 200, 200, 201, 204, 400, 401, 403, 404, 500]), min_size=1),
)
def test_nothing_is_raised_and_every_answer_has_its_words(
    bodies: list[bytes], statuses: list[int]
) -> None:
    one: Any = dossier(procedure_field="")
    with Served(Babbler(bodies, statuses)) as served:
        adapter = Bench(served.url, SetClock(MORNING)).adapter()
        heard: list[Answer] = [
            adapter.reach(),
            adapter.deliver(one).answer,
            adapter.deliver(replace(one, ask_first=True)).answer,
            adapter.read_back(one).answer,
            adapter.look(one.uid)[0],
            adapter.procedures()[0],
        ]
        assert len(list(adapter.examine())) == 3
        adapter.close()
    assert all(answer.kind in WORDS and answer.sentence for answer in heard)
