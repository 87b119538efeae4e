"""The walk of the writer's guide through the admin, with a picture at each of its stations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from cms.demo.people import ROLES

VIEWPORT = {"width": 1280, "height": 800}
Shot = Callable[..., None]


def walk(page: Any, site: str, *, directory: int, photo: Path, shot: Shot) -> None:
    """Walk through the guide on a site that has the demonstration's accounts.

    Shape: `directory` is the key of the page that lists the portraits; `shot` is called with the name of each picture,
    and its height where the whole window is too much.
    """
    writer = next(role for role in ROLES if role.username == "publication")
    page.goto(f"{site}/admin/login/")
    page.fill("#id_username", writer.username)
    shot("connexion")
    page.fill("#id_password", writer.password)
    page.click("button[type=submit]")
    page.wait_for_url(f"{site}/admin/")
    _send_photo(page, site, photo, shot)
    _write(page, site, directory, shot)
    _publish_and_hide(page, shot)


def _send_photo(page: Any, site: str, photo: Path, shot: Shot) -> None:
    page.goto(f"{site}/admin/images/add/")
    page.get_by_label("Oui, je l’ai prise", exact=False).check()
    page.wait_for_load_state("networkidle")
    shot("photo-question", 410)
    page.set_input_files("input[type=file]", str(photo))
    page.fill("#id_title", "Coulée à la fonderie")
    page.fill("#id_default_alt", "Un creuset verse le métal dans un moule.")
    page.fill("#id_author", "Anna Petit")
    page.fill("#id_credit", "Anna Petit / CMA Val-de-Marne")
    page.select_option("#id_licence", "all-rights-reserved")
    page.check("#id_may_site")
    page.check("#id_may_partners")
    page.select_option("#id_persons", "nobody")
    page.click("form button[type=submit]:has-text('Transférer')")
    page.wait_for_url(lambda url: "/admin/images/add" not in url)
    page.goto(f"{site}/admin/images/")
    page.locator("a:has-text('Coulée à la fonderie')").first.click()
    page.locator(".media-rights").wait_for()
    page.wait_for_load_state("networkidle")
    shot("photo-droits")


def _write(page: Any, site: str, directory: int, shot: Shot) -> None:
    # One kind of page can be added there: the choice is skipped.
    page.goto(f"{site}/admin/pages/{directory}/add_subpage/")
    page.wait_for_url("**/add/ambassadors/ambassadorpage/**")
    page.fill("#id_title", "Fonderie du Pont-Neuf")
    page.fill("#id_summary", "À Créteil, on y coule des cloches de bronze.")
    page.fill("#id_company_name", "Fonderie du Pont-Neuf")
    page.fill("#id_made_here", "cloches de bronze")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.scrollTo(0, 0)")
    shot("nouveau-portrait")
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
    shot("diffusion")
    page.get_by_role("tab", name="Contenu").click()


def _publish_and_hide(page: Any, shot: Shot) -> None:
    page.locator("button:has-text('Enregistrer le brouillon')").first.click()
    page.wait_for_url("**/edit/")
    page.evaluate("window.scrollTo(0, 0)")
    page.get_by_role("button", name="Prévisualisation").first.click()
    frame = page.frame_locator("iframe[title='Prévisualisation'], iframe").first
    frame.locator("h1:has-text('Fonderie du Pont-Neuf')").wait_for()
    page.wait_for_load_state("networkidle")
    shot("apercu")
    page.get_by_role("button", name="Prévisualisation").first.click()
    page.locator("footer [data-w-dropdown-target='toggle'], .footer [data-w-dropdown-target='toggle']").last.click()
    page.locator("[name=action-publish]").wait_for()
    # The menu fades in.
    page.wait_for_timeout(600)
    shot("publier")
    page.locator("[name=action-publish]").click()
    page.locator(".messages:has-text('publié')").wait_for()
    page.locator(".messages a:has-text('Modifier')").click()
    page.wait_for_url("**/edit/")
    page.locator("[data-side-panel-toggle='status']").click()
    page.locator("button:has-text('Modifier les règles de confidentialité'):visible").click()
    page.locator("form[action*=privacy]:visible").wait_for()
    page.wait_for_timeout(600)
    shot("confidentialite")
