"""``demo``: play the practice day, tell it, and fail if anything told is untrue."""

from pathlib import Path
from typing import Final

from rich.console import Console

from receptiondesk.domain.errors import Problem, Refused
from ui.demo import day as acts
from ui.demo.portal_process import PracticePortal
from ui.demo.replay import in_the_window
from ui.demo.stage import Stage

#: The acts of the command line; the window plays the same day after them.
ACTS: Final = (
    acts.set_up,
    acts.morning_line,
    acts.reception,
    acts.papers,
    acts.closing,
    acts.evening,
)


def run(out: Path) -> int:
    """Play the day into the folder ``out`` and return the exit code: 0, or 1 if a claim failed.

    Raises:
        Refused: ``out`` holds files already.
    """
    if out.exists() and any(out.iterdir()):
        raise Refused(
            Problem("out", "folder_in_use", f"Thư mục {out} đã có tệp. Hãy chọn một thư mục trống.")
        )
    out.mkdir(parents=True, exist_ok=True)
    stage = Stage(out.resolve(), Console())
    practice_day = acts.Day(stage, PracticePortal(stage))
    try:
        for act in ACTS:
            act(practice_day)
        in_the_window(stage)
    finally:
        practice_day.portal.stop()
    return _summary(stage)


def _summary(stage: Stage) -> int:
    stage.act("Tổng kết")
    untrue = stage.untrue()
    stage.say(f"{len(stage.claims)} điều đã kiểm, {len(stage.claims) - len(untrue)} đúng")
    for sentence, seen in untrue:
        stage.console.print(f"  [red]✗[/] {sentence}  {seen}", highlight=False)
    stage.say(f"Mọi tệp nằm trong: {stage.out}")
    return 1 if untrue else 0
