"""The register as news: page by page, by the portal's own mark of ours, a cursor that moves on."""

from receptiondesk.domain.dossier import Status
from sync.answers import AnswerKind
from sync.portal import Remote
from tests.sync.portals.server_numbered.desk import Bench, dossier


def test_the_register_is_read_page_by_page_to_its_end(faulty: Bench) -> None:
    faulty.options = {"feed_days": "30", "page_size": "3"}
    adapter = faulty.adapter()
    if not adapter.capabilities.status_feed:
        assert faulty.dialect == "adapter2026"
        assert adapter.feed("").answer.kind is AnswerKind.NOT_OFFERED
        return
    ours = [dossier() for _ in range(7)]
    for one in ours:
        adapter.deliver(one)
    faulty.store.dossiers[4].status = "Đang xử lý" if faulty.dialect == "igate" else "4"
    seen: list[Remote] = []
    cursor, more, pages = "", True, 0
    while more:
        feed = faulty.adapter().feed(cursor)
        assert feed.answer.good
        seen += feed.news
        cursor, more, pages = feed.cursor, feed.more, pages + 1
    assert pages == 3
    assert [told.uid for told in seen] == [one.uid for one in ours]
    assert seen[4].status is Status.PROCESSING
    again = faulty.adapter().feed(cursor)
    assert len(again.news) == 3


def test_a_dossier_without_our_mark_is_told_by_its_code(faulty: Bench) -> None:
    if faulty.dialect == "adapter2026":
        return  # it has no register
    faulty.options = {"feed_days": "30", "marker": ""}
    faulty.adapter().deliver(dossier())
    (told,) = faulty.adapter().feed("").news
    assert told.uid == ""
    assert told.code == faulty.store.dossiers[0].code


def test_a_register_that_fails_leaves_the_cursor(faulty: Bench) -> None:
    if faulty.dialect == "adapter2026":
        return  # it has no register
    faulty.options = {"feed_days": "30"}
    faulty.switches.search_fails = 1
    feed = faulty.adapter().feed("2026-10-01|4")
    assert not feed.answer.good
    assert feed.cursor == "2026-10-01|4"


def test_no_catalogue_and_no_drafts_are_offered(there: Bench) -> None:
    adapter = there.adapter()
    assert adapter.procedures()[0].kind is AnswerKind.NOT_OFFERED
    assert adapter.drop_draft("x").kind is AnswerKind.CONFLICT
    assert not adapter.capabilities.catalogue
