"""Figures as data: where they come from, every version of them that was loaded, and what was odd about it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from samspel.effects.types import Choice, PeriodKind, PlaceKind
from samspel.places.models import Festival


class Source(models.Model):
    """Who publishes figures, and on what terms."""

    festival = models.ForeignKey(Festival, models.CASCADE, related_name="sources")
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200)
    licence = models.CharField(max_length=200)
    address = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["festival", "title", "publisher", "licence", "address"], name="one_source_per_description"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Series(models.Model):
    """One outcome for many places and periods, revised over time."""

    festival = models.ForeignKey(Festival, models.CASCADE, related_name="series")
    slug = models.SlugField(max_length=60)
    name = models.CharField(_("name"), max_length=200)
    source = models.ForeignKey(Source, models.RESTRICT, related_name="series")
    outcome = models.CharField(_("what is measured"), max_length=300)
    unit = models.CharField(_("unit of measurement"), max_length=100)
    place_kind = models.CharField(max_length=20, choices=PlaceKind.choices, default=PlaceKind.OTHER)
    period_kind = models.CharField(max_length=20, choices=[(kind.value, kind.value) for kind in PeriodKind])
    is_synthetic = models.BooleanField(_("made up, not measured"), default=False)
    asked = models.JSONField(default=dict, help_text="how a connector fetched it, so that it can be fetched again")

    class Meta:
        ordering = ["name", "pk"]
        verbose_name_plural = "series"
        constraints = [models.UniqueConstraint(fields=["festival", "slug"], name="one_series_per_slug")]

    def __str__(self) -> str:
        return self.words[0]

    @property
    def words(self) -> tuple[str, str, str]:
        """Name, what is measured and in what; in the active language where it was born of a study, which has both."""
        if self.slug.startswith("study-"):
            for study in self.festival.studies.all():
                outcome, unit = (study.registration[name] for name in ("outcome", "unit"))
                if study.series_slug == self.slug and outcome["en"][:300] == self.outcome:
                    language = "sv" if (get_language() or "sv").startswith("sv") else "en"
                    return study.shown_title, outcome[language], unit[language]
        return self.name, self.outcome, self.unit


class Revision(models.Model):
    """A series as it was at one retrieval; never changed afterwards."""

    GOES_ALONG = True

    series = models.ForeignKey(Series, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200, help_text="the file's name, or the address it was fetched from")
    units = models.JSONField(help_text="as the source writes them")
    keys = models.JSONField(
        help_text="what each unit was confirmed to be: a code, a venue; empty where it is nothing known"
    )
    periods = models.JSONField()
    values = models.JSONField(help_text="one list per unit; null where the source has no figure")
    coverage = models.JSONField(null=True, help_text="of a built panel: share of the hours due in each cell")
    guesses = models.JSONField(default=dict, help_text="label to label of every period that was read differently")
    changes = models.JSONField(default=dict, help_text="what is different from the revision before, cell by cell")
    concerns = models.JSONField(default=list, help_text="keys of this series' concerns that hold for this revision")
    clock = models.JSONField(default=dict, help_text="what was said of hours that ran twice, or of another clock")
    digest = models.CharField(max_length=64, help_text="sha-256 of the bytes")
    retrieved_at = models.DateTimeField()
    retrieved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    run = models.ForeignKey("records.Run", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["series", "number"], name="one_revision_per_number")]

    def __str__(self) -> str:
        return f"{self.series} ({self.number})"


class Concern(models.Model):
    """One thing that is odd about a series, and what a person answered. The same thing again is not asked again."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="concerns")
    key = models.CharField(max_length=64, help_text="digest of code, unit, periods and figures it is about")
    code = models.CharField(max_length=40)
    finding = models.JSONField(help_text="what the engine found, with names in place of rows and columns")
    first_seen = models.ForeignKey(Revision, models.CASCADE, related_name="+")
    choice = models.CharField(max_length=20, choices=Choice.choices, blank=True)
    text = models.TextField(blank=True, max_length=2_000)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["series", "key"], name="one_concern_per_key")]

    def __str__(self) -> str:
        return self.code
