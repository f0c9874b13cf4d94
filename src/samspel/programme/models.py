"""Performances (sets), timetables as scenarios, placements, and what was published."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samspel.lineup.models import Act
from samspel.places.models import Edition, Night, SetFacts, Stage, Venue
from samspel.programme.types import OPEN_STATES, NoticeState, OwnKind, ReceiverKind, Spot, Standing, Verb
from samspel.records.models import Run


def new_key() -> str:
    return str(uuid4())


class Performance(SetFacts):
    """One set (Swedish *spelning*) of an act; most acts play one or two.

    `key` is its name in everything published, for ever: it goes along when a programme moves to another installation.
    """

    act = models.ForeignKey(Act, models.CASCADE, related_name="performances")
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    length_minutes = models.PositiveSmallIntegerField(_("length, minutes"), default=40)
    key = models.CharField(max_length=40, default=new_key, editable=False)

    BESIDE_STATE = ("key",)  # a name, given once

    class Meta:
        ordering = ["act__name", "number"]
        constraints = [
            models.UniqueConstraint(fields=["act", "number"], name="one_performance_per_number"),
            models.CheckConstraint(condition=Q(length_minutes__gt=0), name="performance_has_length"),
        ]

    def __str__(self) -> str:
        return self.act.name if self.number == 1 else f"{self.act.name} ({self.number})"


class Timetable(models.Model):
    """A scenario: where every set could be. At most one of an edition is in use.

    `version` counts its changes; whoever changes it raises it by one, so that nobody overwrites what they never saw.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="timetables")
    name = models.CharField(_("name"), max_length=120)
    in_use = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    BESIDE_STATE = ("version",)  # what was moved shows in the placements

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["edition"], condition=Q(in_use=True), name="one_timetable_in_use")
        ]

    def __str__(self) -> str:
        return self.name


class Placement(models.Model):
    """A set on a stage on a night. Overlaps are allowed in the rows and listed by the checker (decision 0003)."""

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="placements")
    performance = models.ForeignKey(Performance, models.CASCADE, related_name="placements")
    stage = models.ForeignKey(Stage, models.RESTRICT, related_name="placements")
    night = models.ForeignKey(Night, models.RESTRICT, related_name="placements")
    start_minute = models.PositiveSmallIntegerField(_("start"))
    end_minute = models.PositiveSmallIntegerField(_("end"))
    is_pinned = models.BooleanField(_("pinned"), default=False)
    is_pencilled = models.BooleanField(_("pencilled in"), default=False, help_text=_("unconfirmed: never published"))

    class Meta:
        ordering = ["night__date", "start_minute", "stage__venue__name"]
        constraints = [
            models.UniqueConstraint(fields=["timetable", "performance"], name="one_placement_per_performance"),
            models.CheckConstraint(condition=Q(start_minute__lt=F("end_minute")), name="placement_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.performance} {self.stage}"

    @property
    def spot(self) -> Spot:
        return Spot(
            self.night_id,
            self.stage_id,
            self.start_minute,
            self.end_minute - self.start_minute,
            self.is_pinned,
            self.is_pencilled,
        )


class Change(models.Model):
    """One step in the history of a timetable: what the touched sets were before and are after.

    `number` is the version of the timetable that it made. Rows are only added; `standing` says what undo and redo
    of the person who made it come to next. `before` and `after` hold a spot's fields, or null, by performance.
    """

    timetable = models.ForeignKey(Timetable, models.CASCADE, related_name="changes")
    number = models.PositiveIntegerField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    verb = models.CharField(max_length=10, choices=Verb.choices)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    details = models.JSONField(default=dict)
    target = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+", help_text="what it takes back")
    standing = models.CharField(max_length=6, choices=Standing.choices, default=Standing.STANDS)

    GOES_ALONG = True  # a history stops no undo of the import that made the timetable

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["timetable", "number"], name="one_change_per_version")]

    def __str__(self) -> str:
        return f"{self.timetable} {self.number}"


