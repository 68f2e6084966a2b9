"""The web server: waitress on a few threads. Sync pages on threads measured 3 to 5 times better than under ASGI."""

import socket
from collections.abc import Callable
from pathlib import Path

from amends.facts import Problem, Refused

THREADS = 8
HOST = "127.0.0.1"


def bind(host: str, port: int) -> socket.socket:
    """The listening socket; port 0 takes any that is free. Raises Refused where it is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        step = "Choose another with --port, or stop what uses it"
        raise Refused(Problem(f"{host}:{port}", f"cannot be listened on: {error.strerror}", step)) from None
    return listener


def serve_until_stopped(
    home: Path, database_url: str | None, listener: socket.socket, on_ready: Callable[[str], None]
) -> None:
    """Serve the home until Ctrl-C. `on_ready` is told the address when it answers. Django is ready by then."""
    import waitress

    from .follower import Follower
    from .world import close_world, open_world
    from .wsgi import application

    host, port = listener.getsockname()[:2]
    follower = Follower(open_world(home, database_url))
    server = waitress.create_server(application, sockets=[listener], threads=THREADS, ident=None)
    follower.start()
    try:
        on_ready(f"http://{host}:{port}/")
        server.run()
    except KeyboardInterrupt:
        pass  # waitress itself stops on it; this is for one that came before it ran
    finally:
        server.close()
        follower.stop()
        close_world()
