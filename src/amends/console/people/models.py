"""One-time links and tokens: only their digests are stored, so that a stolen table opens nothing."""

from django.conf import settings
from django.db import models


class OneTimeLink(models.Model):
    """Lets one person choose a password, once, until `expires`."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    expires = models.BigIntegerField()  # UTC microseconds

    class Meta:
        """Its table."""

        db_table = "people_one_time_link"


class ApiToken(models.Model):
    """Lets a script act as a user. Removing the row ends it at once."""

    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    made = models.BigIntegerField()  # UTC microseconds

    class Meta:
        """Its table."""

        db_table = "people_api_token"
