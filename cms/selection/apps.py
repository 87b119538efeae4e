from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SelectionConfig(AppConfig):
    name = "cms.selection"
    label = "selection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Stand in the way of what the committee has not admitted; answer for the people among the candidates."""
        from datetime import timedelta

        from cms.feed.gates import register_gate
        from cms.feed.sources import Source, register_source
        from cms.selection import (
            calendar,  # noqa: F401  (registers its dates)
            completeness,  # noqa: F401  (registers its check)
            privacy,
        )
        from cms.selection.admission import needs_admission
        from cms.selection.candidates import Candidate
        from cms.selection.criteria import SelectionSettings
        from cms.selection.decisions import Mandate
        from cms.selection.gates import admission_gate
        from cms.workflow.privacy import Person, Retention, register_by_word, register_retention
        from cms.workflow.why import Rule, register_rule

        register_gate(admission_gate)
        register_source(Source(Mandate, "page", "page_id"))
        register_rule(
            Rule(
                _("Admitted by the selection committee"),
                frozenset({"not_admitted", "mandate_ended", "mandate_withdrawn"}),
                applies=lambda page: needs_admission(type(page)),
            )
        )

        def names(person: Person) -> list[str]:
            """Return under which names an address has nominated."""
            rows = Candidate.objects.filter(contact_email__iexact=person.email, erased_at=None)
            return list(rows.values_list("contact_name", flat=True)) if person.email else []

        register_by_word(
            "selection",
            find=privacy.find_person,
            export=privacy.export,
            erase=privacy.erase,
            what=_("candidates without leader, contact, evidence and motivation"),
            kept=_("That the company was a candidate, when, and what was decided."),
            names=names,
        )
        register_retention(
            Retention(
                "candidates",
                timedelta(days=730),
                privacy.erase_candidates,
                configured=lambda: timedelta(days=round(SelectionSettings.current().retention_months * 730 / 24)),
            )
        )
