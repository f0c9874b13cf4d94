"""Roles at a festival and kinds of venue."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

Hours = tuple[int | None, int | None]
"""When a stage opens and closes on a night, in minutes from its midnight; twice None where it stays closed."""


class Role(TextChoices):
    """What a person is at a festival. A role gives only what `rules` says."""

    OFFICE = "office", _("festival office")
    JUROR = "juror", _("juror")
    VENUE = "venue", _("host venue")
    ANALYST = "analyst", _("analyst")
    VIEWER = "viewer", _("viewer")


class VenueKind(TextChoices):
    """What the place is on every other night."""

    BAR = "bar", _("bar")
    RESTAURANT = "restaurant", _("restaurant")
    CAFE = "cafe", _("café")
    HOTEL = "hotel", _("hotel")
    CHURCH = "church", _("church")
    SQUARE = "square", _("square")
    HALL = "hall", _("concert hall or theatre")
    CLUB = "club", _("club")
    OTHER = "other", _("other")
