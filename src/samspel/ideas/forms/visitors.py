"""What visitors without an account type: an idea, an address, what to show."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samspel.ideas.types import Stage


class Trap(forms.Form):
    """A field that people do not see and machines fill in."""

    website = forms.CharField(
        required=False,
        label=_("Leave this empty"),
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_trapped(self) -> bool:
        return bool(self.cleaned_data.get("website"))


class LeaveForm(Trap):
    """An idea, and how to reach whoever has it."""

    sentence = forms.CharField(label=_("Your idea in one sentence"), max_length=200, min_length=8)
    text = forms.CharField(
        label=_("More about it (you need not)"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    where = forms.CharField(label=_("Where in town (you need not)"), required=False, max_length=200)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_(
            "You get a link to confirm and to follow your idea. Nobody but the caretakers sees the address; you can be "
            "forgotten at any time, and are a year after the idea is done."
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    name = forms.CharField(label=_("Your name (you need not)"), required=False, max_length=120)


class FollowForm(Trap):
    """An address to be told at."""

    email = forms.EmailField(label=_("Your e-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "email"}))


class ShowForm(forms.Form):
    """What to show of an inbox; never wrong."""

    stage = forms.ChoiceField(
        label=pgettext_lazy("idea", "Stage"), required=False, choices=[("", _("all")), *Stage.choices]
    )
    q = forms.CharField(label=_("Words"), required=False, max_length=100)

    def value(self, name: str) -> str:
        """Return what was chosen, or nothing where it cannot be."""
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")
