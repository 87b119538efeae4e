"""A portrait travels the whole way: written, refused, mended, reviewed, signed, published; then its subject leaves."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import override_settings
from django.utils import timezone

from ambassadors.models import AmbassadorPage
from cms.feed.models import FeedDocument
from cms.feed.sweep import sweep
from cms.feed.verify import verify_feed
from cms.media.models import Consent, Image
from cms.recall.models import RecallSheet
from cms.signoff.verification import verify
from cms.workflow.kinds import Kind, Outcome
from cms.workflow.models import Decision
from tests import factories
from tests.browser import CHROMIUM, chromium
from tests.journeys.staff import PHONE, PHOTO, at_work

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.gated,
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
TITLE, SUBJECT, ADDRESS = "Fonderie du Pont Neuf", "Anna Martin", "anna.martin@fonderie.example"
LINK = re.compile(r"https?://[^\s\"<>]+/(?:bat_|recu_)[A-Za-z0-9_-]{20,}/")
CHANNELS = ("may_site", "may_partners", "may_open")


@pytest.fixture
def site(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Serve an empty site with the people of the house and nobody admitted."""
    from wagtail.models import Site

    from cms.demo.people import load_people
    from cms.feed.transaction import editorial_transaction

    # Playwright runs a loop in this thread; the ORM calls between its steps are ours and synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    sweep()
    address = live_server.url.replace("127.0.0.1", "localhost")
    with editorial_transaction():
        site = Site.objects.get()
        site.hostname, site.port = "localhost", int(address.rsplit(":", 1)[1])
        site.save()
        load_people()
    factories.ambassador_index()
    factories.cohort()
    with override_settings(WAGTAILADMIN_BASE_URL=address):
        yield address


def fetch(address: str) -> tuple[int, Any]:
    try:
        with urllib.request.urlopen(address) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def api(site: str, path: str) -> tuple[int, Any]:
    status, body = fetch(site + path)
    return status, json.loads(body)


def mails_to(address: str) -> list[Any]:
    return [message for message in mail.outbox if address in message.to]


def link_in(message: Any) -> str:
    found = LINK.search(message.body)
    assert found, message.body
    return found.group(0)


def portrait() -> AmbassadorPage:
    return AmbassadorPage.objects.get()


def write_and_submit(browser: Any, site: str, picture: Path) -> None:
    """Write as Rédaction; be refused twice, each time with a way to what is missing; submit."""
    with at_work(browser, site, "redaction") as writer:
        page = writer.page
        writer.upload_photo(picture, credit="", persons="identified", channels=CHANNELS)
        photo = Image.objects.get(title=PHOTO)
        writer.goto(f"/admin/images/{photo.pk}/")
        page.locator("a:has-text('Ajouter un consentement')").first.click()
        page.fill("#id_person", SUBJECT)
        page.locator(
            "form button[type=submit]:has-text('Créer'), form button[type=submit]:has-text('Enregistrer')"
        ).last.click()
        page.wait_for_load_state("networkidle")
        writer.write_portrait(factories.ambassador_index().pk)
        assert "action-publish" not in writer.actions()

        writer.act("action-submit")
        assert "crédit" in page.locator(".messages .error").inner_text()
        # Nothing that was typed is lost.
        assert page.input_value("#id_made_here") == "cloches de bronze"
        assert page.input_value("#id_leader_name") == SUBJECT
        assert portrait().current_workflow_state is None
        page.click(".messages .error a[href$='#id_credit']")
        page.wait_for_url(f"**/admin/images/{photo.pk}/#id_credit")
        page.fill("#id_credit", "Photo Anna Petit / CMA")
        writer.save_photo()

        writer.goto(f"/admin/pages/{portrait().pk}/edit/")
        assert "crédit" not in writer.act("action-submit")
        page.click(".messages .error a[href*='/sign-off/']")
        page.fill("#id_name", SUBJECT)
        page.fill("#id_email", ADDRESS)
        page.click("form:has([name=action][value=contact]) button[type=submit]")
        page.wait_for_load_state("networkidle")

        writer.goto(f"/admin/pages/{portrait().pk}/edit/")
        assert "soumis" in writer.act("action-submit")
        assert page.locator(".messages .error").count() == 0
    assert portrait().current_workflow_task_state.task.name == "Relecture"


def approve_on_a_phone(browser: Any, site: str) -> None:
    """Approve as Relecture, from the mail's link, on the rendered page, without ever being able to edit."""
    [notice] = mails_to("relecture@demonstration.example")
    address = re.search(r"https?://\S+/admin/workflow/review/\d+/", notice.body)
    assert address, notice.body
    with at_work(browser, site, "relecture", PHONE) as reviewer:
        page = reviewer.page
        reviewer.goto(address.group(0))
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        proof = page.frame_locator("iframe[data-review-proof]")
        assert proof.locator("h1").inner_text() == TITLE
        assert proof.locator("picture img, img").first.is_visible()
        assert page.locator("a:has-text('Ouvrir le formulaire')").count() == 0
        page.fill("#comment", "Relu : tout y est.")
        page.click("#decide button[value=approve]")
        page.wait_for_load_state("networkidle")
        status = page.goto(f"{site}/admin/pages/{portrait().pk}/edit/").status
        assert status in {302, 403} or page.locator("#page-edit-form [name=action-submit]").count() == 0
    assert portrait().current_workflow_task_state.task.name == "Bon à tirer"
    assert api(site, "/api/v1/ambassadors")[1]["items"] == []


