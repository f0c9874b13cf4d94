"""Values other rooms may hold about agreements."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What sort of agreement it is. The first has the headings of a Swedish *idéburet offentligt partnerskap*."""

    PARTNERSHIP = "iop", _("partnership between public and civil society (IOP)")
    COOPERATION = "cooperation", _("cooperation")
    HOST_VENUE = "host", _("hosting by a venue")
    SPONSORSHIP = "sponsor", _("sponsorship")
    LEASE = "lease", _("lease")


class State(TextChoices):
    """How far an agreement has come. From draft to signing to force; an ended one is renewed by a new one."""

    DRAFT = "draft", _("draft")
    SIGNING = "signing", _("being signed")
    IN_FORCE = "force", _("in force")
    ENDED = "ended", _("ended")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Change(TextChoices):
    """What a later agreement does to the one before it."""

    AMENDMENT = "amends", _("amendment")
    RENEWAL = "renews", _("renewal")


class Promise(TextChoices):
    """What somebody can owe."""

    MONEY = "money", _("money")
    HOURS = "hours", _("hours")
    PREMISES = "premises", _("premises")
    PERMIT = "permit", _("permit")
    MARKETING = "marketing", _("marketing")
    EQUIPMENT = "equipment", _("equipment")
    PEOPLE = "people", _("people")
    OTHER = "other", _("something else")


class Rule(TextChoices):
    """When a promise falls due, where it is not on a date."""

    DATE = "date", _("on a date")
    EACH_NIGHT = "nights", _("each night of the edition")
    EACH_MONTH = "months", _("each month of the term")


class Seen(TextChoices):
    """What the product can check by itself, from the rooms further down the thread."""

    NOTHING = "", _("nothing: a person says when it is kept")
    VENUE_NIGHTS = "venue-nights", _("the venue is in the timetable on so many nights")
    COUNTED_NIGHTS = "counted-nights", _("the venue's doors were counted on so many nights")
    STAGE_HOURS = "stage-hours", _("the stage is open for so many hours")


OF_A_VENUE = frozenset({Seen.VENUE_NIGHTS, Seen.COUNTED_NIGHTS})
"""What can only be checked of a promise that names its venue."""


class Standing(TextChoices):
    """Where a promise stands, worked out from its due date and what has been fulfilled; never stored."""

    AHEAD = "ahead", _("to come")
    SOON = "soon", _("soon due")
    LATE = "late", _("late")
    PARTLY = "partly", _("partly kept")
    KEPT = "kept", _("kept")
    WAIVED = "waived", _("waived")


class DutyKind(TextChoices):
    """What sort of duty a venue has towards an authority, or towards who makes music."""

    PERMIT = "permit", _("permit")
    NOTIFICATION = "notification", _("notification")
    SOUND = "sound", _("sound")
    FIRE = "fire", _("fire safety")
    MUSIC = "music", _("music rights")
    MIND = "mind", _("to mind")


class Settled(TextChoices):
    """How somebody has settled a duty."""

    DONE = "done", _("done")
    IRRELEVANT = "irrelevant", _("not relevant")
