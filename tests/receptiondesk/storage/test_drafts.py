from datetime import UTC, datetime

from receptiondesk.storage import drafts, setting_rows
from receptiondesk.storage.engine import Database

AT = datetime(2026, 11, 23, tzinfo=UTC)


def test_the_newest_text_of_a_slot_wins_until_it_is_dropped(database: Database) -> None:
    with database.write() as session:
        drafts.keep(session, "walk_in", "một", AT)
        drafts.keep(session, "walk_in", "hai", AT)
        drafts.keep(session, "other", "ba", AT)
    with database.read() as session:
        assert drafts.latest(session, "walk_in") == "hai"
        assert drafts.latest(session, "none") is None
    with database.write() as session:
        drafts.drop(session, "walk_in")
        drafts.drop(session, "walk_in")
    with database.read() as session:
        assert drafts.latest(session, "walk_in") is None
        assert drafts.latest(session, "other") == "ba"


def test_settings_are_put_in_place_of_what_was_there(database: Database) -> None:
    with database.write() as session:
        setting_rows.put(session, {"a": "1", "b": "2"})
        setting_rows.put(session, {"a": "3"})
    with database.read() as session:
        assert setting_rows.texts(session) == {"a": "3", "b": "2"}
