"""The screens of the staff, on the demonstration: who opens which address. Read by the guides' tests and by axe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cms.demo.committee import COMPANY
from cms.demo.partners import NAME as PARTNER
from cms.demo.people import ROLES
from cms.demo.states import RELEASE
from cms.demo.tree import demo_page
from cms.feed.identity import document_id
from cms.media.models import Image
from cms.partners.models import Partner
from cms.partnerships import desk
from cms.recall.models import RecallSheet
from cms.releases.models import Release
from cms.selection.models import Call, Candidate, CommitteeSession, Mandate
from cms.workflow.roles import Role
from tests.cms.demo.loading import load

WRITER, REVIEWER, COMMITTEE, PUBLISHER = "redaction", "relecture", "comite", "publication"
PARTNERSHIPS = "partenariats"


@dataclass(frozen=True)
class Screen:
    """An address of the admin and the account that opens it."""

    username: str
    path: str


def password_of(username: str) -> str:
    """Return the password of an account of the demonstration."""
    return next(account.password for account in ROLES if account.username == username)


def load_house(**options: Any) -> None:
    """Load the demonstration and open a session of the committee, which it has not yet held."""
    from django.contrib.auth import get_user_model

    load(**options)
    members = get_user_model().objects.filter(groups__name=Role.COMMITTEE.value)
    session = CommitteeSession.objects.create(held_on=timezone.localdate(), place="Créteil", chair=members[0])
    session.present.set(members)


def page_of(kind: str, name: str) -> Any:
    """Return a page of the demonstration."""
    page = demo_page(kind, name)
    assert page is not None, name
    return page


def our_screens() -> dict[str, Screen]:
    """Return the screens that our rooms have added to Wagtail's."""
    draft, waiting, signed, gone = (
        page_of("portraits_under_way", name)
        for name in (
            "ferronnerie-des-trois-moulins",
            "vinaigrerie-du-coteau",
            "reliure-saint-maurice",
            "passementerie-bertin",
        )
    )
    late = page_of("news_under_way", "sept-ateliers-ouvrent-leurs-portes")
    live = page_of("ambassadors", "fonderie-des-deux-rives")
    release, candidate = Release.objects.get(name=RELEASE), Candidate.objects.get(company_name=COMPANY)
    session, mandate = CommitteeSession.objects.get(), Mandate.objects.filter(page_id=live.pk).latest("pk")
    releases, selection = "releases_admin", "selection"
    return {
        "home of a writer": Screen(WRITER, reverse("wagtailadmin_home")),
        "home of a reviewer": Screen(REVIEWER, reverse("wagtailadmin_home")),
        "home of a publisher": Screen(PUBLISHER, reverse("wagtailadmin_home")),
        "waiting": Screen(REVIEWER, reverse("workflow:waiting")),
        "review": Screen(REVIEWER, reverse("workflow:review", args=[late.pk])),
        "review to publish": Screen(PUBLISHER, reverse("workflow:review", args=[signed.pk])),
        "review of what is live": Screen(PUBLISHER, reverse("workflow:review", args=[live.pk])),
        "editor of a draft": Screen(WRITER, reverse("wagtailadmin_pages:edit", args=[draft.pk])),
        "editor of a live page": Screen(PUBLISHER, reverse("wagtailadmin_pages:edit", args=[live.pk])),
        "sign-offs": Screen(WRITER, reverse("signoff_list")),
        "sign-off to send": Screen(WRITER, reverse("signoff_page", args=[draft.pk])),
        "sign-off that waits": Screen(WRITER, reverse("signoff_page", args=[waiting.pk])),
        "sign-off that is signed": Screen(WRITER, reverse("signoff_page", args=[signed.pk])),
        "sign-off withdrawn": Screen(PUBLISHER, reverse("signoff_page", args=[gone.pk])),
        "recalls": Screen(PUBLISHER, reverse("recall:index")),
        "recall": Screen(PUBLISHER, reverse("recall:sheet", args=[RecallSheet.objects.latest("pk").pk])),
        "withdraw a page": Screen(PUBLISHER, reverse("recall:withdraw_page", args=[live.pk])),
        "withdraw a picture": Screen(PUBLISHER, reverse("recall:withdraw_image", args=[live.image_id])),
        "releases": Screen(WRITER, reverse(f"{releases}:index")),
        "new release": Screen(WRITER, reverse(f"{releases}:add")),
        "release": Screen(PUBLISHER, reverse(f"{releases}:release", args=[release.pk])),
        "pages of a release": Screen(PUBLISHER, reverse(f"{releases}:add_pages", args=[release.pk])),
        "calendar": Screen(PUBLISHER, reverse(f"{releases}:calendar")),
        "link of the calendar": Screen(PUBLISHER, reverse(f"{releases}:calendar_link")),
        "candidates": Screen(COMMITTEE, reverse(f"{selection}_candidates:index")),
        "candidate": Screen(COMMITTEE, reverse(f"{selection}_candidates:inspect", args=[candidate.pk])),
        "candidate for a publisher": Screen(PUBLISHER, reverse(f"{selection}_candidates:inspect", args=[candidate.pk])),
        "new candidate": Screen(WRITER, reverse(f"{selection}_candidates:add")),
        "evidence": Screen(WRITER, reverse(f"{selection}_evidence_add", args=[candidate.pk])),
        "sessions": Screen(PUBLISHER, reverse(f"{selection}_sessions:index")),
        "session": Screen(PUBLISHER, reverse(f"{selection}_sessions:inspect", args=[session.pk])),
        "calls": Screen(PUBLISHER, reverse(f"{selection}_calls:index")),
        "call": Screen(PUBLISHER, reverse(f"{selection}_calls:edit", args=[Call.objects.latest("pk").pk])),
        "mandates": Screen(PUBLISHER, reverse(f"{selection}_mandates:index")),
        "mandate": Screen(PUBLISHER, reverse(f"{selection}_mandates:inspect", args=[mandate.pk])),
        "admit": Screen(PUBLISHER, reverse(f"{selection}_admit")),
        **_screens_of_partners(),
    }


