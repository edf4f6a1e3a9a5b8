"""What one dossier costs in requests, and that it does not grow with what is there already."""

import pytest

from tests.sync.portals.server_numbered.desk import Bench, corrected, dossier, file

#: Dialect → create with read-back (after the first of its procedure), correction, file
#: (what stands there is read before and after the upload).
COSTS = {"tandan": (2, 3, 4), "igate": (3, 3, 4), "adapter2026": (4, 4, 4)}


@pytest.mark.parametrize("before", [1, 40])
def test_requests_per_dossier(faulty: Bench, before: int) -> None:
    adapter = faulty.adapter()
    for _ in range(before):
        adapter.deliver(dossier())
    one = dossier()
    two = corrected(one, "Nguyễn Thị Ánh Sửa")

    def cost(*asked: object) -> int:
        before = faulty.served.count
        for ask in asked:
            ask()  # type: ignore[operator]
        return faulty.served.count - before

    told = (
        cost(lambda: adapter.deliver(one), lambda: adapter.read_back(one)),
        cost(lambda: adapter.deliver(two), lambda: adapter.read_back(two)),
        cost(lambda: adapter.put_file(two, file())),
    )
    assert told == COSTS[faulty.dialect]
