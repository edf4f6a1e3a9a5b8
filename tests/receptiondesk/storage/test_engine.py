import os
import shutil
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from receptiondesk.domain.errors import Trouble
from receptiondesk.storage import sqlcipher
from receptiondesk.storage.engine import Database
from receptiondesk.storage.tables import DossierCodeRow, EventRow, PortalCacheRow, SettingRow, core
from tests.receptiondesk.storage.conftest import KEY
from tests.support import disks

SETTING = core(SettingRow)


def put(database: Database, key: str, value: str = "x") -> None:
    with database.write() as session:
        session.execute(insert(SETTING), {"key": key, "value": value})


def keys(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.execute(select(SETTING.c.key).order_by(SETTING.c.key)).scalars())


def give_up(database: Database, *statements: str) -> None:
    """Write what is told, then fail."""
    with database.write() as session:
        for statement in statements:
            session.execute(text(statement))
        raise KeyError


def run(database: Database, *statements: str) -> None:
    with database.write() as session:
        for statement in statements:
            session.execute(text(statement))


def fill(database: Database) -> None:
    for number in range(100):
        put(database, f"big{number}", "x" * 100_000)


def trouble_of_opening(file: Path, key: bytes = KEY) -> str:
    with pytest.raises(Trouble) as caught:
        Database.open(file, key, busy_seconds=0.1)
    return caught.value.code


def test_what_is_written_is_there_after_opening_again(file: Path, database: Database) -> None:
    put(database, "name", "Trần Thị Bích")
    database.close()
    again = Database.open(file, KEY)
    with again.read() as session:
        assert session.execute(select(SETTING.c.value)).scalar() == "Trần Thị Bích"
    again.close()


def test_nothing_readable_stands_on_the_disk(file: Path, database: Database) -> None:
    put(database, "name", "Trần Thị Bích")
    on_disk = b"".join(part.read_bytes() for part in file.parent.iterdir())
    assert "Trần Thị Bích".encode() not in on_disk
    assert b"SQLite format 3" not in on_disk
    assert b"order_number" not in on_disk


def test_a_commit_waits_for_the_disk_and_foreign_keys_are_checked(database: Database) -> None:
    with database.read() as session:
        asked = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers")
        }
    assert asked == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
    }


def test_a_failed_block_leaves_nothing(database: Database) -> None:
    with pytest.raises(KeyError):
        give_up(database, "INSERT INTO setting VALUES ('half', 'x')")
    assert keys(database) == []


def test_a_foreign_key_is_checked_at_the_end_of_the_act(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(
            insert(core(DossierCodeRow)),
            {"code": "c", "dossier_uid": "nobody", "kind": "official", "event_seq": 9},
        )
    with database.read() as session:
        assert session.execute(select(core(DossierCodeRow))).first() is None


def test_two_threads_write_one_after_the_other(file: Path) -> None:
    database = Database.open(file, KEY)
    start = threading.Barrier(2)

    def work(name: str) -> None:
        start.wait()
        for number in range(20):
            put(database, f"{name}{number}")

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys(database)) == 40
    database.close()


def test_a_second_writer_is_told_that_the_file_is_in_use(file: Path, database: Database) -> None:
    other = Database.open(file, KEY)
    with other.write(), pytest.raises(Trouble) as caught, database.write():
        pass
    assert caught.value.code == "locked"
    put(database, "later")
    assert keys(other) == ["later"]
    other.close()


def test_reading_goes_on_while_another_writes(file: Path, database: Database) -> None:
    other = Database.open(file, KEY)
    with other.write() as session:
        session.execute(insert(SETTING), {"key": "new", "value": "x"})
        assert keys(database) == []
    assert keys(database) == ["new"]
    other.close()


def test_listeners_hear_of_a_commit_and_not_of_a_failure(database: Database) -> None:
    heard: list[object] = []
    database.listeners.append(lambda info: heard.append(info.get("told")))
    with database.write() as session:
        session.info["told"] = "done"
    with pytest.raises(KeyError):
        give_up(database)
    assert heard == ["done"]


