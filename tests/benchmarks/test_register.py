"""A register of ten thousand pages, in volumes, takes hardly more memory than one volume."""

import subprocess
import sys

import pytest

from tests.benchmarks.ratio import Row, keep

AT_MOST = 1.2
MIB = 1024 * 1024


def bound(pages: int) -> tuple[int, int]:
    """Return how many pages a register had, and its peak of resident memory in bytes."""
    words = (sys.executable, "-m", "tests.benchmarks.register_bound", str(pages))
    done = subprocess.run(words, capture_output=True, check=True, timeout=1700)
    came_out, peak = map(int, done.stdout.split())
    return came_out, peak


@pytest.mark.bench
@pytest.mark.timeout(1800)
def test_twenty_volumes_take_hardly_more_memory_than_one() -> None:
    pages, ours = bound(10_000)
    one, bare = bound(500)
    keep(
        Row(
            what=f"register of {pages:,} pages in volumes of 500, peak memory",
            against=f"register of {one} pages",
            unit="MiB",
            ours=ours / MIB,
            bare=bare / MIB,
            ratio=ours / bare,
            at_most=AT_MOST,
            pairs=1,
        )
    )
    assert pages >= 10_000
    assert 450 <= one <= 500
    assert ours <= AT_MOST * bare
