"""Values other rooms may hold about people and organisations."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Sector(TextChoices):
    """Which part of society an organisation belongs to."""

    CULTURE = "culture", _("culture")
    BUSINESS = "business", _("business")
    PUBLIC = "public", _("public sector")
    CIVIL = "civil", _("civil society")
    ACADEMIA = "academia", _("academia")
