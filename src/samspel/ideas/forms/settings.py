"""What is set of an inbox: its words, its criteria, its people."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from samspel.ideas.models import Criterion, Inbox
from samspel.ideas.types import InboxRole


class OpenForm(forms.Form):
    """A town whose ideas are to be taken in."""

    place = forms.CharField(label=_("Town"), max_length=120)


class InboxForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """What stands above the form, and whether it takes new ideas."""

    class Meta:
        model = Inbox
        fields = ["welcome", "is_open"]
        widgets = {"welcome": forms.Textarea(attrs={"rows": 3})}


class CriterionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """A question for assessors."""

    class Meta:
        model = Criterion
        fields = ["name", "help", "weight", "scale"]


class RoleForm(forms.Form):
    """A role for somebody, by address."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    role = forms.ChoiceField(label=_("Role"), choices=InboxRole.choices)
