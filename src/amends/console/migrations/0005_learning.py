"""The register of mistakes, and what was done for good. Derived: every row of the desk is made again."""

from typing import Any

from django.db import migrations, models


def start_again(apps: Any, schema_editor: Any) -> None:
    """At the beginning, without rows, the follower makes all of them anew."""
    for name in ("DeskRow", "DeskHandle", "DeskPromise", "DeskTask", "DeskRefund", "DeskVictim", "DeskTaken"):
        apps.get_model("console", name).objects.all().delete()
    apps.get_model("console", "DeskWindow").objects.all().delete()
    apps.get_model("console", "DeskState").objects.update(cursor=0)


class Migration(migrations.Migration):
    """Django reads these lists; nobody else does."""

    dependencies = [("console", "0004_scores")]  # noqa: RUF012 (Django's own form)

    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="DeskMistake",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_key", models.TextField()),
                ("mistake", models.TextField()),
                ("known", models.BooleanField()),
                ("at", models.BigIntegerField()),
                ("step", models.CharField(max_length=80)),
                ("found_by", models.CharField(max_length=20)),
                ("found_by_us", models.BooleanField(null=True)),
                ("to_find_seconds", models.BigIntegerField(null=True)),
                ("cause", models.TextField()),
                ("programme", models.CharField(max_length=200)),
                ("words", models.TextField()),
                ("payload", models.TextField()),
                ("look_again", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "desk_mistake",
                "indexes": [
                    models.Index(fields=["known", "at"], name="desk_mistake_order"),
                    models.Index(fields=["look_again"], name="desk_mistake_look_again"),
                ],
                "constraints": [models.UniqueConstraint(fields=("row_key", "mistake"), name="desk_mistake_once")],
            },
        ),
        migrations.CreateModel(
            name="DeskDone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_key", models.CharField(db_index=True, max_length=400)),
                ("at", models.BigIntegerField()),
                ("action", models.CharField(max_length=20)),
                ("checked", models.BooleanField()),
                ("failed", models.BooleanField(null=True)),
                ("look_again", models.BigIntegerField(db_index=True, null=True)),
            ],
            options={"db_table": "desk_done"},
        ),
        migrations.RunPython(start_again, migrations.RunPython.noop),
    ]
