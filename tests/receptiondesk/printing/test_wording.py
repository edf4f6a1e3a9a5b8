from pathlib import Path

import pytest

from receptiondesk.domain.errors import Refused
from receptiondesk.printing import receipt, wording
from tests.receptiondesk.printing import samples
from tests.support import paper


def write(folder: Path, text: str) -> Path:
    (folder / "receipt.toml").write_text(text, encoding="utf-8")
    return folder


def test_an_office_changes_single_words(tmp_path: Path) -> None:
    words = wording.load("receipt", write(tmp_path, 'owner = "Người nộp đơn:"\n'))
    text = paper.words(receipt.render(samples.receipt(words=words)))
    assert "Người nộp đơn: Nguyễn Thị Ánh Nguyệt" in text
    assert "Số định danh cá nhân/tổ chức:" in text


def test_an_office_chooses_how_many_copies_there_are(tmp_path: Path) -> None:
    words = wording.load("receipt", write(tmp_path, 'copies = ["Bản duy nhất"]\n'))
    pages = paper.page_words(receipt.render(samples.receipt(words=words)))
    assert len(pages) == 1
    assert "Bản duy nhất" in pages[0]


def test_without_a_file_the_shipped_words_hold(tmp_path: Path) -> None:
    assert wording.load("receipt", tmp_path) == wording.load("receipt")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("owner = ", "wording_unreadable"),
        ('nothing = "x"', "unknown_key"),
        ("owner = 3", "wrong_kind"),
        ('papers_heads = ["một"]', "wrong_kind"),
        ("copies = []", "wrong_kind"),
        ('sets = "{many} bộ"', "unknown_place"),
        ('sets = "{sets bộ"', "unknown_place"),
        ('owner = "Chủ hồ sơ 😀:"', "not_in_fonts"),
        ('copies = ["Liên 1", "Liên\\u202e 2"]', "not_in_fonts"),
        ('fee_methods = { cash = "王", transfer = "x", none = "y" }', "not_in_fonts"),
    ],
)
def test_a_fault_in_the_office_s_words_is_named(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        wording.load("receipt", write(tmp_path, text))
    assert [problem.code for problem in caught.value.problems] == [code]
    assert caught.value.problems[0].field.startswith("forms.receipt")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b'owner = "x\n', "ở dòng 1, cột 11"),
        (b"\xff\xfe", "mã UTF-8"),
        (b"x = " + b"9" * 5000, "dạng TOML"),
    ],
)
def test_why_a_file_cannot_be_read_is_told_in_words(tmp_path: Path, text: bytes, why: str) -> None:
    (tmp_path / "receipt.toml").write_bytes(text)
    with pytest.raises(Refused) as caught:
        wording.load("receipt", tmp_path)
    (problem,) = caught.value.problems
    assert why in problem.message
    assert "receipt.toml" in problem.message
    assert "codec" not in problem.message


def test_words_that_stand_there_and_cannot_be_read_are_never_passed_over(tmp_path: Path) -> None:
    (tmp_path / "receipt.toml").mkdir()
    with pytest.raises(Refused) as caught:
        wording.load("receipt", tmp_path)
    assert "receipt.toml" in caught.value.problems[0].message


def test_a_fault_names_the_file_that_is_to_be_mended(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        wording.load("receipt", write(tmp_path, 'sets = "{many} bộ"'))
    assert "“sets” của tệp receipt.toml" in caught.value.problems[0].message
