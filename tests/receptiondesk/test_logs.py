import logging
from pathlib import Path

from receptiondesk.logs import Log
from receptiondesk.paths import Paths
from receptiondesk.words import _


def kept(root: Path) -> str:
    return (root / "logs" / "receptiondesk.log").read_text(encoding="utf-8")


def test_lines_of_all_three_houses_are_kept(tmp_path: Path) -> None:
    with Log(Paths(tmp_path)):
        for name in ("receptiondesk.storage", "sync.push", "ui.shell"):
            logging.getLogger(name).info("event %s of kind %s", 7, "received")
        logging.getLogger("urllib3").warning("somebody else")
    text = kept(tmp_path)
    assert text.count("event 7 of kind received") == 3
    assert "somebody else" not in text


def test_an_exception_leaves_its_place_and_not_its_words(tmp_path: Path) -> None:
    def fail() -> None:
        try:
            {}["Trần Thị Bích"]
        except KeyError as error:
            raise ValueError("038196000001") from error

    with Log(Paths(tmp_path)):
        try:
            fail()
        except ValueError:
            logging.getLogger("ui").exception("it went wrong")
    text = kept(tmp_path)
    assert "it went wrong" in text
    assert "builtins.ValueError" in text
    assert "builtins.KeyError" in text
    assert "test_logs.py" in text
    assert "Bích" not in text
    assert "038196000001" not in text


def test_the_root_logger_and_later_lines_are_left_alone(tmp_path: Path) -> None:
    before = list(logging.getLogger().handlers)
    levels = {name: logging.getLogger(name).level for name in ("receptiondesk", "sync", "ui")}
    log = Log(Paths(tmp_path))
    assert logging.getLogger().handlers == before
    log.close()
    logging.getLogger("ui").warning("too late")
    assert not (tmp_path / "logs" / "receptiondesk.log").exists()
    assert levels == {name: logging.getLogger(name).level for name in levels}


def test_words_are_vietnamese_without_any_catalogue() -> None:
    assert _("Tiếp nhận hồ sơ") == "Tiếp nhận hồ sơ"
