"""The first tables: the desk's derived rows, one-time links and tokens."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Django reads these lists; nobody else does."""

    initial = True

    dependencies = [  # noqa: RUF012 (Django's own form)
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="DeskHandle",
            fields=[
                ("handle", models.CharField(max_length=400, primary_key=True, serialize=False)),
                ("row_key", models.CharField(db_index=True, max_length=400)),
            ],
            options={
                "db_table": "desk_handle",
            },
        ),
        migrations.CreateModel(
            name="DeskState",
            fields=[
                ("id", models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("cursor", models.BigIntegerField(default=0)),
                ("version", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "desk_state",
            },
        ),
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("made", models.BigIntegerField()),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "db_table": "people_api_token",
            },
        ),
        migrations.CreateModel(
            name="DeskRow",
            fields=[
                ("key", models.CharField(max_length=400, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=400)),
                (
                    "band",
                    models.SmallIntegerField(),
                ),
                ("weight", models.BigIntegerField()),
                ("verdict", models.CharField(max_length=20)),
                ("reason", models.CharField(max_length=40)),
                ("sentence", models.TextField()),
                ("owed_minor", models.BigIntegerField(null=True)),
                ("owed_currency", models.CharField(max_length=3)),
                ("state", models.CharField(max_length=20)),
                ("contacts", models.IntegerField()),
                ("waiting_since", models.BigIntegerField(null=True)),
                ("promised_due", models.BigIntegerField(null=True)),
                ("look_again", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "desk_row",
                "indexes": [
                    models.Index(fields=["band", "weight", "key"], name="desk_row_order"),
                    models.Index(fields=["look_again"], name="desk_row_look_again"),
                ],
            },
        ),
        migrations.CreateModel(
            name="OneTimeLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("expires", models.BigIntegerField()),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "db_table": "people_one_time_link",
            },
        ),
    ]
