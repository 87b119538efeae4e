"""Candidates, the evidence gathered on them, and the papers they sent."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from cms.media.storages import originals_storage
from cms.pages.companies import SIREN_DIGITS, Chamber, compact, validate_siren, validate_siret
from cms.pages.reference import commune_choices, naf_choices
from cms.selection.states import OPEN_STATES, CandidateState, Origin, Tie

# Crockford's base 32: no I, L, O or U, so that a number can be read out over the telephone.
RECEIPT_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_receipt() -> str:
    """Return a receipt number that says nothing of how many came before."""
    return f"FV-{timezone.localdate():%y}-" + "".join(secrets.choice(RECEIPT_ALPHABET) for _each in range(6))


def new_nonce() -> str:
    """Return what tells one filling-in of the form from every other."""
    return secrets.token_hex(16)


def paper_upload_to(instance: models.Model, filename: str) -> str:
    """Return a name nobody can guess, keeping only the kind of file."""
    extension = filename.rpartition(".")[2].lower()
    return f"selection/{secrets.token_hex(16)}.{extension if extension in {'pdf', 'jpg', 'png'} else 'bin'}"


class Candidate(models.Model):
    """A company that somebody would like to see among the ambassadors. Never public."""

    receipt = models.CharField(_("receipt number"), max_length=20, unique=True, default=new_receipt, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=CandidateState.choices, default=CandidateState.RECEIVED, editable=False
    )
    origin = models.CharField(
        _("origin"), max_length=10, choices=Origin.choices, default=Origin.CHAMBER, editable=False
    )
    received_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    call = models.ForeignKey(
        "selection.Call", verbose_name=_("call"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    cohort = models.ForeignKey(
        "ambassadors.Cohort",
        verbose_name=_("cohort"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Where the company will belong if it is accepted."),
    )
    chamber = models.CharField(
        _("chamber"),
        max_length=3,
        choices=Chamber.choices,
        blank=True,
        help_text=_("The one that follows the company, and that nominates it if a chamber does."),
    )
    company_name = models.CharField(
        _("name of the company"), max_length=160, help_text=_("As on its door, without its legal form (SARL, SAS…).")
    )
    siren = models.CharField(
        _("SIREN"),
        max_length=20,
        blank=True,
        validators=[validate_siren],
        help_text=_("The nine digits of the company. Checked as you save; spaces do no harm."),
    )
    siret = models.CharField(
        _("SIRET"),
        max_length=20,
        blank=True,
        validators=[validate_siret],
        help_text=_("The fourteen digits of the site in this territory. It begins with the SIREN."),
    )
    naf_division = models.CharField(
        _("branch (NAF division)"),
        max_length=2,
        choices=naf_choices,
        blank=True,
        help_text=_("The first two digits of its APE code. Needed before the committee sees the candidate."),
    )
    commune = models.CharField(
        _("commune"),
        max_length=5,
        choices=commune_choices,
        help_text=_("Where it makes things, not where its head office is."),
        db_comment="INSEE code.",
    )
    workforce = models.PositiveIntegerField(
        _("workforce"), null=True, blank=True, help_text=_("People who work at this site, apprentices included.")
    )
    founded_year = models.PositiveSmallIntegerField(
        _("founded in"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1200), MaxValueValidator(2100)],
        help_text=_("The year, in four digits."),
    )
    website = models.URLField(_("website"), blank=True, help_text=_("The company’s own site, with https://"))
    made_here = models.CharField(
        _("what is made here"),
        max_length=160,
        help_text=_("What leaves the workshop, in a few words: “bronze statues and bells”."),
    )
    why = models.TextField(
        _("why this company"),
        max_length=3000,
        help_text=_("What it does for the territory, with facts: what it makes here, whom it hires, what it hands on."),
    )
    leader_name = models.CharField(
        _("name of the leader"), max_length=120, blank=True, help_text=_("First name and name, as they sign.")
    )
    leader_role = models.CharField(_("role of the leader"), max_length=160, blank=True)
    contact_name = models.CharField(
        _("contact"), max_length=120, help_text=_("Whom we write to or call about this candidate.")
    )
    contact_tie = models.CharField(_("tie to the company"), max_length=10, choices=Tie.choices, blank=True)
    contact_email = models.EmailField(_("contact’s e-mail address"), help_text=_("Where the receipt goes."))
    contact_phone = models.CharField(_("contact’s telephone"), max_length=30, blank=True)
    language = models.CharField(max_length=5, default="fr", editable=False, db_comment="Of the mails to the contact.")
    consent_at = models.DateTimeField(_("agreed to the use of the data"), null=True, editable=False)
    page = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("portrait"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    form_nonce = models.CharField(
        max_length=32,
        unique=True,
        default=new_nonce,
        editable=False,
        db_comment="Of the public form: what is sent twice is kept once.",
    )
    closed_at = models.DateTimeField(null=True, editable=False, db_comment="When it was decided on or withdrawn.")
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)

    panels: ClassVar = [
        MultiFieldPanel(
            [
                FieldPanel("company_name"),
                FieldPanel("made_here"),
                FieldPanel("why"),
                FieldRowPanel([FieldPanel("siren"), FieldPanel("siret")]),
                FieldPanel("naf_division"),
                FieldPanel("commune"),
                FieldRowPanel([FieldPanel("workforce"), FieldPanel("founded_year")]),
                FieldPanel("website"),
                FieldRowPanel([FieldPanel("leader_name"), FieldPanel("leader_role")]),
            ],
            heading=_("Company"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("contact_name"), FieldPanel("contact_tie")]),
                FieldRowPanel([FieldPanel("contact_email"), FieldPanel("contact_phone")]),
            ],
            heading=_("Contact"),
        ),
        MultiFieldPanel([FieldPanel("chamber"), FieldPanel("call"), FieldPanel("cohort")], heading=_("Nomination")),
    ]
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ("-received_at", "-pk")
        permissions = (("decide_candidate", "Can record the committee's decisions and close its sessions"),)
        indexes: ClassVar = [
            models.Index(fields=["state", "-received_at"], name="candidate_by_state"),
            models.Index(fields=["siren"], name="candidate_by_siren"),
        ]

    def __str__(self) -> str:
        return self.company_name

    def clean(self) -> None:
        """Tidy the numbers and refuse a SIRET of another company, as the portrait does."""
        super().clean()
        self.siren, self.siret = compact(self.siren), compact(self.siret)
        if self.siret and not self.siren:
            self.siren = self.siret[:SIREN_DIGITS]
        elif self.siret and not self.siret.startswith(self.siren):
            raise ValidationError(
                {"siret": _("This SIRET belongs to another company: its first nine digits are not the SIREN above.")}
            )

    @property
    def is_open(self) -> bool:
        """Tell whether anything may still happen to it."""
        return self.state in OPEN_STATES

    def twins(self) -> models.QuerySet[Candidate]:
        """Return other candidates of the same company."""
        if not self.siren:
            return Candidate.objects.none()
        return Candidate.objects.filter(siren=self.siren).exclude(pk=self.pk)


class Paper(models.Model):
    """A private file. Sent to nobody but those who may see the candidate; see admin/paper_views.py."""

    file = models.FileField(_("file"), upload_to=paper_upload_to, storage=originals_storage, max_length=120, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=160, blank=True, editable=False)
    file_bytes = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True


class Evidence(Paper):
    """A fact gathered on one criterion, by whom and when."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="evidence")
    criterion = models.ForeignKey(
        "selection.Criterion", verbose_name=_("criterion"), on_delete=models.PROTECT, related_name="evidence"
    )
    text = models.TextField(
        _("evidence"),
        max_length=3000,
        help_text=_("A fact that can be checked, and where it comes from: a visit, a register, an invoice, a person."),
    )
    for_portrait = models.CharField(
        _("sentence for the portrait"),
        max_length=250,
        blank=True,
        help_text=_(
            "What may be published of it: it is copied into the draft portrait. Everything else stays with the "
            "committee."
        ),
    )
    link = models.URLField(_("link"), blank=True, help_text=_("A public page that shows it."))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("piece of evidence")
        verbose_name_plural = _("evidence")
        ordering = ("criterion__sort_order", "added_at", "pk")

    def __str__(self) -> str:
        return f"{self.criterion} – {self.candidate}"


class Attachment(Paper):
    """A paper that came with the nomination."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="attachments")
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.file_name
