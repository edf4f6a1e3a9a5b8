"""The last act: the same day once more, typed into the real window by its keys."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ui.demo.cast import visits
from ui.demo.stage import COMMAND_TIMEOUT_S, Stage

SCREEN = "1366x768x24"
PLAY_TIMEOUT_S = 600
STORY = "cua-so.json"


def in_the_window(stage: Stage) -> None:
    """Play the day in the window and hold it against what the command line recorded."""
    stage.act("7. Cả ngày ấy trên cửa sổ thật, chỉ bằng bàn phím")
    if getattr(sys, "frozen", False):
        stage.say("Bản đóng gói không mang theo tay diễn; phần này chỉ có khi chạy từ mã nguồn.")
        return
    folder = stage.out / "cua-so"
    folder.mkdir()
    with _display(stage) as display:
        done = subprocess.run(  # noqa: S603 - our own program with our own words
            [sys.executable, "-m", "ui.demo.player", str(folder)],
            env=stage.environment({"DISPLAY": display} if display else {}),
            capture_output=True,
            timeout=PLAY_TIMEOUT_S,
            check=False,
        )
    story = folder / STORY
    if not stage.claim(
        "Cửa sổ chạy hết kịch bản",
        true=done.returncode == 0 and story.exists(),
        seen=f"mã {done.returncode} {done.stderr.decode(errors='replace')[-2000:]}",
    ):
        return
    _compare(stage, json.loads(story.read_text(encoding="utf-8")))
    pictures = len(list(folder.glob("*.png")))
    stage.claim(f"{pictures} ảnh màn hình trong {folder.name}/", true=pictures > len(visits()))


def _compare(stage: Stage, story: list[Mapping[str, Any]]) -> None:
    rows = stage.run("search", "", "--limit", "1000").answer or []
    recorded = sorted((row["applicant"], row["procedure"], row["due_at"]) for row in rows)
    typed = sorted(
        (row["applicant"], row["procedure"], row["due_at"]) for row in story if row["code"]
    )
    refused = [row for row in story if not row["code"]]
    expected = [visit for visit in visits() if visit.expect]
    stage.claim(
        f"{len(typed)} hồ sơ nhập qua cửa sổ giống hệt hồ sơ đã ghi bằng dòng lệnh: "
        "cùng người, cùng thủ tục, cùng giờ hẹn",
        true=typed == recorded,
        seen=str([one for one in typed if one not in recorded][:3]),
    )
    stage.claim(
        f"{len(refused)} lượt cửa sổ chưa nhận và nói rõ vì sao",
        true=[row["who"] for row in refused] == [visit.who for visit in expected]
        and all(row["said"] for row in refused),
        seen=str(refused),
    )


@contextmanager
def _display(stage: Stage) -> Iterator[str]:
    """Give the screen if there is one, else a virtual one; empty = Qt's own offscreen."""
    if os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        stage.say("Mở cửa sổ trên màn hình này")
        yield os.environ.get("DISPLAY", "")
        return
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        stage.say("Không có màn hình và không có Xvfb: cửa sổ vẽ vào bộ nhớ")
        yield ""
        return
    read, write = os.pipe()
    server = subprocess.Popen(  # noqa: S603 - found on the path, our own words
        [xvfb, "-displayfd", str(write), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        stage.say(f"Mở cửa sổ trên một màn hình ảo {SCREEN}")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait(timeout=COMMAND_TIMEOUT_S)
