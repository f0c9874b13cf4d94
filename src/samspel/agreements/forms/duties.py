"""What people type about duties: how one was settled, a place's own rules."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from samspel.agreements.types import Settled


class SettleForm(forms.Form):
    """Done or not relevant, and a word on it."""

    how = forms.ChoiceField(label=_("It is"), choices=Settled.choices, widget=forms.RadioSelect, initial=Settled.DONE)
    reason = forms.CharField(
        label=_("How, or why"), max_length=300, required=False, help_text=_("For example: case number, who said so.")
    )


class OwnDutiesForm(forms.Form):
    """Rules as TOML."""

    text = forms.CharField(
        label=_("Our own rules"),
        required=False,
        max_length=60_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "code"}),
    )
