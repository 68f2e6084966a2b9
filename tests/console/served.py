"""The desk on loopback, for a browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def served() -> Iterator[str]:
    """Its address while it answers: waitress as in production. Afterwards nothing is left open."""
    import waitress
    from django.db import connections

    from amends.console.wsgi import application

    server = waitress.create_server(application, host="127.0.0.1", port=0, threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    server.task_dispatcher.shutdown()
    thread.join(timeout=10)
    connections.close_all()
