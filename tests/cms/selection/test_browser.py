"""What only a browser can tell: the public form and the admin pages pass axe, at both widths and in both schemes."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cms.feed.transaction import editorial_transaction
from cms.selection.deciding import decide
from cms.selection.instruction import recuse
from cms.selection.models import Candidate, Criterion
from cms.selection.scoring import give_scores
from cms.selection.states import Outcome
from cms.workflow.roles import Role
from tests import axe, factories, selection_world
from tests.browser import CHROMIUM, chromium

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("_cleared"),
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
]


def complaints(page: Any, name: str, rules: list[str] = axe.WITH_BEST_PRACTICE) -> list[str]:
    """Return what axe and the width of the screen have against a page."""
    found = [f"{name}: {one}" for one in axe.complaints(page, rules=rules)]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{name}: wider than the screen")
    return found


@pytest.fixture(autouse=True)
def _sync(monkeypatch: pytest.MonkeyPatch) -> None:
    # Playwright runs a loop in this thread; the ORM calls between its steps are ours and synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
class TestInBrowser:
    def test_a_visitor_mends_and_sends_the_form(
        self, live_server: Any, monkeypatch: pytest.MonkeyPatch, width: int, scheme: Any
    ) -> None:
        """Once with axe looking on, once in a browser that runs no script at all."""
        monkeypatch.setattr("cms.selection.nomination_form.SHORTEST_FILLING_S", -1)
        call = selection_world.call(introduction="Vous connaissez une entreprise qui fabrique ici ?")
        address, found = live_server.url + reverse("selection:nominate"), []
        with chromium() as browser:
            for runs_scripts in (True, False):
                context = browser.new_context(
                    viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=runs_scripts
                )
                page = context.new_page()
                page.goto(address)
                found += complaints(page, "form") if runs_scripts else []
                page.fill("#id_made_here", "cloches de bronze")
                page.fill("#id_siren", "123")
                page.click("button.action")
                found += complaints(page, "form with errors") if runs_scripts else []
                assert page.input_value("#id_made_here") == "cloches de bronze"
                page.click("#erreurs a[href='#id_siren']")
                assert page.url.endswith("#id_siren")
                mend(page)
                page.click("button.action")
                assert page.inner_text(".plate-number").startswith("FV-")
                found += complaints(page, "receipt") if runs_scripts else []
                assert context.cookies() == []
                context.close()
            call.delete()
            page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            page.goto(address)
            found += complaints(page, "closed")
        assert found == []
        assert Candidate.objects.count() == 2

    def test_every_admin_page_is_accessible(self, live_server: Any, width: int, scheme: Any) -> None:
        visitor, found = Client(), []
        pages = build(visitor)
        session = visitor.cookies[settings.SESSION_COOKIE_NAME].value
        with chromium() as browser:
            context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
            context.add_cookies([cookie])
            page = context.new_page()
            for name, path in pages.items():
                response = page.goto(live_server.url + path)
                assert response.status == 200, name
                assert "/selection/" in page.url, name
                # Wagtail's lists have two search landmarks of one name (wagtail 8.0.1): "best-practice" minds.
                found += complaints(page, name, axe.WCAG)
        assert found == []


def mend(page: Any) -> None:
    """Give every answer that is needed."""
    page.fill("#id_siren", "732829320")
    page.fill("#id_company_name", "Fonderie")
    page.select_option("#id_commune", "94028")
    page.fill("#id_why", "Elle coule ici.")
    page.fill("#id_contact_name", "Paul Martin")
    page.select_option("#id_contact_tie", "neighbour")
    page.fill("#id_contact_email", "paul@example.org")
    page.check("#id_agrees")


def build(visitor: Client) -> dict[str, str]:
    """Make one thing of each kind, log in somebody who may see everything, and return the addresses to look at."""
    member, other = selection_world.members(2)
    candidate = selection_world.before_the_committee(company_name="Chaudronnerie du Port à l’Anglais")
    give_scores(candidate, other, dict.fromkeys(Criterion.objects.all(), (3, "Vu à la visite.")))
    recuse(candidate, member, reason="Fournisseur", user=member)
    done = selection_world.before_the_committee()
    boss = selection_world.person(Role.COMMITTEE, "cheffe", is_superuser=True)
    give_scores(candidate, boss, dict.fromkeys(Criterion.objects.all(), (4, "")))
    session = selection_world.session(member, other, boss, minutes="Dit.")
    decide(session, done, Outcome.DEFERRED, motivation="Une visite manque.", user=boss)
    started = selection_world.with_evidence(selection_world.candidate(state="instruction"))
    piece = started.evidence.all()[0]
    with editorial_transaction():
        mandate = selection_world.mandate(factories.ambassador())
    call = selection_world.call()
    visitor.force_login(boss)
    return {
        "candidates": reverse("selection_candidates:index"),
        "new": reverse("selection_candidates:add"),
        "candidate": reverse("selection_candidates:inspect", args=[candidate.pk]),
        "started": reverse("selection_candidates:inspect", args=[started.pk]),
        "deferred": reverse("selection_candidates:inspect", args=[done.pk]),
        "edit": reverse("selection_candidates:edit", args=[started.pk]),
        "history": reverse("selection_candidates:history", args=[done.pk]),
        "evidence": reverse("selection_evidence_edit", args=[started.pk, piece.pk]),
        "scores": reverse("selection_scores", args=[candidate.pk]),
        "recuse": reverse("selection_recuse", args=[candidate.pk]),
        "recuse member": reverse("selection_recuse_member", args=[candidate.pk]),
        "sessions": reverse("selection_sessions:index"),
        "session": reverse("selection_sessions:inspect", args=[session.pk]),
        "minutes": reverse("selection_sessions:edit", args=[session.pk]),
        "decision": reverse("selection_decide", args=[session.pk, candidate.pk]),
        "mandates": reverse("selection_mandates:index"),
        "mandate": reverse("selection_mandates:inspect", args=[mandate.pk]),
        "renew": reverse("selection_renew", args=[mandate.pk]),
        "withdraw": reverse("selection_withdraw", args=[mandate.pk]),
        "admit": reverse("selection_admit"),
        "calls": reverse("selection_calls:index"),
        "call": reverse("selection_calls:edit", args=[call.pk]),
        "criteria": reverse("selection_criteria:index"),
        "criterion": reverse("selection_criteria:edit", args=[Criterion.objects.all()[0].pk]),
        "rules": reverse("wagtailsettings:edit", args=["selection", "selectionsettings"]),
    }