def _screens_of_partners() -> dict[str, Screen]:
    partner = Partner.objects.get(name=PARTNER)
    named = {f"partners, {name}": reverse(f"partners:{name}") for name in ("index", "add", "overview", "unshown")}
    portrait = page_of("ambassadors", "fonderie-des-deux-rives")
    shown = document_id(portrait.translation_key, "fr")
    named["partners, document"] = reverse("partners:overview_document", args=[shown])
    sections = {
        f"partner, {section.name}": reverse("partners:section", args=[partner.pk, section.name, ""])
        for section in desk.sections()
    }
    return {name: Screen(PARTNERSHIPS, path) for name, path in {**named, **sections}.items()}


def wagtails_screens() -> dict[str, Screen]:
    """Return the screens of Wagtail and of the media that the guides walk through."""
    live = page_of("ambassadors", "fonderie-des-deux-rives")
    directory, photo = live.get_parent(), Image.objects.get(pk=live.image_id)
    model = type(live)._meta
    return {
        "images": Screen(WRITER, reverse("wagtailimages:index")),
        "new image": Screen(WRITER, reverse("wagtailimages:add")),
        "image": Screen(PUBLISHER, reverse("wagtailimages:edit", args=[photo.pk])),
        "new consent": Screen(WRITER, reverse("consents:add")),
        "pages": Screen(WRITER, reverse("wagtailadmin_explore", args=[directory.pk])),
        "new portrait": Screen(
            WRITER, reverse("wagtailadmin_pages:add", args=[model.app_label, model.model_name, directory.pk])
        ),
        "portrait": Screen(PUBLISHER, reverse("wagtailadmin_pages:edit", args=[live.pk])),
        "unpublish": Screen(PUBLISHER, reverse("wagtailadmin_pages:unpublish", args=[live.pk])),
        "privacy": Screen(PUBLISHER, reverse("wagtailadmin_pages:set_privacy", args=[live.pk])),
        "account": Screen(REVIEWER, reverse("wagtailadmin_account")),
    }
