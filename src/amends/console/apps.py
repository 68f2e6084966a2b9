"""The console as a Django application."""

from django.apps import AppConfig


class Console(AppConfig):
    """One application: the desk's derived tables and who may log in."""

    name = "amends.console"
    label = "console"
