"""What is said of a version, and to whom."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from samspel.programme.models import Notice


class PublishForm(forms.Form):
    """What the office says of a version when it publishes."""

    is_draft = forms.BooleanField(label=_("It is a draft: times may still change"), required=False)
    message = forms.CharField(
        label=_("What is new, in your words"),
        required=False,
        max_length=1000,
        help_text=_("Shown with the changes, which are listed by themselves. May be left empty."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class NoticeForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """The words of a notice."""

    class Meta:
        model = Notice
        fields = ["subject", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 18})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True

    def clean_subject(self) -> str:
        """Keep a subject on one line: a mail's heading has no other."""
        return " ".join(str(self.cleaned_data["subject"]).split())


class LanguageForm(forms.Form):
    """A language to write in."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
