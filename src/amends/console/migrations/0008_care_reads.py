"""Who asked about whom, for those who were asked about. Nothing is made anew: it begins empty."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Django reads these lists; nobody else does."""

    dependencies = [("console", "0007_accounts")]  # noqa: RUF012 (Django's own form)

    operations = [  # noqa: RUF012
        migrations.CreateModel(
            name="CareRead",
            fields=[
                ("day", models.BigIntegerField(primary_key=True, serialize=False)),
                ("body", models.TextField()),
            ],
            options={"db_table": "care_read"},
        ),
    ]
