"""localstripe as a process of its own on 127.0.0.1: by itself it binds all interfaces and keeps a pickle on disk."""

import sys

from aiohttp import web
from localstripe import resources, server

resources.Store.dump_to_disk = lambda self: None
web.run_app(server.app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
