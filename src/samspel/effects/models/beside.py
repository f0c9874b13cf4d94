"""Figures a study needs beside its outcome."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from samspel.effects.models.studies import Study


class Beside(models.Model):
    """Covariates of a study's units, another outcome, or the outcome of the time before alone; the newest counts."""

    BEFORE, COVARIATES = "before", "covariates"

    study = models.ForeignKey(Study, models.CASCADE, related_name="beside")
    part = models.CharField(max_length=50, help_text="before, covariates, or further: and the key of an outcome")
    name = models.CharField(max_length=200)
    units = models.JSONField()
    columns = models.JSONField(help_text="periods, or names of covariates")
    values = models.JSONField(help_text="one list per unit")
    source = models.JSONField(help_text="title, publisher, licence, retrieved")
    digest = models.CharField(max_length=64, help_text="sha-256 of the file's bytes")
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-loaded_at"]
        verbose_name_plural = "beside"

    def __str__(self) -> str:
        return f"{self.part}: {self.name}"
