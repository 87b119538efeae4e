"""The subject's way in a browser: on a phone, without JavaScript, and nothing that axe would mend."""

from __future__ import annotations

import os
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import override_settings
from django.urls import reverse

from cms.feed.sweep import sweep
from cms.signoff.choices import Status
from cms.signoff.deciding import remark, request_changes, sign
from cms.signoff.models import SignOffRecord, SignOffRequest
from cms.workflow.kinds import Kind
from cms.workflow.models import Decision
from tests import factories
from tests.axe import WCAG, WITH_BEST_PRACTICE, complaints
from tests.browser import CHROMIUM, chromium, settle, until
from tests.signoff_world import LINK, NAME, link_of, photo, portrait, sent, words
from tests.workflow_world import person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
ALL_SHOWN = "[...document.querySelectorAll('.proof-sheet img')].every((one) => one.complete && one.naturalWidth > 100)"
# Where to leave pictures for whoever wants to look.
SHOTS = os.environ.get("SIGNOFF_SHOTS", "")


class Visitor:
    """A person at a screen, who looks at every page with axe."""

    def __init__(self, page: Any, width: int, *, with_axe: bool) -> None:
        self.page, self.width, self.with_axe, self.found, self.count = page, width, with_axe, [], 0

    def look(self, name: str) -> None:
        """Note what is wrong with the page that is shown."""
        if not self.with_axe:
            # Where scripts are off, axe's own timers never ring.
            self.page.wait_for_load_state("load")
            return
        settle(self.page)
        if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.found.append(f"{name} {self.width}: wider than the screen")
        # Best practice is ours to keep on our own pages; Wagtail's frame has its own two search landmarks.
        rules = WITH_BEST_PRACTICE if "/admin/" not in self.page.url else WCAG
        self.found += [f"{name} {self.width}: {one}" for one in complaints(self.page, rules=rules)]
        if SHOTS:
            self.count += 1
            self.page.screenshot(path=f"{SHOTS}/{self.width}-{self.count:02d}-{name}.png", full_page=True)

    def choose(self, name: str, value: str) -> None:
        """Choose an answer by its label, as a finger does."""
        self.page.locator(f"label:has(input[name={name}][value={value}])").click()


@pytest.fixture
def site(live_server: Any, monkeypatch: Any) -> Any:
    # Playwright runs a loop in this thread; the ORM calls between its steps are ours and synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    sweep()
    with override_settings(WAGTAILADMIN_BASE_URL=live_server.url):
        yield live_server.url


def story(picture: Any) -> dict[str, Any]:
    """Return fields that show every kind of block."""
    from tests.cms.face.visits import story

    return {
        "story": story(picture),
        "workforce": 12,
        "founded_year": 1962,
        "website": "https://atelier.example/",
        "chamber": "cma",
        "tags": ("bronze",),
        "commitments": (("local-hiring", "Neuf salariés sur douze habitent à moins de dix kilomètres."),),
    }


