"""Agreements with their parties, frozen versions, signatures, and the two-sided ledger of promises."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samspel.agreements.types import Change, Kind, Promise, Rule, Seen, Settled, State
from samspel.people.models import Organisation
from samspel.places.models import Edition, Festival, Place, Stage, Venue
from samspel.records.models import Document

User = settings.AUTH_USER_MODEL


def new_nonce() -> str:
    """Return what makes a signatory's link theirs alone; without the installation's secret key it opens nothing."""
    return secrets.token_hex(16)


class Register(models.Model):
    """A place's agreements, and who keeps them: the public side and its partners share one."""

    place = models.OneToOneField(Place, models.PROTECT, related_name="register")
    slug = models.SlugField(max_length=60, unique=True)
    is_synthetic = models.BooleanField(default=False)
    opened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["place__name"]

    def __str__(self) -> str:
        return self.place.name


class Keeper(models.Model):
    """A person who may write and change every agreement of a register."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="keepers")
    user = models.ForeignKey(User, models.CASCADE, related_name="kept_registers")

    IS_ROLE = True

    class Meta:
        constraints = [models.UniqueConstraint(fields=["register", "user"], name="one_keeper_each")]

    def __str__(self) -> str:
        return f"{self.register} {self.user}"


class Deputy(models.Model):
    """A person who sees and answers for what an organisation has agreed to at a register."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="deputies")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="deputies")
    user = models.ForeignKey(User, models.CASCADE, related_name="deputed")

    IS_ROLE = True

    class Meta:
        verbose_name_plural = "deputies"
        constraints = [models.UniqueConstraint(fields=["register", "organisation", "user"], name="one_deputy_each")]

    def __str__(self) -> str:
        return f"{self.user} {self.organisation}"


class Template(models.Model):
    """The headings and first words of a kind of agreement, as a place has made them its own."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="templates")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES)
    sections = models.JSONField(help_text='[{"key": "purpose", "heading": "…", "text": "…"}, …]')

    class Meta:
        ordering = ["kind", "language"]
        constraints = [models.UniqueConstraint(fields=["register", "kind", "language"], name="one_template_per_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.language}"


class Agreement(models.Model):
    """What parties agree on: a draft that they change, and the versions they have frozen and signed."""

    register = models.ForeignKey(Register, models.CASCADE, related_name="agreements")
    number = models.PositiveIntegerField()
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="sv")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    sections = models.JSONField(default=list, help_text="the draft: as in a template")
    starts_on = models.DateField(_("starts"), null=True, blank=True)
    ends_on = models.DateField(_("ends"), null=True, blank=True)
    notice_months = models.PositiveSmallIntegerField(_("notice, months"), null=True, blank=True)
    case_number = models.CharField(_("case number"), max_length=40, blank=True)
    festival = models.ForeignKey(Festival, models.SET_NULL, null=True, blank=True, related_name="agreements")
    edition = models.ForeignKey(Edition, models.SET_NULL, null=True, blank=True, related_name="agreements")
    follows = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="followed_by")
    change = models.CharField(max_length=8, choices=Change.choices, blank=True)
    is_public = models.BooleanField(_("shown to everybody"), default=False)
    public_sections = models.JSONField(default=list, help_text="keys of the sections that everybody may read")
    are_promises_public = models.BooleanField(_("promises are shown to everybody"), default=False)
    is_signing_in_order = models.BooleanField(_("signed in order"), default=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["register", "state", "-number"])]
        constraints = [
            models.UniqueConstraint(fields=["register", "number"], name="one_agreement_per_number"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(starts_on__lte=F("ends_on")),
                name="agreement_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(follows__isnull=True, change="") | (Q(follows__isnull=False) & ~Q(change="")),
                name="what_follows_says_how",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Party(models.Model):
    """An organisation that is part of an agreement."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="parties")
    position = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "parties"
        constraints = [models.UniqueConstraint(fields=["agreement", "organisation"], name="one_party_each")]

    def __str__(self) -> str:
        return self.organisation.name


