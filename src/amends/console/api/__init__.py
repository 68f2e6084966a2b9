"""The HTTP API: the same as the pages, as JSON, under /api/v1. Access is decided where it is for pages."""

from .routes import api

__all__ = ["api"]
