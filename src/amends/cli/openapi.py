"""amends openapi: the description of the HTTP API."""

import json
import os

import click


@click.command("openapi")
def command() -> None:
    """Print the OpenAPI document of /api/v1."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.console.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from ninja.responses import NinjaJSONEncoder

    from amends.console.api import api

    click.echo(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), indent=2, cls=NinjaJSONEncoder))
