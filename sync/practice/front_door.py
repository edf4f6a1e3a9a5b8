"""The front door of the practice portal: its mark on every answer, and its faults.

Written against ASGI itself, because a cut connection and a lost answer happen below any framework.
"""

import asyncio
import json
from collections.abc import MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sync.practice.faults import HERE, Faults, Picked

_PAGE = "<!DOCTYPE html><html><body><h1>Đăng nhập Wi-Fi</h1></body></html>".encode()
_MARK = (b"x-practice-portal", b"1")
_NOT_LOGGED_IN = {
    "message": "Non-Authoritative Information.",
    "code": 203,
    "description": "expired",
}


class FrontDoor:
    """Wraps the portal; the control calls under ``/_practice`` never fail on purpose."""

    def __init__(self, app: ASGIApp, faults: Faults) -> None:
        """Stand before ``app``."""
        self._app = app
        self._faults = faults

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), _MARK]
            await send(message)

        picked = Picked() if scope["path"].startswith("/_practice") else self._faults.pick()
        HERE.set(picked)
        if "slow" in picked:
            await asyncio.sleep(picked.slow_seconds)
        if "down" in picked:
            await _cut(send)
        elif "lost_answer" in picked or _cuts_file(picked, scope):
            await self._app(scope, receive, _swallow)
            await _cut(send)
        elif not await _wrong_answer(picked, marked):
            await self._app(scope, receive, marked)


def _cuts_file(picked: Picked, scope: Scope) -> bool:
    upload = scope["method"] == "POST" and scope["path"].endswith("/files")
    return upload and "cut_file" in picked


async def _wrong_answer(picked: Picked, send: Send) -> bool:
    """Answer in the portal's place when a fault says so."""
    if "error5xx" in picked:
        await _answer(send, 502, b"text/html", b"<html><body>Bad Gateway</body></html>")
    elif "too_fast" in picked:
        await _answer(send, 429, b"application/json", b"{}", (b"retry-after", b"1"))
    elif "unauthorized203" in picked:
        await _answer(send, 203, b"application/json", json.dumps(_NOT_LOGGED_IN).encode())
    elif "html_page" in picked:
        await _answer(send, 200, b"text/html; charset=utf-8", _PAGE)
    else:
        return False
    return True


async def _answer(
    send: Send, status: int, kind: bytes, body: bytes, *more: tuple[bytes, bytes]
) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _swallow(message: MutableMapping[str, Any]) -> None:
    """Let the answer get lost on the way."""
    del message


async def _cut(send: Send) -> None:
    """Cut the connection without an answer; the server's own cycle stands behind ``send``."""
    cycle = getattr(send, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is not None:
        transport.abort()
        await asyncio.sleep(0.01)  # the server notes the lost connection before we return