class Publication(models.Model):
    """A frozen version of the programme. Visitors read the newest that is not withdrawn, never the live rows."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="publications")
    version = models.PositiveIntegerField()
    snapshot = models.JSONField()
    changes = models.JSONField(default=list)
    message = models.TextField(_("what is new, in the office's words"), blank=True)
    digest = models.CharField(max_length=64)
    quality = models.JSONField(null=True, help_text="a `Quality` of this very timetable, as plain values")
    plan_run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+", help_text="the plan it began as")
    moved_since_plan = models.PositiveIntegerField(default=0, help_text="sets that are not where the plan put them")
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    modified_at = models.DateTimeField(auto_now=True)  # a version is frozen, but an act may be erased from it

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["edition", "version"], name="one_publication_per_version")]

    def __str__(self) -> str:
        return f"{self.edition} {self.version}"

    @property
    def is_draft(self) -> bool:
        """Whether it says that times may still change; versions of before that could be said do not."""
        return bool(self.snapshot.get("draft"))


class Favourites(models.Model):
    """A list of acts that people want to see, and how many have exactly this list: never who."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="favourites")
    acts = models.JSONField(help_text="keys of acts, in order")
    people = models.PositiveIntegerField()
    from_visitors = models.BooleanField(default=False, help_text="summed up from what visitors starred, not imported")
    are_delegates = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(people__gt=0), name="favourites_are_somebody_s")]

    def __str__(self) -> str:
        return f"{self.edition} {self.acts}"


class StarList(models.Model):
    """A list of acts that visitors have starred and let us count, and on how many devices it is exactly this one.

    It changes with every star; once an hour `Favourites` are made of all lists anew (decision 0008).
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="star_lists")
    acts = models.JSONField(help_text="keys of acts, in order")
    devices = models.PositiveIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(devices__gt=0), name="star_list_is_on_a_device")]

    def __str__(self) -> str:
        return f"{self.edition} {self.acts}"


class StarTicket(models.Model):
    """The right to take one counted list back, once: a hash of a number that a device made up. It says of no list."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="star_tickets")

    def __str__(self) -> str:
        return self.token_hash[:8]


class Policy(models.Model):
    """Which rules hold at an edition and what its wishes weigh: a `RuleSet` as plain values. Without one: the usual."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="policy")
    values = models.JSONField(default=dict)

    class Meta:
        verbose_name_plural = "policies"

    def __str__(self) -> str:
        return str(self.edition)


class OwnRule(models.Model):
    """A rule of the festival's own; with a weight it is a wish. `terms` is an `OwnTerms` as plain values."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="own_rules")
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=OwnKind.choices)
    is_on = models.BooleanField(_("in force"), default=True)
    weight = models.FloatField(_("weight"), null=True, blank=True)
    terms = models.JSONField(default=dict)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="one_own_rule_per_name")]

    def __str__(self) -> str:
        return self.name


class Notice(models.Model):
    """What somebody is to be told of the programme: first a draft, then sent or set aside; one open at a time each.

    `facts` are the receiver's sets as the text tells them. Those of the newest notice that was sent or set aside are
    what the receiver knows: the next draft says what differs from them.
    """

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=8, choices=ReceiverKind.choices)
    slug = models.CharField(max_length=100, blank=True, help_text="of the act or venue, as in published versions")
    name = models.CharField(max_length=200, blank=True)
    act = models.ForeignKey(Act, models.SET_NULL, null=True, blank=True, related_name="notices")
    venue = models.ForeignKey(Venue, models.SET_NULL, null=True, blank=True, related_name="notices")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    text = models.TextField(_("text"), blank=True)
    is_edited = models.BooleanField(default=False)
    facts = models.JSONField()
    publication = models.ForeignKey(Publication, models.SET_NULL, null=True, blank=True, related_name="notices")
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.DRAFT)
    email = models.EmailField(max_length=254, blank=True, help_text="where it was sent")
    error = models.CharField(max_length=300, blank=True)
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "name", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "kind", "slug"], condition=Q(state__in=OPEN_STATES), name="one_open_notice_each"
            )
        ]

    def __str__(self) -> str:
        return self.name or str(ReceiverKind(self.kind).label)

    @property
    def address(self) -> str:
        """Where it was sent, or would be."""
        if self.email:
            return self.email
        receiver = self.act or self.venue
        return receiver.contact_email if receiver else ""

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_mail(self) -> bool:
        return self.kind != ReceiverKind.VISITORS
