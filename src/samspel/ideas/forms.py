"""What people type about ideas: visitors without an account, assessors, caretakers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from samspel.ideas.models import Criterion, Decision, Dialogue, Idea, Inbox, Step
from samspel.ideas.queries.inbox import criteria
from samspel.ideas.types import InboxRole, Stage, Verdict
from samspel.people.models import User
from samspel.people.types import Sector
from samspel.places.models import Festival

MOST_PARTICIPANTS = 200


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


class OpenForm(forms.Form):
    """A town whose ideas are to be taken in."""

    place = forms.CharField(label=_("Town"), max_length=120)


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


class _Ideas(forms.Form):
    """Ideas by their numbers."""

    numbers = forms.CharField(
        label=_("Ideas, by number"), max_length=400, help_text=_("For example: 3, 7"), required=False
    )
    inbox: Inbox

    def clean_numbers(self) -> list[Idea]:
        given = self.cleaned_data["numbers"].replace(",", " ").split()
        found = {str(one.number): one for one in self.inbox.ideas.filter(merged_into=None, number__in=_numbers(given))}
        missing = [word for word in given if word not in found]
        if missing:
            raise forms.ValidationError(_t("There is no idea number %(number)s here.") % {"number": missing[0]})
        return [found[word] for word in dict.fromkeys(given)]


def _numbers(words: Sequence[str]) -> list[int]:
    return [int(word) for word in words if word.isascii() and word.isdecimal() and len(word) < 10]


class DecisionForm(_Ideas, forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """What a body decided, as its minutes say."""

    link = forms.URLField(label=_("Link to the minutes"), required=False, assume_scheme="https")
    file = forms.FileField(
        label=_("The minutes as a file"), required=False, help_text=_("PDF, PNG or JPEG, 10 MB at most.")
    )

    class Meta:
        model = Decision
        fields = [
            *("body", "date", "paragraph", "case_number", "outcome", "settles"),
            *("text", "amount_sek", "link", "is_public"),
        ]
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "text": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, inbox: Inbox, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inbox = inbox
        self.order_fields(["numbers", *self.Meta.fields, "file"])

    def clean_numbers(self) -> list[Idea]:
        found = super().clean_numbers()
        if not found:
            raise forms.ValidationError(_t("Choose at least one idea that was decided about."))
        return found


class DialogueForm(_Ideas, forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """A dialogue: what was on, who came, what came out."""

    came = forms.CharField(
        label=_("Who came"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One organisation a line: name; sector; persons. For example: Örebro kommun; public; 4"),
    )

    class Meta:
        model = Dialogue
        fields = ["name", "kind", "date", "until_date", "where", "programme", "conclusions", "is_public"]
        widgets = {
            "date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "until_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "programme": forms.Textarea(attrs={"rows": 4}),
            "conclusions": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, inbox: Inbox, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.inbox = inbox
        if self.instance.pk:
            numbers = self.instance.ideas.order_by("number").values_list("number", flat=True)
            self.initial["numbers"] = ", ".join(map(str, numbers))
            rows = self.instance.participants.select_related("organisation")
            self.initial["came"] = "\n".join(
                f"{one.organisation}; {one.organisation.sector}; {one.persons}" for one in rows
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("date"), data.get("until_date")
        if first and last and last < first:
            self.add_error("until_date", _t("The last day is before the first."))
        return data

    def clean_came(self) -> list[tuple[str, str, int]]:
        """Return name, sector and number of each organisation; the error names the line."""
        lines = [line for line in self.cleaned_data["came"].splitlines() if line.strip()]
        if len(lines) > MOST_PARTICIPANTS:
            raise forms.ValidationError(_t("At most %(most)d organisations.") % {"most": MOST_PARTICIPANTS})
        return [_participant(number, line) for number, line in enumerate(lines, start=1)]


def _participant(number: int, line: str) -> tuple[str, str, int]:
    name, _sign, rest = (part.strip() for part in line.partition(";"))
    sector, _sign, persons = (part.strip() for part in rest.partition(";"))
    labels = {str(label).casefold(): value for value, label in Sector.choices}
    known = sector if sector in Sector.values else labels.get(sector.casefold(), "")
    is_count = persons.isascii() and persons.isdecimal() and int(persons[:6]) > 0 and len(persons) <= 6
    if not name or len(name) > 200 or not known or not is_count:
        raise forms.ValidationError(
            _t("Line %(number)d, “%(line)s”: write name; sector; persons. Sectors: %(sectors)s.")
            % {
                "number": number,
                "line": line[:80],
                "sectors": ", ".join(str(label) for _value, label in Sector.choices),
            }
        )
    return " ".join(name.split()), known, int(persons)


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
