"""Place ▸ festival ▸ edition ▸ night, and festival ▸ venue ▸ stage; an opening joins a stage and a night."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samspel.places.types import LOUDNESS, SIZES, Access, Licence, PublisherKind, Role, Typeface, VenueKind

LAST_MINUTE = 36 * 60
"""A night ends at noon of the next day at the latest."""


class Place(models.Model):
    """A town: its name, country and time zone."""

    name = models.CharField(_("name"), max_length=120)
    country = models.CharField(_("country"), max_length=2, default="SE", help_text=_("two letters, ISO 3166"))
    time_zone = models.CharField(_("time zone"), max_length=60, default="Europe/Stockholm")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "country"], name="one_place_per_name")]

    def __str__(self) -> str:
        return self.name


class Festival(models.Model):
    """A creative meeting place that comes back."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="festivals")
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#0b6070",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", _("Write the colour as #rrggbb, for example #0b6070."))],
    )
    typeface = models.CharField(_("typeface"), max_length=10, choices=Typeface.choices, default=Typeface.POSTER)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, blank=True)
    publisher_kind = models.CharField(
        _("kind of organisation"), max_length=40, choices=PublisherKind.choices, blank=True
    )
    public_email = models.EmailField(_("public e-mail address"), max_length=254, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Edition(models.Model):
    """One year of a festival. `is_synthetic` editions are marked so on every page and in every file."""

    festival = models.ForeignKey(Festival, models.CASCADE, related_name="editions")
    slug = models.SlugField(max_length=40)
    name = models.CharField(_("name"), max_length=120)
    is_synthetic = models.BooleanField(_("synthetic"), default=False)
    language = models.CharField(
        _("language of letters"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )

    class Meta:
        ordering = ["festival", "-slug"]
        constraints = [models.UniqueConstraint(fields=["festival", "slug"], name="one_edition_per_slug")]

    def __str__(self) -> str:
        return self.name


class Night(models.Model):
    """A date and its hours past midnight."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="nights")
    date = models.DateField(_("date"))

    class Meta:
        ordering = ["date"]
        constraints = [models.UniqueConstraint(fields=["edition", "date"], name="one_night_per_date")]

    def __str__(self) -> str:
        return self.date.isoformat()


class SetFacts(models.Model):
    """What an act or one of its sets brings with it that visitors must know of."""

    strobe = models.BooleanField(_("strobe lights"), null=True, blank=True)
    age_limit_years = models.PositiveSmallIntegerField(
        _("age limit, years"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(99)],
        help_text=_("0: all ages are welcome. Empty: nobody has said."),
    )

    class Meta:
        abstract = True


class RoomFacts(SetFacts):
    """What visitors must know of a room. A stage that says nothing is as its venue."""

    step_free = models.BooleanField(_("step-free"), null=True, blank=True)
    seats = models.BooleanField(_("seats"), null=True, blank=True)
    hearing_loop = models.BooleanField(_("hearing loop"), null=True, blank=True)
    quiet_place = models.BooleanField(_("quiet place"), null=True, blank=True)
    sound_ceiling_db = models.PositiveSmallIntegerField(
        _("sound ceiling, dB(A)"), null=True, blank=True, validators=[MaxValueValidator(140)]
    )

    class Meta:
        abstract = True


class Venue(RoomFacts):
    """A bar, a church, a square: where stages are. The fire sign's number includes the staff."""

    festival = models.ForeignKey(Festival, models.CASCADE, related_name="venues")
    name = models.CharField(_("name"), max_length=200)
    slug = models.SlugField(max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=VenueKind.choices, default=VenueKind.OTHER)
    address = models.CharField(_("address"), max_length=200, blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    fire_limit_persons = models.PositiveIntegerField(
        _("persons on the fire sign, staff included"), null=True, blank=True
    )
    staff_persons = models.PositiveIntegerField(_("staff on a night"), default=0)
    is_public_place = models.BooleanField(_("a public place, such as a street or a square"), null=True, blank=True)
    serves_alcohol = models.BooleanField(_("alcohol is served"), null=True, blank=True)
    serves_until_minute = models.PositiveSmallIntegerField(
        _("alcohol is served until"), null=True, blank=True, validators=[MaxValueValidator(LAST_MINUTE)]
    )
    contact_email = models.EmailField(_("contact e-mail"), max_length=254, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["festival", "slug"], name="one_venue_per_slug"),
            models.UniqueConstraint(fields=["festival", "name"], name="one_venue_per_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def guests_persons(self) -> int | None:
        """How many guests may be inside: the fire sign's number without the staff."""
        if self.fire_limit_persons is None:
            return None
        return max(0, self.fire_limit_persons - self.staff_persons)


class Stage(RoomFacts):
    """Where one act plays at a time. A venue with one stage usually gives it no name of its own."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="stages")
    name = models.CharField(_("name"), max_length=200, blank=True)
    capacity_persons = models.PositiveIntegerField(_("room for guests"), null=True, blank=True)
    changeover_minutes = models.PositiveIntegerField(_("changeover, minutes"), default=15)
    size = models.PositiveSmallIntegerField(_("size"), choices=SIZES, null=True, blank=True)
    has_piano = models.BooleanField(_("has a piano"), null=True, blank=True)
    has_drums = models.BooleanField(_("has a drum kit"), null=True, blank=True)
    loudest = models.PositiveSmallIntegerField(_("loudest allowed"), choices=LOUDNESS, null=True, blank=True)
    late_minute = models.PositiveSmallIntegerField(_("quieter from"), null=True, blank=True)
    late_loudest = models.PositiveSmallIntegerField(
        _("loudest allowed from then on"), choices=LOUDNESS, null=True, blank=True
    )

    class Meta:
        ordering = ["venue__name", "name"]
        constraints = [models.UniqueConstraint(fields=["venue", "name"], name="one_stage_per_name")]

    def __str__(self) -> str:
        return f"{self.venue.name}, {self.name}" if self.name else self.venue.name

    @property
    def room_persons(self) -> int | None:
        """Room for guests: the stage's own number, else the venue's."""
        return self.capacity_persons if self.capacity_persons is not None else self.venue.guests_persons

    @property
    def access(self) -> Access:
        return Access.of(self, self.venue)


class Opening(models.Model):
    """When a stage may have music on a night, in minutes from midnight of the night's date."""

    stage = models.ForeignKey(Stage, models.CASCADE, related_name="openings")
    night = models.ForeignKey(Night, models.CASCADE, related_name="openings")
    opens_minute = models.PositiveIntegerField(_("opens"))
    closes_minute = models.PositiveIntegerField(_("closes"))

    class Meta:
        ordering = ["night", "stage", "opens_minute"]
        constraints = [
            models.UniqueConstraint(fields=["stage", "night", "opens_minute"], name="one_opening_per_start"),
            models.CheckConstraint(
                condition=Q(opens_minute__lt=F("closes_minute"), closes_minute__lte=LAST_MINUTE),
                name="opening_has_length",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.night}"


class Membership(models.Model):
    """A person's role at a festival; a host venue's people are tied to their venue."""

    festival = models.ForeignKey(Festival, models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    venue = models.ForeignKey(Venue, models.CASCADE, null=True, blank=True, related_name="memberships")

    IS_ROLE = True  # an account that has one is in use

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["festival", "user", "role", "venue"], name="one_role_each", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(role=Role.VENUE, venue__isnull=False) | (~Q(role=Role.VENUE) & Q(venue__isnull=True)),
                name="venue_role_names_its_venue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role}"
