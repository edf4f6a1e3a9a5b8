"""Whatever a server answers, the adapter ends with an answer of a known kind and raises nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.answers import WORDS, Answer
from sync.portals.opencps.adapter import OpenCps
from tests.support.portals.opencps import OpenCpsCore
from tests.support.portals.opencps_bench import Bench, aimed, dossier, file
from tests.support.portals.wire import Asked, Said, Served

pytestmark = pytest.mark.skipif(aimed(), reason="a real portal does not answer nonsense on demand")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
#: Fields that the adapter reads, with values of any shape.
KNOWN = st.dictionaries(
    st.sampled_from(
        [
            "data", "total", "dossierId", "referenceUid", "serviceCode", "dossierStatus",
            "dossierMarks", "dueDate", "stepCode", "actionCode", "createDossierNo", "fileSize",
            "modifiedDate", "dossierPartNo", "partNo", "partName", "multiple", "templateNo",
            "govAgencyCode", "serviceConfigId", "lastActionDate", "lastActionNote",
        ]
    ),
    JSON,
    max_size=8,
)  # fmt: skip
BODY = st.one_of(
    (
        JSON | KNOWN | st.fixed_dictionaries({"total": JSON, "data": st.lists(KNOWN, max_size=3)})
    ).map(lambda told: json.dumps(told).encode()),
    st.binary(max_size=40),
)
ANSWER = st.builds(
    Said,
    st.sampled_from(
        [200, 200, 200, 200, 201, 203, 204, 302, 400, 401, 403, 404, 405, 413, 429, 500]
    ),
    st.sampled_from(
        [
            {"Content-Type": "application/json"},
            {"Content-Type": "text/html"},
            {"Retry-After": "99999999999999999999"},
            {"Date": "hôm qua".encode().decode("latin-1")},
        ]
    ),
    BODY,
)


@dataclass
class Nonsense:
    """The double until the n-th request, and then what was drawn."""

    core: OpenCpsCore = field(default_factory=OpenCpsCore)
    answers: list[Said] = field(default_factory=list)
    after: int = 0

    def handle(self, asked: Asked) -> Said:
        self.after -= 1
        if self.after >= 0 or not self.answers:
            return self.core.handle(asked)
        return self.answers.pop(0)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with Served(Nonsense()) as served:
        yield served


def everything(adapter: OpenCps) -> list[Any]:
    """Ask for everything that the engine asks for."""
    one, paper = dossier(), file()
    return [
        adapter.reach(),
        adapter.deliver(one).answer,
        adapter.read_back(one).answer,
        adapter.put_file(one, paper).answer,
        adapter.read_file(one, paper).answer,
        adapter.put_file(one, replace(paper, removed=True)).answer,
        adapter.look(one.uid)[0],
        adapter.deliver(replace(one, cancelled=True, ask_first=True)).answer,
        adapter.drop_draft(one.uid),
        adapter.procedures()[0],
        list(adapter.examine()),
    ]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.integers(0, 25), st.lists(ANSWER, min_size=1, max_size=6))
def test_any_answer_lands_in_a_kind(served: Served, after: int, answers: list[Said]) -> None:
    core = Nonsense(answers=answers, after=after)
    served.core = core
    bench = Bench(served.url)
    try:
        ended = everything(bench.adapter())
    finally:
        bench.close()
    for answer in ended[:-1]:
        assert isinstance(answer, Answer)
        assert answer.kind in WORDS
        assert answer.sentence