def test_who_walks_the_whole_file_has_more_pages_at_hand_and_gives_them_back(
    database: Database,
) -> None:
    def pages() -> int:
        return int(session.connection().exec_driver_sql("PRAGMA cache_size").scalar_one())

    with database.read() as session:
        before = pages()
    with database.walk() as session:
        assert -pages() > -before  # told in KiB, by a negative number
    with pytest.raises(ZeroDivisionError), database.walk() as session:
        raise ZeroDivisionError
    with database.read() as session:
        assert pages() == before


def test_another_key_does_not_open_it(file: Path) -> None:
    assert trouble_of_opening(file, bytes(32)) == "wrong_key"


def test_a_key_of_another_length_is_a_bug(file: Path) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Database.open(file, b"short")


def test_a_missing_file_is_not_made(tmp_path: Path) -> None:
    assert trouble_of_opening(tmp_path / "desk.db") == "cannot_open"
    assert list(tmp_path.iterdir()) == []


def test_an_emptied_file_is_damaged_and_not_filled_anew(tmp_path: Path) -> None:
    file = tmp_path / "desk.db"
    file.touch()
    assert trouble_of_opening(file) == "damaged"


def test_a_file_cut_short_or_overwritten_is_damaged(file: Path) -> None:
    whole = file.read_bytes()
    hurt = bytearray(whole)
    for page in range(1, len(whole) // 4096):
        hurt[page * 4096 + 100] ^= 0xFF
    file.write_bytes(hurt)
    assert trouble_of_opening(file) == "damaged"
    assert file.read_bytes()[4096:] == bytes(hurt[4096:])


def test_a_file_of_a_later_program_is_left_alone(file: Path, database: Database) -> None:
    with database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    before = file.read_bytes()
    assert trouble_of_opening(file) == "newer_file"
    assert file.read_bytes() == before


def test_a_file_that_lost_its_revision_is_damaged(file: Path, database: Database) -> None:
    with database.write() as session:
        session.execute(text("DELETE FROM alembic_version"))
    database.close()
    assert trouble_of_opening(file) == "damaged"


def test_creating_never_touches_what_is_there(file: Path) -> None:
    before = file.read_bytes()
    with pytest.raises(FileExistsError):
        Database.create(file, KEY)
    assert file.read_bytes() == before


def test_creating_in_a_folder_that_is_not_there_is_trouble(tmp_path: Path) -> None:
    with pytest.raises(Trouble) as caught:
        Database.create(tmp_path / "no" / "desk.db", KEY)
    assert caught.value.code == "cannot_open"


def test_a_full_file_refuses_and_keeps_what_it_has(database: Database) -> None:
    put(database, "before")
    big = "INSERT INTO setting VALUES ('big', hex(zeroblob(100000)))"
    with pytest.raises(Trouble) as caught:
        run(database, "PRAGMA max_page_count = 1", big)
    assert caught.value.code == "disk_full"
    assert keys(database) == ["before"]


def test_a_full_disk_refuses_and_keeps_what_it_has(small_disk: Path, empty_file: Path) -> None:
    file = Path(shutil.copy(empty_file, small_disk / "desk.db"))
    database = Database.open(file, KEY)
    put(database, "before")
    with pytest.raises(Trouble) as caught:
        fill(database)
    assert caught.value.code == "disk_full"
    assert "before" in keys(database)
    with pytest.raises(Trouble) as caught:
        database.backup_to(small_disk / "copy.db")
    assert caught.value.code == "disk_full"
    database.close()
    (small_disk / "fill").write_bytes(b"x" * (shutil.disk_usage(small_disk).free))
    with pytest.raises(Trouble) as caught:
        Database.create(small_disk / "other.db", KEY)
    assert caught.value.code == "disk_full"


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_disk_without_a_single_block_is_full_and_not_failing(
    small_disk: Path, empty_file: Path
) -> None:
    file = Path(shutil.copy(empty_file, small_disk / "desk.db"))
    (small_disk / "fill").write_bytes(b"x" * shutil.disk_usage(small_disk).free)
    with pytest.raises(Trouble) as caught:
        Database.open(file, KEY)
    assert caught.value.code == "disk_full"
    (small_disk / "fill").unlink()
    Database.open(file, KEY).close()


def test_a_read_only_folder_is_named(tmp_path: Path, empty_file: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    file = Path(shutil.copy(empty_file, folder / "desk.db"))
    before = file.read_bytes()
    with disks.locked(folder):
        assert trouble_of_opening(file) == "read_only"
        with pytest.raises(Trouble) as caught:
            Database.create(folder / "new.db", KEY)
        assert caught.value.code in {"read_only", "cannot_open"}
    assert [path.name for path in folder.iterdir()] == ["desk.db"]
    assert file.read_bytes() == before
    Database.open(file, KEY).close()


def test_a_file_that_may_only_be_read_is_named(database: Database) -> None:
    with pytest.raises(Trouble) as caught:
        run(database, "PRAGMA query_only = ON", "INSERT INTO setting VALUES ('a', 'b')")
    assert caught.value.code == "read_only"


def test_neither_key_nor_values_reach_an_error_text(database: Database) -> None:
    with pytest.raises(OperationalError) as caught, database.write() as session:
        session.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "Trần Thị Bích"})
    told = str(caught.value) + repr(database)
    assert "Bích" not in told
    assert KEY.hex() not in told


