"""Whose names stand at the head of a paper: the office's own, or the desk's under its office."""

from pathlib import Path

import pytest

from receptiondesk.desk import letterheads
from tests.support.office import OfficeKind, make_office


@pytest.mark.parametrize(
    ("office_name", "parent", "name"),
    [
        (
            "Ủy ban nhân dân xã Thử Nghiệm",
            "Ủy ban nhân dân xã Thử Nghiệm",
            "Bộ phận Tiếp nhận và Trả kết quả",
        ),
        (
            "Trung tâm Phục vụ hành chính công xã Thử Nghiệm",
            "Tỉnh Thanh Hóa",
            "Trung tâm Phục vụ hành chính công xã Thử Nghiệm",
        ),
    ],
)
def test_the_one_stop_desk_stands_under_the_body_that_it_belongs_to(
    tmp_path: Path, office_name: str, parent: str, name: str
) -> None:
    office = make_office(tmp_path, OfficeKind(org_name=office_name))
    head = letterheads.of_desk(office)
    assert (head.parent, head.name) == (parent, name)
    whole = letterheads.letterhead(office)
    assert (whole.parent, whole.name) == ("Tỉnh Thanh Hóa", office_name)
    assert head.place == whole.place == "Thử Nghiệm"
    office.close()
