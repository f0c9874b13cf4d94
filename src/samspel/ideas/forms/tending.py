"""What caretakers and assessors type about one idea."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samspel.ideas.models import Criterion, Idea, Inbox, Step
from samspel.ideas.queries.inbox import criteria
from samspel.ideas.types import InboxRole, Stage, Verdict
from samspel.people.models import User
from samspel.people.types import Sector
from samspel.places.models import Festival


class CareForm(forms.Form):
    """Who looks after an idea."""

    caretaker = forms.ModelChoiceField(
        User.objects.none(), label=_("Caretaker"), required=False, empty_label=_("nobody")
    )

    def __init__(self, *args: Any, inbox: Inbox, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = inbox.members.filter(role=InboxRole.CARETAKER).values("user")
        field = self.fields["caretaker"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = User.objects.filter(pk__in=people).order_by("name", "email")


class MoveForm(forms.Form):
    """To which stage, and why."""

    stage = forms.ChoiceField(label=pgettext_lazy("idea", "Stage"), choices=Stage.choices)
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whoever had the idea reads it."),
    )
    champion = forms.CharField(
        label=_("Who champions it"),
        required=False,
        max_length=120,
        help_text=_("A person or a body, once it is championed."),
    )


class OtherForm(forms.Form):
    """Another idea of the inbox, by its number, and why."""

    number = forms.IntegerField(label=_("The other idea's number"), min_value=1)
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, inbox: Inbox, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inbox = inbox

    def clean_number(self) -> Idea:
        number = self.cleaned_data["number"]
        found = self.inbox.ideas.filter(number=number, merged_into=None).first()
        if found is None:
            raise forms.ValidationError(_t("There is no idea number %(number)d here.") % {"number": number})
        return found


class SplitForm(forms.Form):
    """A part of an idea that goes on as one of its own."""

    sentence = forms.CharField(label=_("The part in one sentence"), max_length=200, min_length=8)
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class IdeaForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """An idea's words and what it is tied to."""

    actor = forms.CharField(label=_("Whose it is (organisation)"), required=False, max_length=200)
    sector = forms.ChoiceField(label=_("Its sector"), choices=Sector.choices, required=False)

    class Meta:
        model = Idea
        fields = ["sentence", "text", "where", "festival"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4})}
        labels = {"festival": _("Festival it belongs to")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["festival"].queryset = Festival.objects.filter(place=self.instance.inbox.place)  # type: ignore[attr-defined]
        if self.instance.actor:
            self.fields["actor"].initial, self.fields["sector"].initial = (
                self.instance.actor.name,
                self.instance.actor.sector,
            )


class AssessForm(forms.Form):
    """What one person thinks: a number for each criterion, a verdict, and why."""

    verdict = forms.ChoiceField(label=_("Should it go on?"), choices=Verdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, inbox: Inbox, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = list(criteria(inbox))
        for one in self.criteria:
            self.fields[f"c{one.pk}"] = forms.IntegerField(
                label=f"{one.name} (1–{one.scale})",
                help_text=one.help,
                required=False,
                min_value=1,
                max_value=one.scale,
            )
        self.order_fields([f"c{one.pk}" for one in self.criteria])

    @property
    def ratings(self) -> dict[Criterion, int]:
        given = {one: self.cleaned_data.get(f"c{one.pk}") for one in self.criteria}
        return {one: value for one, value in given.items() if value is not None}


class StepForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """Something to be done."""

    class Meta:
        model = Step
        fields = ["what", "need", "responsible", "due_date"]
        widgets = {"due_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}