@pytest.mark.parametrize(("width", "with_scripts"), [(360, False), (360, True), (1280, True)])
def test_a_subject_reads_remarks_signs_and_takes_back(site: str, width: int, with_scripts: bool) -> None:
    seen, tools = photo(), factories.image(default_alt="Des moules alignés.")
    page = portrait(pictures=(seen,), **story(tools))
    factories.translate(page, is_live=False, title="Two-Banks Foundry")
    _request, _token = sent(page, None)
    address = LINK.search(mail.outbox[-1].body).group(0)  # type: ignore[union-attr]
    with chromium() as browser:
        context = browser.new_context(
            viewport={"width": width, "height": 780}, locale="fr-FR", java_script_enabled=with_scripts
        )
        screen = context.new_page()
        asked: list[str] = []
        screen.on("request", lambda request: asked.append(request.url))
        visitor = Visitor(screen, width, with_axe=with_scripts)
        screen.goto(address)
        assert "bat_" not in screen.url
        visitor.look("premiere-page")
        screen.locator("main form button").click()
        visitor.look("maquette-fr")
        assert screen.locator(".proof-sheet img").count() >= 2
        if with_scripts:
            screen.evaluate("document.querySelectorAll('img').forEach((image) => { image.loading = 'eager'; })")
            until(screen, ALL_SHOWN)
        remark = screen.locator("details.proof-remark").nth(3)
        remark.locator("summary").click()
        remark.locator("textarea").fill("Dites « fondeuse », pas « fondatrice ».")
        screen.locator("button[name=stay]").click()
        assert screen.locator("[role=status]").is_visible()
        assert "fondeuse" in screen.locator("details[open] textarea").input_value()
        visitor.look("remarque-enregistree")
        screen.locator("button[name=go]").click()
        assert "/en/" in screen.url
        screen.locator("button[name=go]").click()
        visitor.look("decision")
        # Nothing is chosen beforehand, and nothing is taken for an answer.
        assert screen.locator("input:checked").count() == 0
        screen.locator("main form button[type=submit]").click()
        assert screen.locator(".error-summary").is_visible()
        assert screen.locator(".error-summary:focus").count() == 1
        visitor.look("decision-vide")
        visitor.choose("outcome", "sign")
        visitor.choose(f"appears_{seen.pk}", "yes")
        screen.fill("#id_typed_name", "Paul Martin")
        screen.locator("main form button[type=submit]").click()
        assert screen.locator("#id_typed_name_error").is_visible()
        visitor.look("decision-autre-nom")
        for use in ("site", "partners", "open", "press", "print", "social"):
            visitor.choose(f"use_{seen.pk}_{use}", "no" if use in {"open", "social"} else "yes")
        screen.fill("#id_typed_name", NAME)
        screen.locator("main form button[type=submit]").click()
        visitor.look("recu")
        assert SignOffRequest.objects.get().status == Status.SIGNED
        assert Decision.objects.filter(kind=Kind.SIGN_OFF, outcome="approved").count() == 2

        # The proof's link has done its work, in another browser too.
        other = browser.new_context(
            viewport={"width": width, "height": 780}, locale="fr-FR", java_script_enabled=with_scripts
        )
        again = other.new_page()
        again.goto(address)
        elsewhere = Visitor(again, width, with_axe=with_scripts)
        elsewhere.look("deja-signe")
        assert again.locator("form").count() == 0
        # The receipt's link opens the receipt there.
        receipt = next(one for one in mail.outbox if one.attachments)
        again.goto(LINK.search(receipt.body).group(0))  # type: ignore[union-attr]
        again.locator("a[href*=retrait], a[href*=withdrawal]").first.click()
        elsewhere.look("retrait")
        again.locator("label:has(input[name=scope])").first.click()
        again.locator("label:has(input[name=is_sure])").click()
        again.locator("main form button[type=submit]").click()
        elsewhere.look("retire")
        assert SignOffRecord.objects.filter(kind="withdrawn").count() == 1
        assert Decision.objects.filter(kind=Kind.SIGN_OFF, outcome="withdrawn").count() == 2
    assert [url for url in asked if not url.startswith(site)] == [], "nothing from elsewhere"
    assert visitor.found + elsewhere.found == []


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_of_the_admin_is_accessible(site: str, width: int, client: Any) -> None:
    page = portrait(pictures=(photo(), factories.image()))
    _request, token = sent(page, None)
    remark(link_of(token), "fr", {"3": {"text": "Dites « fondeuse ».", "excerpt": "Le métal n’attend pas."}})
    request_changes(link_of(token), typed_name=NAME, comment="Presque.")
    _request, token = sent(page, None)
    sign(link_of(token), typed_name=NAME, choices=[], wording=words())
    sent(page, None)
    client.force_login(person("chef", is_superuser=True))
    with chromium() as browser:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="fr-FR")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": site}])
        screen = context.new_page()
        visitor = Visitor(screen, width, with_axe=True)
        for name, path in (
            ("admin-page", reverse("signoff_page", args=[page.pk])),
            ("admin-liste", reverse("signoff_list")),
        ):
            screen.goto(site + path)
            visitor.look(name)
    assert visitor.found == []
