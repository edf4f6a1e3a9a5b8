"""What a portal's catalogue says anew: a new version beside the kept ones, and what differs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from receptiondesk.desk import catalogue_news, intake, look, portals, procedures, safekeeping
from receptiondesk.desk.catalogue_news import CatalogueNews
from receptiondesk.domain.catalogue_news import Difference
from receptiondesk.domain.outbox import PortalSetting
from receptiondesk.domain.procedures import Procedure
from receptiondesk.office import Office
from receptiondesk.storage import catalogue
from tests.support.office import make_office
from tests.support.sendings import PORTAL, join
from tests.support.walk_ins import BIRTH_REGISTRATION, COPY_OF_RECORD, walk_in

NAME = "tinh"


@dataclass(frozen=True)
class Told:
    code: str
    columns: Mapping[str, str]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    opened = make_office(tmp_path / "office")
    join(opened, NAME)
    yield opened
    assert safekeeping.verify(opened) == ()
    opened.close()


def ours(office: Office, code: str = BIRTH_REGISTRATION) -> Procedure:
    return procedures.by_code(office, code)


def take(office: Office, *told: Told, target: str = NAME) -> CatalogueNews:
    return catalogue_news.take(office, target, told)


def as_it_is(office: Office, code: str = BIRTH_REGISTRATION, **columns: str) -> Told:
    one = ours(office, code)
    return Told(code, {"name": one.name, "field": one.field, "published": "yes", **columns})


def version(office: Office) -> int:
    with office.database.read() as session:
        return catalogue.current_version(session)


def differing(news: CatalogueNews) -> list[tuple[str, str, bool]]:
    return [(one.procedure, one.column, one.taken) for one in news.differences]


def test_a_catalogue_that_says_the_same_makes_no_version(office: Office) -> None:
    same = as_it_is(office, limit_text="Theo quy định", name=f"  {ours(office).name.upper()} ")
    news = take(office, same)
    assert (news.version, news.differences, bool(news.changes)) == (None, (), False)
    assert version(office) == 1
    assert catalogue_news.differences(office) == ()


def test_a_changed_name_makes_a_new_version_and_leaves_the_old_one(office: Office) -> None:
    before = ours(office)
    dossier = intake.accept(office, walk_in(office)).dossier
    news = take(office, as_it_is(office, name="Đăng ký khai sinh lưu động"))
    assert news.version is not None
    assert news.version.number == version(office) == 2
    assert NAME in news.version.label
    assert news.changes.catalogue
    assert ours(office).name == "Đăng ký khai sinh lưu động"
    assert ours(office).papers == before.papers
    assert ours(office, COPY_OF_RECORD).code == COPY_OF_RECORD
    kept = look.by_uid(office, dossier.uid)
    assert (kept.catalogue_version, kept.procedure) == (1, before)
    assert intake.accept(office, walk_in(office)).dossier.catalogue_version == 2


def test_what_differs_is_kept_and_read_later(office: Office) -> None:
    old = ours(office).name
    take(office, as_it_is(office, name="Tên mới"))
    (kept,) = catalogue_news.differences(office)
    assert (kept.target, kept.version, kept.at) == (NAME, 2, office.clock.now())
    (one,) = kept.differences
    assert one == Difference(BIRTH_REGISTRATION, "name", old, "Tên mới", taken=True)
    assert one.label == "Tên thủ tục"


def test_what_the_portal_leaves_open_stays_as_it_is(office: Office) -> None:
    before = ours(office)
    empty = Told(BIRTH_REGISTRATION, {"name": "", "field": "  ", "result": "", "decision": ""})
    assert take(office, empty).differences == ()
    assert ours(office) == before


def test_the_same_word_again_is_no_news(office: Office) -> None:
    take(office, as_it_is(office, name="Tên mới"))
    assert take(office, Told(BIRTH_REGISTRATION, {"name": "Tên mới"})).version is None
    assert version(office) == 2


def test_two_portals_do_not_overwrite_each_other_for_ever(office: Office) -> None:
    join(office, "bo")
    one, other = Told(BIRTH_REGISTRATION, {"name": "A"}), Told(BIRTH_REGISTRATION, {"name": "B"})
    for _ in range(3):
        take(office, one)
        take(office, other, target="bo")
    assert version(office) == 3
    assert ours(office).name == "B"


def test_a_rule_that_changes_there_is_marked_and_never_guessed(office: Office) -> None:
    before = ours(office)
    take(office, as_it_is(office, limit_text="1 ngày làm việc (trực tiếp)"))
    assert ours(office) == before
    news = take(office, as_it_is(office, limit_text="3 ngày làm việc (trực tiếp)"))
    assert differing(news) == [(BIRTH_REGISTRATION, "limit_text", True)]
    after = ours(office)
    assert after.limit_text == "3 ngày làm việc (trực tiếp)"
    assert after.limits == before.limits
    assert "Cần xem lại" in after.review


def test_changed_papers_are_listed_for_a_person(office: Office) -> None:
    before = ours(office)
    take(office, as_it_is(office, papers="Tờ khai"))
    news = take(office, as_it_is(office, papers="Tờ khai; Giấy chứng sinh điện tử"))
    (one,) = news.differences
    assert (one.label, one.taken, news.version) == ("Thành phần hồ sơ", False, None)
    assert ours(office) == before


@pytest.mark.parametrize("again", [False, True])
def test_a_procedure_no_longer_published_is_told_once_and_kept(office: Office, again: bool) -> None:
    if again:
        take(office, as_it_is(office))
    news = take(office, as_it_is(office, published="no"))
    (one,) = news.differences
    assert (one.label, one.new, one.taken) == (
        "Tình trạng công bố",
        "cổng không còn công bố",
        False,
    )
    assert take(office, as_it_is(office, published="no")).differences == ()
    (back,) = take(office, as_it_is(office)).differences
    assert back.new == "cổng công bố"
    assert ours(office).code == BIRTH_REGISTRATION


def test_procedures_that_went_or_came_are_listed_and_change_nothing(office: Office) -> None:
    both = (as_it_is(office), as_it_is(office, COPY_OF_RECORD))
    take(office, *both)
    news = take(office, as_it_is(office), Told("9.999999", {"name": "Thủ tục mới"}))
    assert differing(news) == [(COPY_OF_RECORD, "listed", False), ("9.999999", "listed", False)]
    assert [one.new for one in news.differences] == ["không còn", "Thủ tục mới"]
    assert ours(office, COPY_OF_RECORD).code == COPY_OF_RECORD
    again = take(office, as_it_is(office), Told("9.999999", {"name": "Thủ tục mới"}))
    assert (again.differences, version(office)) == ((), 1)


def test_no_procedures_at_all_say_nothing(office: Office) -> None:
    take(office, as_it_is(office))
    assert take(office).differences == ()
    assert take(office, as_it_is(office)).differences == ()


@pytest.mark.parametrize(
    ("column", "text"),
    [("name", "x" * 1_001), ("portal_url", "javascript:alert(1)"), ("result", "Kết quả ☃")],
)
def test_what_cannot_stand_in_a_catalogue_is_told_and_not_taken(
    office: Office, column: str, text: str
) -> None:
    before = ours(office)
    news = take(office, as_it_is(office, **{column: text}))
    (one,) = news.differences
    assert (one.column, one.taken, news.version) == (column, False, None)
    assert one.note
    assert ours(office) == before


def test_another_address_is_another_portal_that_has_told_nothing_yet(office: Office) -> None:
    take(office, as_it_is(office), as_it_is(office, COPY_OF_RECORD))
    moved = PortalSetting("opencps", PORTAL.url, "khác", {"groupId": "1"}, practice=True, name=NAME)
    portals.save(office, moved, "mật khẩu", answers_practice=None)
    assert take(office, as_it_is(office)).differences == ()
