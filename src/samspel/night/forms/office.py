"""What the office types about doors, links and nights."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DoorForm(forms.Form):
    """What a door is called."""

    name = forms.CharField(label=_("Name of the door"), max_length=80, help_text=_("For example “The yard”."))

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, auto_id="door_%s", **more)


class LinkForm(forms.Form):
    """Whose phone a link is for."""

    name = forms.CharField(
        label=_("Who counts with it"), max_length=80, help_text=_("For example “The front door”: no person's name.")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="link_%s")


class AsideForm(forms.Form):
    """Why a night's counts are left out."""

    why = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("For example: a trial in the afternoon. It is kept with your name.")
    )
