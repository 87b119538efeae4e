"""The round through the other guides: reviewing, signing, instructing, retiring, releasing."""

from __future__ import annotations

import re
from typing import Any

from django.core import mail
from django.urls import reverse

from cms.demo.committee import COMPANY
from cms.demo.states import RELEASE
from cms.recall.models import RecallSheet
from cms.releases.models import Release
from cms.selection.models import Candidate
from tests.journeys.photographer import PHONE, Photographer
from tests.journeys.screens import COMMITTEE, PUBLISHER, REVIEWER, WRITER, page_of

LINK = re.compile(r"https?://[^\s\"<>]+/bat_[A-Za-z0-9_-]{20,}/")
SUBJECT = "solene.achard@demonstration.example"


def rounds(photographer: Photographer) -> None:
    """Take the pictures of every guide but the writer's."""
    _review(photographer)
    _sign(photographer)
    _instruct(photographer)
    _retire(photographer)
    _release(photographer)


def _review(photographer: Photographer) -> None:
    late = page_of("news_under_way", "sept-ateliers-ouvrent-leurs-portes")
    with photographer.desk_of(REVIEWER) as page:
        photographer.goto(page, reverse("wagtailadmin_home"))
        photographer.shot(page, "accueil-relecture", at="#waiting-for-me-section")
        photographer.goto(page, reverse("workflow:waiting"))
        for box in page.locator("input[name=task_state]").all()[:2]:
            box.check()
        photographer.shot(page, "liste-attente")
    with photographer.desk_of(REVIEWER, PHONE) as page:
        photographer.goto(page, reverse("workflow:review", args=[late.pk]))
        photographer.shot(page, "relecture-telephone", at=".review__head")
        page.fill("#comment", "Relu, rien à reprendre.")
        photographer.shot(page, "decision-telephone", at="#review-page")


def _sign(photographer: Photographer) -> None:
    waiting = page_of("portraits_under_way", "vinaigrerie-du-coteau")
    with photographer.desk_of(WRITER) as page:
        photographer.goto(page, reverse("signoff_page", args=[waiting.pk]))
        photographer.shot(page, "bon-a-tirer")
        photographer.goto(page, reverse("signoff_list"))
        photographer.shot(page, "bons-a-tirer", height=480)
    letter: Any = next(one for one in mail.outbox if one.to == [SUBJECT])
    with photographer.window({"width": 680, "height": 760}) as page:
        page.set_content(letter.alternatives[0][0])
        photographer.shot(page, "invitation")
    found = LINK.search(letter.body)
    assert found
    with photographer.window(PHONE) as page:
        photographer.goto(page, found.group(0))
        photographer.shot(page, "signer-accueil")
        page.click("main form button")
        page.wait_for_load_state("networkidle")
        photographer.shot(page, "signer-maquette")
        page.click("button[name=go]")
        page.wait_for_load_state("networkidle")
        photographer.shot(page, "signer-photo", at=".photo-ask")


def _instruct(photographer: Photographer) -> None:
    candidate = Candidate.objects.get(company_name=COMPANY)
    inspect = reverse("selection_candidates:inspect", args=[candidate.pk])
    with photographer.desk_of(WRITER) as page:
        photographer.goto(page, inspect)
        photographer.shot(page, "candidature")
        photographer.goto(page, reverse("selection_evidence_add", args=[candidate.pk]))
        photographer.shot(page, "preuve")
    with photographer.desk_of(COMMITTEE) as page:
        photographer.goto(page, reverse("selection_candidates:index"))
        photographer.shot(page, "candidatures", height=480)
    with photographer.window(PHONE) as page:
        photographer.goto(page, "/candidater/")
        photographer.shot(page, "candidater-telephone")


def _retire(photographer: Photographer) -> None:
    live = page_of("ambassadors", "fonderie-des-deux-rives")
    with photographer.desk_of(PUBLISHER) as page:
        photographer.goto(page, reverse("recall:withdraw_image", args=[live.image_id]))
        photographer.shot(page, "retirer-photo")
        photographer.goto(page, reverse("recall:withdraw_page", args=[live.pk]))
        photographer.shot(page, "retirer-portrait")
        photographer.goto(page, reverse("recall:sheet", args=[RecallSheet.objects.latest("pk").pk]))
        photographer.shot(page, "fiche-de-rappel")


def _release(photographer: Photographer) -> None:
    release = Release.objects.get(name=RELEASE)
    with photographer.desk_of(PUBLISHER) as page:
        photographer.goto(page, reverse("releases_admin:release", args=[release.pk]))
        photographer.shot(page, "sortie")
        photographer.goto(page, reverse("releases_admin:calendar"))
        photographer.shot(page, "calendrier")
