"""The writer's walk through the admin: a photo, a portrait, a submission that is refused, and what retires a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.journeys.photographer import Photographer
from tests.journeys.screens import PUBLISHER, WRITER, page_of
from tests.journeys.staff import AUTOSAVE_MS

MENU = "footer [data-w-dropdown-target='toggle'], .footer [data-w-dropdown-target='toggle']"


def walk(photographer: Photographer, photo: Path) -> None:
    """Take the pictures of the guide “Rédiger un portrait”."""
    with photographer.window() as page:
        page.goto(f"{photographer.site}/admin/login/")
        page.fill("#id_username", WRITER)
        photographer.shot(page, "connexion")
    with photographer.desk_of(WRITER) as page:
        _send_photo(photographer, page, photo)
        _write(photographer, page)
        _submit(photographer, page)
    with photographer.desk_of(PUBLISHER) as page:
        live = page_of("ambassadors", "fonderie-des-deux-rives")
        photographer.goto(page, f"/admin/pages/{live.pk}/edit/")
        page.locator("[data-side-panel-toggle='status']").click()
        page.locator("button:has-text('Modifier les règles de confidentialité'):visible").click()
        page.locator("form[action*=privacy]:visible").wait_for()
        photographer.shot(page, "confidentialite")


def _send_photo(photographer: Photographer, page: Any, photo: Path) -> None:
    photographer.goto(page, "/admin/images/add/")
    page.get_by_label("Oui, je l’ai prise", exact=False).check()
    page.wait_for_load_state("networkidle")
    photographer.shot(page, "photo-question", height=410)
    page.set_input_files("input[type=file]", str(photo))
    page.fill("#id_title", "Coulée à la fonderie")
    page.fill("#id_default_alt", "Un creuset verse le métal dans un moule.")
    page.fill("#id_author", "Anna Petit")
    page.select_option("#id_licence", "all-rights-reserved")
    page.check("#id_may_site")
    page.check("#id_may_partners")
    page.select_option("#id_persons", "nobody")
    page.click("form button[type=submit]:has-text('Transférer')")
    page.wait_for_url(lambda url: "/admin/images/add" not in url)
    photographer.goto(page, "/admin/images/")
    page.locator("a:has-text('Coulée à la fonderie')").first.click()
    page.locator(".media-rights").wait_for()
    page.wait_for_load_state("networkidle")
    photographer.shot(page, "photo-droits")


def _write(photographer: Photographer, page: Any) -> None:
    directory = page_of("pages", "ambassadors").pk
    # One kind of page can be added there: the choice is skipped.
    page.goto(f"{photographer.site}/admin/pages/{directory}/add_subpage/")
    page.wait_for_url("**/add/ambassadors/ambassadorpage/**")
    page.fill("#id_title", "Fonderie du Pont-Neuf")
    page.fill("#id_summary", "À Créteil, on y coule des cloches de bronze.")
    page.fill("#id_company_name", "Fonderie du Pont-Neuf")
    page.fill("#id_made_here", "cloches de bronze")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.scrollTo(0, 0)")
    photographer.shot(page, "nouveau-portrait")
    page.select_option("#id_naf_division", "24")
    page.select_option("#id_commune", "94028")
    page.fill("#id_leader_name", "Anna Martin")
    page.fill("#id_quote", "Une cloche se coule une seule fois.")
    page.locator("button:has-text('Choisir une image')").first.click()
    page.locator(".modal a:has-text('Coulée à la fonderie')").first.click()
    page.locator(".modal").wait_for(state="hidden")
    page.get_by_role("tab", name="Référencement et diffusion").click()
    page.locator("#id_audience").scroll_into_view_if_needed()
    page.locator("#id_audience").focus()
    photographer.shot(page, "diffusion")
    page.get_by_role("tab", name="Contenu").click()


def _submit(photographer: Photographer, page: Any) -> None:
    page.wait_for_timeout(AUTOSAVE_MS)
    page.get_by_text("Enregistrement…").first.wait_for(state="hidden")
    page.locator("button:has-text('Enregistrer le brouillon')").first.click()
    page.wait_for_url("**/edit/")
    page.evaluate("window.scrollTo(0, 0)")
    page.get_by_role("button", name="Prévisualisation").first.click()
    frame = page.frame_locator("iframe[title='Prévisualisation'], iframe").first
    frame.locator("h1:has-text('Fonderie du Pont-Neuf')").wait_for()
    page.wait_for_load_state("networkidle")
    photographer.shot(page, "apercu")
    page.locator("[data-side-panel-toggle='completeness']").click()
    photographer.shot(page, "completude")
    page.locator("[data-side-panel-toggle='completeness']").click()
    page.locator(MENU).last.click()
    page.locator("[name=action-submit]").wait_for()
    photographer.shot(page, "soumettre")
    page.locator("[name=action-submit]").click()
    page.locator(".messages .error").wait_for()
    page.wait_for_load_state("networkidle")
    photographer.shot(page, "soumission-refusee", height=460)
