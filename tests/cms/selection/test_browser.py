"""What only a browser can tell: the public form and the admin pages pass axe, at both widths and in both schemes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cms.feed.transaction import editorial_transaction
from cms.selection.deciding import decide
from cms.selection.models import Call, Criterion
from cms.selection.scoring import give_scores
from cms.selection.states import Outcome
from cms.workflow.roles import Role
from tests import factories, selection_world
from tests.browser import CHROMIUM, chromium

AXE = (Path(__file__).parents[2] / "vendor" / "axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
ORIGIN = "http://testserver"
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("_cleared"),
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
]


def answer(visitor: Client, request: Any) -> dict[str, Any]:
    """Return what our site sends, static files included; a form goes the same way."""
    parts = urlsplit(request.url)
    if parts.path.startswith("/static/"):
        found = finders.find(parts.path.removeprefix("/static/"))
        if found is None:
            return {"status": 404, "body": b""}
        file = Path(str(found))
        return {"status": 200, "body": file.read_bytes(), "content_type": TYPES.get(file.suffix, "image/png")}
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if request.method == "POST":
        response = visitor.generic(
            "POST", path, request.post_data_buffer or b"", content_type=request.headers["content-type"]
        )
    else:
        response = visitor.get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {"Location": response["Location"]} if "Location" in response else {}
    return {
        "status": response.status_code,
        "body": body,
        "headers": {**headers, "Content-Type": response.get("Content-Type", "text/html")},
    }


def complaints(page: Any, name: str) -> list[str]:
    """Return what axe and the width of the screen have against a page."""
    page.evaluate(AXE)
    report = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    found = [f"{name}: {violation['id']} {violation['nodes'][0]['html']}" for violation in report["violations"]]
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append(f"{name}: wider than the screen")
    return found


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Any:
    # Playwright keeps an event loop in this thread; our requests are answered in it, one after the other.
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
class TestInBrowser:
    def test_a_visitor_mends_and_sends_the_form_without_script(self, browser: Any, width: int, scheme: str) -> None:
        selection_world.call(introduction="Vous connaissez une entreprise qui fabrique ici ?")
        visitor, found = Client(), []
        options = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
        # axe is run in a context of its own: the visitor's browser runs no script at all.
        for runs_scripts in (True, False):
            context = browser.new_context(**options, java_script_enabled=runs_scripts, bypass_csp=True)
            context.route("**/*", lambda route: route.fulfill(**answer(visitor, route.request)))
            page = context.new_page()
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr("cms.selection.nomination_form.SHORTEST_FILLING_S", 0)
                page.goto(ORIGIN + reverse("selection:nominate"))
                if runs_scripts:
                    found += complaints(page, "form")
                page.fill("#id_made_here", "cloches de bronze")
                page.fill("#id_siren", "123")
                page.click("button.action")
                if runs_scripts:
                    found += complaints(page, "form with errors")
                assert page.input_value("#id_made_here") == "cloches de bronze"
                page.click("#erreurs a[href='#id_siren']")
                assert page.url.endswith("#id_siren")
                page.fill("#id_siren", "732829320")
                page.fill("#id_company_name", "Fonderie")
                page.select_option("#id_commune", "94028")
                page.fill("#id_why", "Elle coule ici.")
                page.fill("#id_contact_name", "Paul Martin")
                page.select_option("#id_contact_tie", "neighbour")
                page.fill("#id_contact_email", "paul@example.org")
                page.check("#id_agrees")
                page.click("button.action")
                assert page.locator(".plate-number").inner_text().startswith("FV-")
                if runs_scripts:
                    found += complaints(page, "receipt")
            assert context.cookies() == []
            context.close()
        context = browser.new_context(**options)
        context.route("**/*", lambda route: route.fulfill(**answer(visitor, route.request)))
        page = context.new_page()
        Call.objects.all().delete()
        page.goto(ORIGIN + reverse("selection:nominate"))
        found += complaints(page, "closed")
        context.close()
        assert found == []

    def test_every_admin_page_is_accessible(self, browser: Any, width: int, scheme: str) -> None:
        member, other = selection_world.members(2)
        candidate = selection_world.before_the_committee(company_name="Chaudronnerie du Port à l’Anglais")
        give_scores(candidate, other, dict.fromkeys(Criterion.objects.all(), (3, "Vu à la visite.")))
        done = selection_world.before_the_committee()
        session = selection_world.session(member, other, minutes="Dit.")
        boss = selection_world.person(Role.COMMITTEE, "cheffe", is_superuser=True)
        session.present.add(boss)
        decide(session, done, Outcome.DEFERRED, motivation="Une visite manque.", user=boss)
        started = selection_world.with_evidence(selection_world.candidate(state="instruction"))
        piece = started.evidence.all()[0]
        piece.file.save("a.pdf", SimpleUploadedFile("a.pdf", b"%PDF-1.7"))
        with editorial_transaction():
            mandate = selection_world.mandate(factories.ambassador())
        call = selection_world.call()
        pages = {
            "candidates": reverse("selection_candidates:index"),
            "new": reverse("selection_candidates:add"),
            "candidate": reverse("selection_candidates:inspect", args=[candidate.pk]),
            "started": reverse("selection_candidates:inspect", args=[started.pk]),
            "deferred": reverse("selection_candidates:inspect", args=[done.pk]),
            "edit": reverse("selection_candidates:edit", args=[started.pk]),
            "history": reverse("selection_candidates:history", args=[started.pk]),
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
        visitor, found = Client(), []
        visitor.force_login(boss)
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        context.route("**/*", lambda route: route.fulfill(**answer(visitor, route.request)))
        page = context.new_page()
        for name, path in pages.items():
            response = visitor.get(path, follow=True)
            assert response.status_code == 200, name
            page.goto(response.request["PATH_INFO"].join([ORIGIN, ""]), wait_until="load")
            page.wait_for_timeout(150)
            found += complaints(page, f"{name} {width} {scheme}")
        context.close()
        assert found == []
