"""A real IMAP server for tests: Dovecot as an ordinary process on loopback, and a connection that can be cut."""

import contextlib
import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PASSWORD = "an-invented-password"
_SETTINGS = """
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
ssl = {ssl}
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 0
mail_location = maildir:{base}/mail/%u
mail_max_userip_connections = 100
namespace inbox {{
  inbox = yes
  separator = /
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={base}/home/%u
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
"""


@dataclass(frozen=True)
class MailServer:
    """A running server. Every user name is known; each has a Maildir of its own."""

    base: Path
    port: int
    tls_port: int
    owner: tuple[int, int]

    def maildir(self, user: str, folder: str = "") -> Path:
        """The Maildir of a user, made when it is not there."""
        path = self.base / "mail" / user / (f".{folder}" if folder else "")
        for name in ("cur", "new", "tmp"):
            (path / name).mkdir(parents=True, exist_ok=True)
        self._give_away(self.base / "mail" / user)
        return path

    def deliver(self, user: str, raw: bytes, name: str, *, flags: str | None = None, folder: str = "") -> None:
        """Put a mail there: new, or already known with these flags ("S" is seen)."""
        path = self.maildir(user, folder) / (f"new/{name}" if flags is None else f"cur/{name}:2,{flags}")
        path.write_bytes(raw)
        self._give_away(self.base / "mail" / user)

    def files(self, user: str) -> dict[str, bytes]:
        """Every mail file with its flags (they are in its name) and its bytes."""
        return {
            path.name: path.read_bytes()
            for part in ("cur", "new")
            for path in (self.base / "mail" / user / part).iterdir()
        }

    def _give_away(self, path: Path) -> None:
        if os.getuid() == 0:
            for one in (path, *path.rglob("*")):
                os.chown(one, *self.owner)


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def mail_server(dovecot: str, certificate: tuple[Path, Path] | None = None) -> Iterator[MailServer]:
    """Dovecot, ready to be logged in to. Its folder is short: Unix sockets allow about 100 letters."""
    owner = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    base = Path(tempfile.mkdtemp(prefix="amends-mail-"))
    server = MailServer(base, free_port(), free_port(), (owner.pw_uid, owner.pw_gid))
    settings = _SETTINGS.format(
        base=base,
        user=owner.pw_name,
        group=grp.getgrgid(owner.pw_gid).gr_name,
        port=server.port,
        tls_port=server.tls_port,
        password=PASSWORD,
        ssl="yes" if certificate else "no",
    )
    if certificate:
        settings += f"ssl_cert = <{certificate[0]}\nssl_key = <{certificate[1]}\n"
    (base / "conf").write_text(settings)
    base.chmod(0o755)
    for name in ("mail", "home"):
        (base / name).mkdir()
        if os.getuid() == 0:
            os.chown(base / name, *server.owner)
    process = subprocess.Popen([dovecot, "-F", "-c", str(base / "conf")], stderr=subprocess.DEVNULL)
    try:
        _wait_for(server.port, base / "log")
        yield server
    finally:
        process.terminate()
        process.wait(timeout=20)
        shutil.rmtree(base, ignore_errors=True)


def _wait_for(port: int, log: Path) -> None:
    for _ in range(200):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.settimeout(2)
            if line.recv(4).startswith(b"* OK"):
                return
        time.sleep(0.1)
    raise AssertionError(f"Dovecot does not answer: {log.read_text() if log.exists() else 'no log'}")


@dataclass
class CutLine:
    """A proxy that cuts the first `cuts` connections after `after_bytes` of the server's answers."""

    server_port: int
    after_bytes: int
    cuts: int
    connections: int = 0
    port: int = 0
    _listener: socket.socket = field(init=False)

    def __enter__(self) -> "CutLine":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            room = self.after_bytes if self.connections <= self.cuts else None
            upstream = socket.create_connection(("127.0.0.1", self.server_port))
            threading.Thread(target=_carry, args=(client, upstream, None), daemon=True).start()
            threading.Thread(target=_carry, args=(upstream, client, room), daemon=True).start()


def _carry(source: socket.socket, target: socket.socket, room: int | None) -> None:
    """Carry bytes until one side ends, or until `room` bytes have passed: then both ends are closed at once."""
    with contextlib.suppress(OSError):
        while data := source.recv(8192):
            target.sendall(data if room is None else data[:room])
            if room is not None and (room := room - len(data)) <= 0:
                break
    for end in (source, target):
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
