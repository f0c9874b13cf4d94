"""What a person types to sign in and about their account."""

from __future__ import annotations

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from samspel.people.models import User


class LinkForm(forms.Form):
    """An address to send a link to."""

    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )


class PasswordForm(LinkForm):
    """An address and its password."""

    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """Name, language and, if wanted, a new password."""

    new_password = forms.CharField(
        label=_("New password"),
        required=False,
        help_text=_("At least 12 characters. Leave it empty to keep what you have; a link by e-mail always works."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    class Meta:
        model = User
        fields = ["name", "language"]

    def clean_new_password(self) -> str:
        password: str = self.cleaned_data["new_password"]
        if password:
            password_validation.validate_password(password, self.instance)
        return password
