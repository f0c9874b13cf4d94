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


LOUDNESS = [
    (1, _("1: a voice or an instrument without amplifier")),
    (2, _("2: acoustic, lightly amplified")),
    (3, _("3: a band at moderate volume")),
    (4, _("4: loud")),
    (5, _("5: very loud")),
]
"""How loud an act plays, and how loud a stage may be."""

SIZES = [(1, _("small: one or two on stage")), (2, _("medium: a band of four or five")), (3, _("large: more"))]
"""How large a stage is, and how large a one an act needs."""
