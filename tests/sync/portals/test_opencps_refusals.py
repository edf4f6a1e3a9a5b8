"""A refusal without a reason (portals.md A.2: 403 for everything) parks nobody at once.

A real portal cannot be told to fail, so with ``PORTAL_URL`` these skip.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sync.answers import AnswerKind
from tests.support.portals.opencps import OpenCpsCore
from tests.support.portals.opencps_bench import Bench, aimed, dossier
from tests.support.portals.wire import Served

pytestmark = pytest.mark.skipif(
    aimed(), reason="a real portal has no switches by which it fails on purpose"
)
_QUESTIONS = ["*/serviceinfos", "*/serviceconfigs", "*/processes", "*/parts", "*/nextactions"]
_ACTS = ["POST /dossiers", "PUT *", "*/marks/*", "*/payment", "*/actions"]


@pytest.fixture
def bench() -> Iterator[Bench]:
    with Served(OpenCpsCore()) as served:
        bench = Bench.of_double(served)
        yield bench
        bench.close()


@pytest.mark.parametrize("on", [*_QUESTIONS, *_ACTS])
def test_a_refusal_without_a_reason_is_tried_again_before_a_person_is_asked(
    bench: Bench, on: str
) -> None:
    """A.2 gives 403 for a lock or a fault too: it is neither "none" nor the dossier's fault."""
    one = dossier()
    bench.site.order("refused403", on)
    answer = bench.adapter().deliver(one).answer
    assert answer.good if on == "POST /dossiers" else answer.kind is AnswerKind.PORTAL_DOWN
    adapter = bench.adapter()
    assert adapter.deliver(replace(one, ask_first=True)).answer.good
    assert adapter.read_back(one).differing() == ()
    (kept,) = bench.site.dossiers()
    assert [done.code for done in kept.actions] == ["1100"]


@pytest.mark.parametrize("on", ["PUT *", "*/actions"])
def test_what_is_refused_again_and_again_without_a_reason_is_a_persons(
    bench: Bench, on: str
) -> None:
    one = dossier()
    kinds = []
    for _ in range(3):
        bench.site.order("refused403", on)
        kinds.append(bench.adapter().deliver(replace(one, ask_first=True)).answer.kind)
    assert kinds == [AnswerKind.PORTAL_DOWN, AnswerKind.PORTAL_DOWN, AnswerKind.REFUSED]
    assert bench.site.dossiers() == []


def test_a_portal_that_refuses_to_list_parks_nobody(bench: Bench) -> None:
    one = dossier()
    for _ in range(5):
        bench.site.order("refused403", "*/processes")
        answer = bench.adapter().deliver(replace(one, ask_first=True)).answer
        assert answer.kind is AnswerKind.PORTAL_DOWN
    assert bench.adapter().deliver(replace(one, ask_first=True)).answer.good
