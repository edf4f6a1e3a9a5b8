"""Finding a procedure with few keystrokes."""

from receptiondesk.domain.finder import Entry, Finder, Habits, searchable
from receptiondesk.domain.text import initials

NAMES = {
    "1.001193": ("Thủ tục đăng ký khai sinh", "Hộ tịch"),
    "1.000656": ("Thủ tục đăng ký khai tử", "Hộ tịch"),
    "2.000815": ("Chứng thực bản sao từ bản chính", "Chứng thực"),
    "1.004222": ("Đăng ký thường trú", "Đăng ký, quản lý cư trú"),
    "1.012812": ("Hòa giải tranh chấp đất đai", "Đất đai"),
}
ENTRIES = [
    Entry(code, field, searchable(name), initials(name)) for code, (name, field) in NAMES.items()
]


def found(text: str, **options: object) -> tuple[str, ...]:
    return Finder(ENTRIES).find(text, **options)  # type: ignore[arg-type]


def test_typed_without_accents_and_with_them() -> None:
    assert found("khai sinh")[0] == found("KHAI SINH")[0] == found("khái sinh")[0] == "1.001193"


def test_by_initials_skipping_a_leading_thu_tuc() -> None:
    assert found("dkks")[0] == "1.001193"
    assert found("đkks")[0] == "1.001193"
    assert found("thu tuc dang ky khai tu") == ("1.000656",)


def test_by_code_with_and_without_dots() -> None:
    assert found("1.001193") == found("1001193") == ("1.001193",)
    assert set(found("1.0")) == {"1.001193", "1.000656", "1.004222", "1.012812"}


def test_by_words_in_any_order() -> None:
    assert found("sinh khai")[0] == "1.001193"
    assert found("dat tranh")[0] == "1.012812"


def test_by_field_typed_and_chosen() -> None:
    assert set(found("ho tich")) == {"1.001193", "1.000656"}
    assert found("", field="hộ tịch") == ("1.001193", "1.000656")
    assert found("ban sao", field="Hộ tịch") == ()


def test_nothing_matches_nothing() -> None:
    assert found("zzzz") == ()


def test_most_used_comes_first_and_the_shipped_order_before_any_use() -> None:
    shipped = Habits(shipped=("1.000656", "1.001193"))
    assert Finder(ENTRIES, shipped).find("khai")[0] == "1.000656"
    used = Habits(uses={"1.001193": 4}, shipped=("1.000656",))
    assert Finder(ENTRIES, used).find("khai")[0] == "1.001193"


def test_initials_that_begin_so_come_before_a_more_used_one_that_has_them_within() -> None:
    long = "Hỗ trợ đăng ký khai tử cho người không có thân nhân"
    entries = [*ENTRIES, Entry("9.1", "Xã hội", searchable(long), initials(long))]
    habits = Habits(uses={"9.1": 40})
    assert Finder(entries, habits).find("dkkt") == ("1.000656", "9.1")


def test_what_the_office_offers_comes_first() -> None:
    habits = Habits(uses={"1.001193": 9}, offered=frozenset({"1.000656"}))
    assert Finder(ENTRIES, habits).find("khai") == ("1.000656", "1.001193")


def test_at_most_so_many() -> None:
    assert len(found("", limit=2)) == 2
