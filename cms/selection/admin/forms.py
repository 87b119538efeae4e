"""The forms of the admin pages of this room."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput
from wagtail.models import Locale, Page

from cms.selection.admission import admitted_models
from cms.selection.candidates import Candidate, Evidence
from cms.selection.criteria import Criterion, SelectionSettings
from cms.selection.decisions import Mandate
from cms.selection.members import active_members, name_of
from cms.selection.papers import check_paper
from cms.selection.sessions import MOST_POINTS, CommitteeSession, Recusal, Score
from cms.selection.states import Outcome

POINTS = [
    (0, _("0 – not at all")),
    (1, _("1 – a little")),
    (2, _("2 – as others do")),
    (3, _("3 – clearly")),
    (MOST_POINTS, _("4 – exemplary")),
]


class MemberField(forms.ModelChoiceField):
    """A choice of one member, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """Say the name rather than the username."""
        return name_of(obj)


class MembersField(forms.ModelMultipleChoiceField):
    """A choice of several members, by name."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        """Say the name rather than the username."""
        return name_of(obj)


class CandidateForm(WagtailAdminModelForm):
    """A candidate as the staff enter it: a chamber's nomination names the chamber."""

    def clean(self) -> dict[str, Any]:
        """Ask which chamber nominates."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.instance.origin == "chamber" and not cleaned.get("chamber"):
            self.add_error("chamber", ValidationError(_("Say which chamber nominates this company.")))
        return cleaned


class SessionForm(WagtailAdminModelForm):
    """A session: its chair is a member."""

    chair = MemberField(queryset=None, label=_("chair"), help_text=_("Their vote decides where votes are equal."))

    class Meta:
        model = CommitteeSession
        fields: ClassVar = ["held_on", "place", "chair", "minutes"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chair"].queryset = active_members()  # type: ignore[attr-defined]


class PresenceForm(forms.Form):
    """Who is in the room."""

    present = MembersField(queryset=None, required=False, label=_("Members present"))

    def __init__(self, *args: Any, session: CommitteeSession, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"present": session.present.all()}, **kwargs})
        self.fields["present"].queryset = active_members()  # type: ignore[attr-defined]


class EvidenceForm(WagtailAdminModelForm):
    """A piece of evidence, with its file if there is one."""

    class Meta:
        model = Evidence
        fields: ClassVar = ["criterion", "text", "for_portrait", "link", "file"]
        widgets: ClassVar = {"text": forms.Textarea(attrs={"rows": 5}), "file": forms.FileInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["criterion"].queryset = Criterion.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["file"].help_text = _("PDF, JPEG or PNG, 5 MB at most. Private: only this room shows it.")

    def clean_file(self) -> Any:
        """Judge a new file by its content."""
        upload = self.cleaned_data.get("file")
        if upload and "file" in self.changed_data:
            check_paper(upload)
        return upload


class ScoreForm(forms.Form):
    """One member's scores: for each criterion the points and a note."""

    def __init__(self, *args: Any, candidate: Candidate, member: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = {score.criterion_id: score for score in Score.objects.filter(candidate=candidate, member=member)}
        self.criteria = list(Criterion.objects.filter(is_active=True))
        for criterion in self.criteria:
            score = known.get(criterion.pk)
            self.fields[f"points_{criterion.pk}"] = forms.TypedChoiceField(
                label=criterion.name, help_text=criterion.asks, choices=POINTS, coerce=int, widget=forms.RadioSelect,
                initial=score.points if score else None,
            )  # fmt: skip
            self.fields[f"note_{criterion.pk}"] = forms.CharField(
                label=_("Note: %(criterion)s") % {"criterion": criterion.name}, required=False, max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}), initial=score.note if score else "",
            )  # fmt: skip

    def scores(self) -> dict[Criterion, tuple[int, str]]:
        """Return what was chosen."""
        data = self.cleaned_data
        return {one: (data[f"points_{one.pk}"], data[f"note_{one.pk}"]) for one in self.criteria}


class RecusalForm(forms.ModelForm):
    """The reason of a recusal."""

    class Meta:
        model = Recusal
        fields: ClassVar = ["reason"]


class RecuseMemberForm(RecusalForm):
    """The recusal of a member, recorded by whoever records decisions."""

    member = MemberField(queryset=None, label=_("Member"))
    field_order = ("member", "reason")

    def __init__(self, *args: Any, candidate: Candidate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        recused = candidate.recusals.values("member_id")
        self.fields["member"].queryset = active_members().exclude(pk__in=recused)  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    """What the committee has decided, and from when to when it holds."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome.choices, widget=forms.RadioSelect)
    first_day = forms.DateField(
        label=_("First day of the mandate"), required=False, widget=AdminDateInput, help_text=_("If accepted.")
    )
    last_day = forms.DateField(
        label=_("Last day of the mandate"),
        required=False,
        widget=AdminDateInput,
        help_text=_("Included. At midnight that night the portrait leaves every output by itself."),
    )
    motivation = forms.CharField(
        label=_("Motivation"),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Why, in terms of the criteria: the answer to the candidate is written from it. Never published."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        years = SelectionSettings.current().mandate_years
        # A mandate of three years that begins on 29 February ends on the last of February.
        year = today.year + years
        end = today.replace(year=year, day=28) if (today.month, today.day) == (2, 29) else today.replace(year=year)
        days = {"first_day": today, "last_day": end - timedelta(days=1)}
        kwargs["initial"] = {**days, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Ask for both days where a mandate is given."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("outcome") == Outcome.ACCEPTED:
            for name in ("first_day", "last_day"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, ValidationError(_("An acceptance gives a mandate: this day is needed.")))
        return cleaned


class ReasonForm(forms.Form):
    """Why a mandate is changed."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept with the mandate and in the history. Never published."),
    )


class LastDayForm(ReasonForm):
    """Until when a mandate is to run."""

    last_day = forms.DateField(label=_("Last day"), widget=AdminDateInput, help_text=_("Included."))
    field_order = ("last_day", "reason")


class AdmitForm(forms.Form):
    """The mandate of a portrait that is there already."""

    page: Any = forms.ModelChoiceField(
        queryset=None,
        label=_("Portrait"),
        help_text=_("Portraits whose company has no mandate now. Translations share that of their source."),
    )
    first_day = forms.DateField(label=_("First day of the mandate"), widget=AdminDateInput)
    last_day = forms.DateField(label=_("Last day of the mandate"), widget=AdminDateInput, help_text=_("Included."))
    basis = forms.CharField(
        label=_("On which decision it rests"),
        max_length=500,
        help_text=_("For instance: “Committee of 12 March 2024, the first twenty”."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"first_day": timezone.localdate(), **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.fields["page"].queryset = portraits_without_mandate()  # type: ignore[attr-defined]


def portraits_without_mandate() -> Any:
    """Return the source pages that need a mandate and have none, live ones first."""
    standing = Mandate.objects.filter(withdrawn_at=None, ends_at__gt=timezone.now()).values("content_id")
    pages = Page.objects.type(*admitted_models()) if admitted_models() else Page.objects.none()
    return (
        pages.filter(alias_of=None, locale=Locale.get_default())
        .exclude(translation_key__in=standing)
        .order_by("-live", "title")
    )
