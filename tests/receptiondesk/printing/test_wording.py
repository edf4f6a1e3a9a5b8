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
