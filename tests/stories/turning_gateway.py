"""An independent gateway (localstripe, in a process of its own) behind a small proxy that can turn its answers.

localstripe always says `succeeded` and lives in the present. The proxy gives objects the times of the story, and lets
a refund turn: to failed, to settled. It filters and pages lists itself, because localstripe does not know `created`.
"""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

KEY = "sk_live_story"  # the key says that money is real; a refund itself does not
# localstripe binds every interface and keeps a pickle in the temporary folder unless it is started like this.
_LAUNCH = """
import sys
from aiohttp import web
from localstripe import resources, server
resources.Store.dump_to_disk = lambda self: None
web.run_app(server.app, host="127.0.0.1", port=int(sys.argv[1]), print=None, access_log=None)
"""
_NOT_KNOWN_THERE = ("data.failure_balance_transaction", "data.dispute")
_COMPARE = {
    "gte": lambda a, b: a >= b,
    "gt": lambda a, b: a > b,
    "lte": lambda a, b: a <= b,
    "lt": lambda a, b: a < b,
}


@dataclass
class TurningGateway:
    """`url` is where the official library is pointed at. `turned` changes what is said about an object from now on;
    `added` are objects that localstripe never had, by path.
    """

    upstream: str
    url: str = ""
    turned: dict[str, dict[str, Any]] = field(default_factory=dict)
    added: dict[str, dict[str, Any]] = field(default_factory=dict)

    def turn(self, object_id: str, **said: Any) -> None:
        """From now on the gateway says this about the object."""
        self.turned.setdefault(object_id, {}).update(said)

    def add(self, path: str, told: dict[str, Any]) -> None:
        """An object of its own, for example `/v1/balance_transactions/txn_1`."""
        self.added[path] = told

    def answer(self, path: str, query: list[tuple[str, str]]) -> tuple[int, Any]:
        """What a GET of this path gives, turned."""
        if path in self.added:
            return 200, self._turned(self.added[path])
        expand = [(k, v) for k, v in query if k.startswith("expand")]
        known = [(k, v) for k, v in expand if v not in _NOT_KNOWN_THERE]
        status, body = self._get(path, [*known, ("limit", "100")] if "/" not in path.removeprefix("/v1/") else known)
        if status != 200 or body.get("object") != "list":
            return status, self._turned(body)
        return 200, self._page(path, body, dict(query), [v.removeprefix("data.") for _, v in expand])

    def _page(self, path: str, body: dict[str, Any], query: dict[str, str], expand: list[str]) -> dict[str, Any]:
        own = [told for where, told in self.added.items() if where.startswith(path + "/")]
        items = [self._turned(item) for item in (*body["data"], *own)]
        for name, value in query.items():
            if name.startswith("created["):
                items = [i for i in items if _COMPARE[name[8:-1]](i["created"], int(value))]
            elif name in ("charge", "payment_intent", "type", "source"):
                items = [i for i in items if i.get(name) == value]
        items = [{**item, **self._expanded(item, expand)} for item in items]
        items.sort(key=lambda item: (item["created"], item["id"]), reverse=True)
        if after := query.get("starting_after"):
            items = items[[item["id"] for item in items].index(after) + 1 :]
        limit = int(query.get("limit", "10"))
        return {**body, "data": items[:limit], "has_more": len(items) > limit}

    def _expanded(self, item: dict[str, Any], expand: list[str]) -> dict[str, Any]:
        """What localstripe cannot expand, because it never had it."""
        own = {told["id"]: told for told in self.added.values()}
        return {name: own[item[name]] for name in expand if isinstance(item.get(name), str) and item[name] in own}

    def _get(self, path: str, query: list[tuple[str, str]]) -> tuple[int, Any]:
        return self.forward("GET", f"{path}?{urllib.parse.urlencode(query)}", None)

    def forward(self, method: str, path: str, body: bytes | None) -> tuple[int, Any]:
        """Ask localstripe itself."""
        request = urllib.request.Request(self.upstream + path, data=body, method=method)
        request.add_header("Authorization", f"Bearer {KEY}")
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            raw = error.read()
            return error.code, json.loads(raw) if raw.startswith(b"{") else {"error": {"message": raw.decode()}}

    def _turned(self, told: Any) -> Any:
        if isinstance(told, list):
            return [self._turned(item) for item in told]
        if not isinstance(told, dict):
            return told
        live = {"livemode": True} if "livemode" in told else {}  # localstripe knows test mode only
        said = {**told, **live, **self.turned.get(told.get("id", ""), {})}
        return {name: self._turned(value) for name, value in said.items()}


def _handler(gateway: TurningGateway) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urllib.parse.urlsplit(self.path)
            self._say(*gateway.answer(parts.path, urllib.parse.parse_qsl(parts.query)))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            self._say(*gateway.forward("POST", self.path, body))

        def _say(self, status: int, told: Any) -> None:
            raw = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            """Nothing: a test says only what went wrong."""

    return Handler


def free_port() -> int:
    """A port of loopback that nobody uses at this moment."""
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def gateway() -> Iterator[TurningGateway]:
    """localstripe and the proxy before it, both ended at the end."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-c", _LAUNCH, str(port)])
    turning = TurningGateway(f"http://127.0.0.1:{port}")
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(turning))
    turning.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        _wait(turning, process)
        yield turning
    finally:
        server.shutdown()
        server.server_close()
        process.terminate()
        process.wait(10)


def _wait(turning: TurningGateway, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end and process.poll() is None:
        try:
            if turning.answer("/v1/refunds", [])[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"localstripe did not start (exit {process.poll()})")
