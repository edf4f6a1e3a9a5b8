"""Makes a checkout ready to run: system libraries, virtual environment, locked dependencies.

Standard library only, because it runs before anything is installed. `installer/prepare`
finds the Python that runs it. A stamp in `.venv` makes every later call cheap.
"""

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "prepared"

APT_WAIT_S = 300
"""How long apt waits for another apt (Ubuntu starts one by itself after boot)."""

LIBRARIES = {
    # What the Qt of PySide6 loads from the system, for its window and for its offscreen mode.
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libcups.so.2": "libcups2",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
PROGRAMS = {
    # The demo and some tests open the real window where there is no screen.
    "Xvfb": "xvfb",
}


class UnreadyError(RuntimeError):
    """The checkout cannot be made ready; the message says what a person has to do."""


def fingerprint() -> str:
    """What the stamp must hold: the wishes (lock, project, this file) and this very place."""
    digest = hashlib.sha256()
    for path in (LOCK, ROOT / "pyproject.toml", Path(__file__)):
        digest.update(path.read_bytes())
    return f"{digest.hexdigest()}\n{ROOT}\n"


def stamped() -> str:
    """What the last finished call left behind, empty when there was none."""
    return STAMP.read_text(encoding="utf-8") if STAMP.is_file() and PYTHON.exists() else ""


def loads(library: str) -> bool:
    """Whether the dynamic loader finds this library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_packages() -> list[str]:
    """Names of the Debian packages without which the window, the demo or `.venv` will not do."""
    if not sys.platform.startswith("linux"):
        return []
    packages = [package for name, package in LIBRARIES.items() if not loads(name)]
    packages += [package for name, package in PROGRAMS.items() if not shutil.which(name)]
    if importlib.util.find_spec("ensurepip") is None:
        packages.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    return packages


def install_system_packages(packages: Sequence[str]) -> None:
    """Installs them through apt when that needs no password.

    Raises:
        UnreadyError: with the one line to run, when apt may not or could not do it.
    """
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        message = f"please install what Debian calls {names}"
        raise UnreadyError(message)
    root = os.geteuid() == 0
    sudo = "" if root else "sudo "
    by_hand = f"{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {names}"
    if not root and not may_sudo():
        message = f"some system packages are missing. Run this line, then try again:\n\n{by_hand}"
        raise UnreadyError(message)
    say(f"installing system packages: {names}")
    apt = [] if root else ["sudo", "-n"]
    apt += ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    apt += ["-o", f"DPkg::Lock::Timeout={APT_WAIT_S}"]
    # A repository that does not answer is no reason to stop: the known lists may do.
    run([*apt, "update"], stdout=subprocess.DEVNULL)
    install = [*apt, "install", "-y", "--no-install-recommends", *packages]
    # What it says goes well is a page long; what goes wrong comes on the other stream.
    if not run(install, stdout=subprocess.DEVNULL):
        message = f"apt could not install them. Run this line and see what it says:\n\n{by_hand}"
        raise UnreadyError(message)


def may_sudo() -> bool:
    """Whether sudo works without asking for a password."""
    return bool(shutil.which("sudo")) and works(["sudo", "-n", "true"])


def make_environment() -> None:
    """Leaves a virtual environment with a working pip in `.venv`.

    One that works is kept; one that was moved, or whose Python is gone, is made anew.

    Raises:
        UnreadyError: when this Python cannot make one.
    """
    last = stamped()
    moved = bool(last) and last.splitlines()[-1] != str(ROOT)
    check = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    if not moved and PYTHON.exists() and works([str(PYTHON), "-I", "-c", check]):
        return
    say(f"making .venv with Python {sys.version.split()[0]}")
    if not run([sys.executable, "-I", "-m", "venv", "--clear", str(VENV)]):
        message = f"{sys.executable} cannot make a virtual environment; is python3-venv installed?"
        raise UnreadyError(message)


def install_locked() -> None:
    """Installs exactly what the lock names, then this project itself.

    Raises:
        UnreadyError: when pip fails, mostly for want of a network.
    """
    say("installing the locked packages (the first time takes a few minutes)")
    pip = [str(PYTHON), "-I", "-m", "pip", "--disable-pip-version-check", "--no-input"]
    install = [*pip, "install", "--quiet"]
    # Wheels only: a bare machine has no compiler, and a build would fetch unlocked tools.
    locked = [*install, "--require-hashes", "--only-binary=:all:", "-r", str(LOCK)]
    here = [*install, "--no-index", "--no-deps", "--no-build-isolation", "-e", str(ROOT)]
    if not (run(locked) and run(here)):
        message = "pip could not install the locked packages; what it said stands above."
        raise UnreadyError(message)


def run(command: Sequence[str], *, stdout: int | None = None, stderr: int | None = None) -> bool:
    """Runs a command to its end; whether it went well."""
    done = subprocess.run(command, stdout=stdout, stderr=stderr, check=False)  # noqa: S603 -- fixed commands, no shell
    return done.returncode == 0


def works(command: Sequence[str]) -> bool:
    """Tries a command out without a word."""
    return run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def say(sentence: str) -> None:
    """Tells the person what is going on."""
    print(f"receptiondesk: {sentence}", file=sys.stderr, flush=True)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Lets a second call wait for the first (`make -j`, two terminals)."""
    handle = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def prepare() -> None:
    """Does what is still to be done, and stamps it.

    Raises:
        UnreadyError: when a person has to help.
    """
    if stamped() == fingerprint():
        return
    with one_at_a_time():
        wanted = fingerprint()
        if stamped() == wanted:
            return
        if packages := missing_packages():
            install_system_packages(packages)
        make_environment()
        install_locked()
        STAMP.write_text(wanted, encoding="utf-8")
    say("ready")


def main() -> int:
    """Exit code: 0 ready, 1 a person has to help."""
    try:
        prepare()
    except UnreadyError as trouble:
        say(str(trouble))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