def send_the_proof(browser: Any, site: str) -> None:
    with at_work(browser, site, "redaction") as writer:
        writer.goto(f"/admin/sign-off/{portrait().pk}/")
        if not mails_to(ADDRESS):
            writer.page.click("button[name=action][value=send]")
            writer.page.wait_for_load_state("networkidle")
        assert "bat_" not in writer.page.content()
    [invitation] = mails_to(ADDRESS)
    assert TITLE in invitation.subject.replace("\xa0", " ")


def sign_without_an_account(browser: Any, site: str) -> str:
    """Sign as the person portrayed: no account, no script, a phone. Return the receipt's link."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    photo = Image.objects.get(title=PHOTO)
    page.goto(link_in(mails_to(ADDRESS)[0]))
    assert SUBJECT in page.locator(".standfirst").inner_text()
    page.click("main form button")
    assert page.locator(".proof-stamp").inner_text()
    assert page.locator(".proof-sheet h1").inner_text() == TITLE
    photo_shown = page.locator(".proof-sheet img").first
    photo_shown.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert photo_shown.evaluate("image => image.complete && image.naturalWidth > 100")
    page.click("button[name=go]")
    assert page.locator("input:checked").count() == 0
    page.click("label:has(input[name=outcome][value=sign])")
    page.click(f"label:has(input[name=appears_{photo.pk}][value=yes])")
    for use in ("site", "partners", "open", "press", "print", "social"):
        answer = "no" if use == "social" else "yes"
        page.click(f"label:has(input[name=use_{photo.pk}_{use}][value={answer}])")
    page.fill("#id_typed_name", SUBJECT)
    page.click("main form button[type=submit]")
    assert page.locator(".receipt-facts").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    context.close()
    [consent] = Consent.objects.filter(image=photo)
    assert (consent.may_site, consent.may_print, consent.may_social) == (True, True, False)
    return link_in(next(message for message in mails_to(ADDRESS) if message.attachments))


def publish(browser: Any, site: str) -> None:
    """Publish from the rendered page; nothing leaves the house before the committee has admitted the company."""
    with at_work(browser, site, "publication") as publisher:
        publisher.goto(f"/admin/workflow/review/{portrait().pk}/")
        publisher.page.click("#decide button[value=approve]")
        publisher.page.wait_for_load_state("networkidle")
        assert portrait().live
        assert api(site, "/api/v1/ambassadors")[1]["items"] == []
        assert fetch(portrait().full_url)[0] == 404

        publisher.goto("/admin/selection/admit/")
        publisher.page.select_option("[name=page]", str(portrait().pk))
        publisher.page.fill("[name=last_day]", (timezone.localdate() + timedelta(days=365)).isoformat())
        publisher.page.fill("[name=basis]", "Comité du 4 novembre.")
        publisher.page.locator("main form button[type=submit]").last.click()
        publisher.page.wait_for_url("**/selection/mandates/")


def is_everywhere(browser: Any, site: str) -> dict[str, Any]:
    [item] = api(site, "/api/v1/ambassadors")[1]["items"]
    assert item["title"] == TITLE
    assert item["image"]["credit"] == "Photo Anna Petit / CMA"
    assert api(site, f"/api/v1/documents/{item['id']}")[0] == 200
    assert fetch(item["image"]["url"])[0] == 200
    context = browser.new_context(viewport=PHONE, locale="fr-FR")
    visitor = context.new_page()
    assert visitor.goto(item["url"]).status == 200
    assert visitor.locator("h1").inner_text() == TITLE
    assert visitor.evaluate("document.querySelector('picture img').naturalWidth") > 0
    context.close()
    return dict(item)


def withdraw(browser: Any, receipt: str) -> None:
    """Take everything back by the receipt's link, days later and on another device."""
    context = browser.new_context(viewport=PHONE, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto(receipt)
    page.click(".receipt-do a:has-text('Reprendre mon accord'), .receipt-do a[href*=retrait]")
    page.click("label:has(input[name=scope][value=all])")
    page.click("label:has(input[name=is_sure])")
    page.click("main form button[type=submit]")
    assert page.locator("[role=status]").is_visible()
    context.close()


def is_nowhere(site: str, item: dict[str, Any]) -> None:
    assert api(site, "/api/v1/ambassadors")[1]["items"] == []
    assert api(site, f"/api/v1/documents/{item['id']}")[0] == 410
    assert fetch(item["url"])[0] == 404
    for address in (item["image"]["url"], *(source["url"] for source in item["image"]["srcset"])):
        assert fetch(address)[0] in {404, 410}
    states = FeedDocument.objects.filter(content_id=item["content_id"]).values_list("state", flat=True)
    assert set(states) == {"withdrawn"}
    assert RecallSheet.objects.count() >= 1


def test_a_portrait_travels_the_whole_way_and_leaves_when_its_subject_says_so(site: str, tmp_path: Path) -> None:
    picture = tmp_path / "DSC_0042.jpg"
    picture.write_bytes(factories.picture_bytes(width=1300, height=900))
    with chromium() as browser:
        write_and_submit(browser, site, picture)
        approve_on_a_phone(browser, site)
        send_the_proof(browser, site)
        receipt = sign_without_an_account(browser, site)
        publish(browser, site)
        item = is_everywhere(browser, site)
        withdraw(browser, receipt)
        is_nowhere(site, item)
    kinds = Decision.objects.filter(outcome=Outcome.APPROVED).values_list("kind", flat=True)
    assert set(kinds) >= {Kind.REVIEW, Kind.COMPLETENESS, Kind.SIGN_OFF, Kind.PUBLICATION}
    assert verify().is_clean
    assert verify_feed().is_clean
