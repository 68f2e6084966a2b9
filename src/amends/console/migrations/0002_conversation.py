"""Promises of everybody and marks of private tasks. The bands of the queue moved: every row is made again."""

from typing import Any

from django.db import migrations, models


def start_again(apps: Any, schema_editor: Any) -> None:
    """Everything in the desk is derived: without rows, and at the beginning, the follower makes it anew."""
    for name in ("DeskRow", "DeskHandle"):
        apps.get_model("console", name).objects.all().delete()
    apps.get_model("console", "DeskState").objects.update(cursor=0)


class Migration(migrations.Migration):
    """Django reads these lists; nobody else does."""

    dependencies = [("console", "0001_desk")]  # noqa: RUF012 (Django's own form)

    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="DeskPromise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("promise", models.CharField(max_length=400)),
                ("row_key", models.CharField(db_index=True, max_length=400)),
                ("what", models.CharField(max_length=20)),
                ("state", models.CharField(max_length=20)),
                ("due_from", models.BigIntegerField(null=True)),
                ("due", models.BigIntegerField()),
                ("owner", models.CharField(max_length=400)),
                ("sentence", models.TextField()),
            ],
            options={
                "db_table": "desk_promise",
                "indexes": [models.Index(fields=["due", "row_key", "promise"], name="desk_promise_order")],
                "constraints": [models.UniqueConstraint(fields=("row_key", "promise"), name="desk_promise_once")],
            },
        ),
        migrations.CreateModel(
            name="DeskTask",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("row_key", models.CharField(db_index=True, max_length=400)),
                ("at", models.BigIntegerField(db_index=True)),
            ],
            options={"db_table": "desk_task"},
        ),
        migrations.RunPython(start_again, migrations.RunPython.noop),
    ]