def test_a_bug_of_the_raw_connection_stays_a_bug(database: Database) -> None:
    with pytest.raises(sqlcipher.driver.OperationalError), database.raw() as connection:
        connection.execute("SELECT * FROM nowhere")


def test_an_exception_that_is_none_of_the_drivers_is_no_trouble(file: Path) -> None:
    assert sqlcipher.trouble_of(None, file) is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET officer = 'somebody else'",
        "DELETE FROM event",
        (
            "REPLACE INTO event SELECT seq, 'u2', dossier_uid, kind, at, officer, counter, payload,"
            " prev_hash, hash FROM event"
        ),
    ],
)
def test_the_file_itself_refuses_to_change_its_journal(database: Database, statement: str) -> None:
    with database.write() as session:
        session.execute(
            insert(core(EventRow)),
            {
                "seq": 1,
                "uid": "u",
                "kind": "printed",
                "at": datetime(2026, 11, 23, tzinfo=UTC),
                "officer": "a",
                "counter": 1,
                "payload": {},
                "prev_hash": "0" * 64,
                "hash": "0" * 64,
            },
        )
    with pytest.raises(IntegrityError, match="append-only"), database.write() as session:
        session.execute(text(statement))
    with database.read() as session:
        assert session.execute(text("SELECT officer, uid FROM event")).one() == ("a", "u")


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="without a time zone"), database.write() as session:
        session.execute(
            insert(core(PortalCacheRow)),
            {"target": "t", "key": "k", "value": "v", "at": datetime(2026, 1, 1)},  # noqa: DTZ001 - the fault itself
        )


def test_a_copy_is_one_file_that_opens(tmp_path: Path, database: Database) -> None:
    put(database, "kept")
    copy = tmp_path / "copy.db"
    database.backup_to(copy)
    assert not (tmp_path / "copy.db-wal").exists()
    assert copy.stat().st_mode & 0o777 == 0o600 or os.name != "posix"
    opened = database.open_beside(copy)
    assert keys(opened) == ["kept"]
    opened.close()
    with pytest.raises(FileExistsError):
        database.backup_to(copy)


def test_taking_over_shows_at_once_to_whoever_has_the_file_open(
    tmp_path: Path, file: Path, database: Database
) -> None:
    put(database, "old")
    copy = tmp_path / "copy.db"
    database.backup_to(copy)
    put(database, "newer")
    window = Database.open(file, KEY)
    assert keys(window) == ["newer", "old"]
    source = database.open_beside(copy)
    database.take_over(source)
    source.close()
    assert keys(window) == ["old"]
    put(window, "after")
    assert keys(database) == ["after", "old"]
    window.close()


def test_taking_over_gives_up_when_another_write_does_not_end(
    tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlcipher, "BUSY_SECONDS", 0.3)
    copy = tmp_path / "copy.db"
    database.backup_to(copy)
    source = database.open_beside(copy)
    with database.write(), pytest.raises(Trouble) as caught:
        database.take_over(source)
    source.close()
    assert caught.value.code == "locked"


def test_rows_of_settings_can_be_changed(database: Database) -> None:
    put(database, "a", "1")
    with database.write() as session:
        session.execute(update(SETTING).values(value="2"))
    with database.read() as session:
        assert session.execute(select(SETTING.c.value)).scalar() == "2"
