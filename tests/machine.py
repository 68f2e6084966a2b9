"""What the machine must have for some tests, and the words of the skip where it has not: always with the command."""

import os
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
NO_SKIPS = os.environ.get("AMENDS_NO_SKIPS") == "1"
_LOOPBACK = ("127.", "::1", "localhost", "::ffff:127.")


class NetworkForbidden(AssertionError):
    """A test wanted to leave this machine."""


def shared_folder() -> Path | None:
    """Development data that is not in the repository: `$AMENDS_SHARED`, else `shared` beside the repository."""
    folder = Path(os.environ.get("AMENDS_SHARED") or REPOSITORY.parent / "shared")
    return folder if folder.is_dir() else None


def program(*names: str, package: str) -> str:
    """The path of the first of these programs that the machine has; else a skip that names the command to get it."""
    for name in names:
        if found := shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin"):
            return found
    pytest.skip(f"{names[0]} is missing: apt-get install {package}")


def is_loopback(address: object) -> bool:
    """Whether a socket address stays on this machine: a Unix socket, or 127.0.0.0/8, ::1, localhost."""
    if not isinstance(address, tuple):
        return True
    return str(address[0]).startswith(_LOOPBACK) or address[0] in ("", "0.0.0.0", "::")


def forbid_network() -> None:
    """From now on a connection to another machine raises NetworkForbidden, in this process."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: Any) -> None:
        _check_address(address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        _check_address(address)
        return connect_ex(self, address)

    socket.socket.connect = guarded  # type: ignore[method-assign, assignment]
    socket.socket.connect_ex = guarded_ex  # type: ignore[method-assign, assignment]


def _check_address(address: object) -> None:
    if not is_loopback(address):
        raise NetworkForbidden(f"a test wanted to connect to {address!r}; tests stay on this machine")
