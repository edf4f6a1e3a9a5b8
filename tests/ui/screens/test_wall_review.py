"""Rà soát danh mục: old beside new, and the review recorded, by keyboard only."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from receptiondesk.desk import wall_review
from receptiondesk.office import Office
from tests.support.catalogues import bring_in
from tests.support.office import OFFICER, make_office
from tests.ui.keyboard import Keyboard
from tests.ui.screens.walls import BIRTH, COPIES, FEW, MARRIAGE, dearer, hang, opened, renew
from ui.screens.notices.difference import marked
from ui.shell import Shell

PAGE = "Alt+4"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = make_office(tmp_path / "office", FEW)
    yield made
    made.close()


@pytest.fixture
def renewed(office: Office, tmp_path: Path) -> None:
    """A catalogue came that changes two fees and drops a procedure."""
    hang(office)
    renew(office, tmp_path)


def test_a_catalogue_nobody_changed_says_so(keys: Keyboard, shell: Shell) -> None:
    opened(shell, keys, PAGE)
    keys.wait_to_see("Danh mục đang dùng không khác bản đã rà soát.")


@pytest.mark.usefixtures("renewed")
def test_old_stands_beside_new_for_each_procedure(keys: Keyboard, shell: Shell) -> None:
    screen = opened(shell, keys, PAGE)
    keys.wait_to_see("3 thủ tục thay đổi từ bản 1 sang bản 2")
    keys.wait_to_see("Rà soát danh mục (3)   Alt+4")
    shown: dict[str, str] = {}
    for _ in range(3):
        shown[screen.review.list.current_uid] = screen.review.reading.rich
        keys.press("Down")
    assert "<b>12.000 đồng/bản</b>" in shown[BIRTH]
    assert "Bản 2 (đang dùng)" in shown[BIRTH]
    assert "<s>có</s>" in shown[COPIES]
    assert "Mục thay đổi: Không còn trong danh mục" in keys.seen()


@pytest.mark.usefixtures("renewed")
def test_the_review_is_recorded_with_a_name(keys: Keyboard, shell: Shell, office: Office) -> None:
    opened(shell, keys, PAGE)
    keys.wait_to_see("Đã rà soát xong bản 2   Ctrl+⏎")
    keys.press("Ctrl+Return")
    keys.wait_to_see(f"Đã rà soát bản 2: {OFFICER}, 09 giờ 00 phút, ngày 23/11/2026.")
    assert "Đã rà soát xong" not in keys.seen()
    assert not wall_review.review(office).open
    keys.wait_to_see("Rà soát danh mục   Alt+4")


@pytest.mark.usefixtures("renewed")
def test_a_nameless_review_is_refused_and_the_page_says_why(
    keys: Keyboard, shell: Shell, office: Office
) -> None:
    screen = opened(shell, keys, PAGE)
    keys.wait_to_see("Đã rà soát xong bản 2")
    screen.place.move_to(office.with_officer(""))
    keys.press("Ctrl+Return")
    keys.wait(screen.review.news.isVisible)
    assert "cán bộ" in screen.review.news.text()
    assert wall_review.review(office).open


@pytest.mark.usefixtures("renewed")
def test_a_catalogue_that_came_since_is_not_recorded_as_reviewed(
    keys: Keyboard, shell: Shell, office: Office, tmp_path: Path
) -> None:
    screen = opened(shell, keys, PAGE)
    keys.wait_to_see("Đã rà soát xong bản 2")
    bring_in(office, tmp_path, {MARRIAGE: dearer})  # by another window of this office
    keys.press("Ctrl+Return")
    keys.wait_to_see("Danh mục bản 3 vừa được đưa vào dùng.")
    keys.wait_to_see("Đã rà soát xong bản 3   Ctrl+⏎")
    assert wall_review.review(office).done is None
    keys.press("Ctrl+Return")
    keys.wait(lambda: not wall_review.review(office).open)
    keys.wait(lambda: not screen.review.news.isVisible())


def test_only_what_differs_is_marked() -> None:
    assert marked("phí 8.000 đồng", "phí 12.000 đồng") == (
        "phí <s>8.000</s> đồng",
        "phí <b>12.000</b> đồng",
    )
    assert marked("Không thu", "12.000 đồng") == ("<s>Không thu</s>", "<b>12.000 đồng</b>")
    assert marked("từ một đến hai", "từ ba bốn hai")[1] == "từ <b>ba bốn</b> hai"
    assert marked("", "mới") == ("<i>(không có)</i>", "<b>mới</b>")
    old, new = marked("Tờ khai\nẢnh\nHộ chiếu", "Tờ khai\nẢnh\nThẻ căn cước")
    assert "Tờ khai" not in old + new
    assert "… 2 dòng giữ nguyên" in old
    assert "<s>Hộ chiếu</s>" in old
    assert "<b>Thẻ căn cước</b>" in new
    assert marked("a < b", "a > b")[0] == "a <s>&lt;</s> b"


def test_a_line_that_stands_there_fewer_times_is_told() -> None:
    old, new = marked("Ảnh\nẢnh\nTờ khai", "Ảnh\nHộ chiếu")
    assert old.startswith("<s>Ảnh\nTờ khai</s>".replace("\n", "<br>"))
    assert new.startswith("<b>Hộ chiếu</b>")
    assert "… 1 dòng giữ nguyên" in old
