"""A person is an e-mail address, a name to be called by and a language."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from samspel.people.types import Sector


def new_key() -> str:
    """Return an opaque name for a person, which the journal keeps when the person is erased."""
    return secrets.token_hex(8)


class UserManager(BaseUserManager["User"]):
    """Find people by address, whatever the case of its letters."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """An account. `is_host` may do everything: it is the person who runs this installation."""

    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="sv")
    key = models.CharField(max_length=40, default=new_key, unique=True, editable=False)
    is_active = models.BooleanField(default=True)
    is_host = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def opaque_key(self) -> str:
        """What the journal calls this person by."""
        return self.key


class Organisation(models.Model):
    """An association, a company, an authority: whoever has ideas, makes promises and sends people."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    sector = models.CharField(_("sector"), max_length=10, choices=Sector.choices)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """One try at something that is limited by rate: whose, as a keyed hash only, and when. It counts for an hour."""

    kind = models.CharField(max_length=30)
    key_hash = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "key_hash", "at"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%H:%M}"
