"""What people type about promises: what is owed, what was kept, why it is waived, what to show."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from samspel.agreements.forms.agreements import DAY
from samspel.agreements.models import Agreement, Commitment, Fulfilment
from samspel.agreements.queries.ledger import Wanted
from samspel.agreements.types import OF_A_VENUE, Promise, Rule, Seen, Standing
from samspel.places.models import Festival, Stage, Venue


class LedgerForm(forms.Form):
    """Which promises to show; never wrong."""

    standing = forms.ChoiceField(label=_("Standing"), required=False, choices=[("", _("all")), *Standing.choices])
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("all")), *Promise.choices])
    organisation = forms.CharField(label=_("Who promises"), required=False, max_length=100)

    @property
    def wanted(self) -> Wanted:
        """What was chosen, and nothing of what cannot be."""
        self.is_valid()
        return Wanted(**{name: str(self.cleaned_data.get(name) or "") for name in self.fields})


class PromiseForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """Who owes what to whom, how much, and when."""

    class Meta:
        model = Commitment
        fields = [
            *("debtor", "creditor", "kind", "what", "amount", "unit", "value_sek"),
            *("rule", "due_date", "seen", "venue", "stage"),
        ]
        labels = {"debtor": _("Who promises"), "creditor": _("to whom"), "venue": _("Venue"), "stage": _("Stage")}
        help_texts = {
            "amount": _("Each time, where it is owed more than once."),
            "value_sek": _("Of the whole promise."),
            "due_date": _("Where it is owed on a date."),
        }
        widgets = {"due_date": forms.DateInput(attrs=DAY, format="%Y-%m-%d")}

    def __init__(self, *args: Any, agreement: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = agreement.parties.select_related("organisation")
        festivals = Festival.objects.filter(place=agreement.register.place)
        if agreement.festival is not None:
            festivals = festivals.filter(pk=agreement.festival.pk)
        found: dict[str, Any] = {
            "debtor": parties,
            "creditor": parties,
            "venue": Venue.objects.filter(festival__in=festivals),
            "stage": Stage.objects.filter(venue__festival__in=festivals).select_related("venue"),
        }
        for name, rows in found.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("debtor") and data.get("debtor") == data.get("creditor"):
            self.add_error("creditor", _t("Nobody owes themselves: choose two parties."))
        if data.get("rule") == Rule.DATE and not data.get("due_date") and "due_date" not in self.errors:
            self.add_error("due_date", _t("Say the last day on which it is to be kept."))
        if data.get("seen") in OF_A_VENUE and not data.get("venue"):
            self.add_error("venue", _t("Choose the venue whose nights are looked for."))
        if data.get("seen") == Seen.STAGE_HOURS and not data.get("stage"):
            self.add_error("stage", _t("Choose the stage whose hours are counted."))
        return data


class KeptForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """How much of a promise was kept, when, and what shows it."""

    file = forms.FileField(label=_("Evidence"), required=False, help_text=_("A PDF, PNG or JPEG; 10 MB at most."))

    class Meta:
        model = Fulfilment
        fields = ["amount", "on_date", "note"]
        widgets = {"on_date": forms.DateInput(attrs=DAY, format="%Y-%m-%d")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on_date", timezone.localdate())
