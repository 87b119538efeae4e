"""A challenge that is open, and a candidate whom the chambers are looking into."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from ambassadors.models import Cohort
from cms.selection.calls import Call
from cms.selection.candidates import Candidate, Evidence
from cms.selection.criteria import Criterion
from cms.selection.instruction import move
from cms.selection.states import CandidateState, Origin, Tie

CALL = "Le défi : vingt de plus"
COMPANY = "Prothèses Lachaume"
WHY = (
    "Onze personnes dessinent et fabriquent ici des prothèses de main sur mesure. L’entreprise forme deux apprentis "
    "par an avec le lycée voisin et répare ce qu’elle a vendu. Candidature inventée pour la démonstration."
)
EVIDENCE = {
    "local-production": "Visite du 4 novembre : impression, moulage et essayage se font dans les mêmes murs.",
    "local-hiring": "Registre du personnel : huit salariés sur onze habitent le département.",
}


def load_committee(people: dict[str, Any]) -> None:
    """Add the call and the candidate that are missing; what a person changed is left alone."""
    cohort = Cohort.objects.filter(slug="le-defi", locale__language_code="fr").first()
    now = timezone.now()
    call = Call.objects.filter(title=CALL).first() or Call.objects.create(
        title=CALL,
        title_en="The challenge: twenty more",
        introduction="Proposez une entreprise du Val-de-Marne qui produit ici, embauche ici et sait le raconter.",
        introduction_en="Nominate a Val-de-Marne company that makes and hires here, and can tell its story.",
        cohort=cohort,
        opens_at=now - timedelta(days=7),
        closes_at=now + timedelta(days=60),
    )
    if Candidate.objects.filter(company_name=COMPANY).exists():
        return
    candidate = Candidate.objects.create(
        call=call,
        cohort=cohort,
        origin=Origin.PUBLIC,
        company_name=COMPANY,
        siren="000000174",
        naf_division="32",
        commune="94028",
        chamber="cma",
        made_here="prothèses de main sur mesure",
        workforce=11,
        founded_year=2011,
        why=WHY,
        leader_name="Inès Lachaume",
        leader_role="fondatrice",
        contact_name="Inès Lachaume",
        contact_tie=Tie.LEADER,
        contact_email="ines.lachaume@demonstration.example",
    )
    move(candidate, CandidateState.INSTRUCTION, user=people["publication"])
    for code, text in EVIDENCE.items():
        criterion = Criterion.objects.filter(code=code).first()
        if criterion is not None:
            Evidence.objects.create(candidate=candidate, criterion=criterion, text=text, added_by=people["redaction"])