class Signatory(models.Model):
    """Who signs for a party, in which role and by what mandate. Their link needs `nonce`."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="signatories")
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=120, help_text=_("For example: chair."))
    mandate = models.CharField(_("mandate"), max_length=200, help_text=_("For example: board meeting 3 March, § 4."))
    email = models.EmailField(_("e-mail address"), max_length=254)
    position = models.PositiveSmallIntegerField(_("order"), default=1)
    nonce = models.CharField(max_length=32, default=new_nonce)
    asked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "signatories"

    def __str__(self) -> str:
        return f"{self.name}, {self.party}"


class Version(models.Model):
    """A frozen text: exactly what is shown, signed and sealed. `content` never changes; `digest` is of its canonical
    JSON.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField(help_text="title, parties, signatories, sections, promises as plain values")
    digest = models.CharField(max_length=64)
    frozen_at = models.DateTimeField()
    frozen_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    sealed = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", help_text="PDF/A with the record")
    sealed_at = models.DateTimeField(null=True)
    is_signed_elsewhere = models.BooleanField(default=False)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="one_version_per_number")]

    def __str__(self) -> str:
        return f"{self.agreement} {self.number}"


class Signature(models.Model):
    """That one person has signed one version. Rows are only added; of whoever signed a version that was withdrawn, and
    is no signatory any more, the name stays.
    """

    version = models.ForeignKey(Version, models.PROTECT, related_name="signatures")
    signatory = models.ForeignKey(Signatory, models.SET_NULL, null=True, related_name="signatures")
    digest = models.CharField(max_length=64, help_text="of the version, as it was when it was shown")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    mandate = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint(fields=["version", "signatory"], name="nobody_signs_twice")]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d}"


class Commitment(models.Model):
    """What one party owes another: how much of what, its worth, and when."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="commitments")
    debtor = models.ForeignKey(Party, models.PROTECT, related_name="owes")
    creditor = models.ForeignKey(Party, models.PROTECT, related_name="is_owed")
    kind = models.CharField(_("kind"), max_length=10, choices=Promise.choices)
    what = models.CharField(_("what"), max_length=200)
    amount = models.DecimalField(
        _("how much"), max_digits=14, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    unit = models.CharField(_("unit"), max_length=40, blank=True, help_text=_("For example: hours, nights, SEK."))
    value_sek = models.PositiveBigIntegerField(_("worth, SEK"), null=True, blank=True)
    rule = models.CharField(_("when"), max_length=8, choices=Rule.choices, default=Rule.DATE)
    due_date = models.DateField(_("not later than"), null=True, blank=True)
    seen = models.CharField(_("checked by"), max_length=14, choices=Seen.choices, blank=True, default="")
    venue = models.ForeignKey(Venue, models.SET_NULL, null=True, blank=True, related_name="promises")
    stage = models.ForeignKey(Stage, models.SET_NULL, null=True, blank=True, related_name="promises")
    waived_at = models.DateTimeField(null=True)
    waived_why = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True)
    kept = models.DecimalField(max_digits=14, decimal_places=2, default=0, help_text="sum of what was not taken back")

    class Meta:
        ordering = [F("due_date").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["agreement", "due_date"])]
        constraints = [
            models.CheckConstraint(condition=~Q(debtor=F("creditor")), name="nobody_owes_themselves"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="a_promise_is_of_something"),
        ]

    def __str__(self) -> str:
        return self.what


class Fulfilment(models.Model):
    """That a promise was kept, or so much of it, with its evidence. `is_seen`: by the product, not said by a person."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="fulfilments")
    amount = models.DecimalField(_("how much"), max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])
    on_date = models.DateField(_("on"))
    note = models.CharField(_("note"), max_length=300, blank=True)
    evidence = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+")
    who = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    is_seen = models.BooleanField(default=False)
    source = models.CharField(max_length=120, blank=True, help_text="room:kind:id of what the product saw")
    at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["on_date", "pk"]

    def __str__(self) -> str:
        return f"{self.commitment} {self.amount}"


class OwnDuties(models.Model):
    """A place's own rules of duties, as TOML: they change, add to and take out the shipped ones."""

    register = models.OneToOneField(Register, models.CASCADE, related_name="own_duties")
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.register)


class SettledDuty(models.Model):
    """That somebody has settled a duty of a venue at an edition: done, or not relevant, and why."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="settled_duties")
    venue = models.ForeignKey(Venue, models.CASCADE, related_name="settled_duties")
    key = models.CharField(max_length=60, help_text="of the rule")
    how = models.CharField(max_length=10, choices=Settled.choices)
    reason = models.CharField(max_length=300, blank=True)
    who = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "settled duties"
        constraints = [models.UniqueConstraint(fields=["edition", "venue", "key"], name="a_duty_is_settled_once")]

    def __str__(self) -> str:
        return f"{self.venue} {self.key}"
