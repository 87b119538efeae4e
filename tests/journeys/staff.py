"""The staff of the house before a browser: each signs in under their own role and does their part of a portrait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cms.demo.people import ROLES

DESK = {"width": 1280, "height": 1000}
PHONE = {"width": 360, "height": 740}
# A little more than Wagtail waits after the last keystroke.
AUTOSAVE_MS = 1000
PHOTO = "Mouleuse au travail"
MENU = "footer [data-w-dropdown-target='toggle'], .footer [data-w-dropdown-target='toggle']"


class Staff:
    """One person of the house at the admin."""

    def __init__(self, page: Any, site: str, username: str) -> None:
        self.page, self.site = page, site
        account = next(role for role in ROLES if role.username == username)
        page.goto(f"{site}/admin/login/")
        page.fill("#id_username", account.username)
        page.fill("#id_password", account.password)
        page.click("button[type=submit]")
        page.wait_for_url(f"{site}/admin/")

    def goto(self, address: str) -> None:
        """Open an address of the site and wait until it is quiet."""
        self.page.goto(address if address.startswith("http") else f"{self.site}{address}")
        self.page.wait_for_load_state("networkidle")

    def messages(self) -> str:
        """Return what the admin says at the top of the page."""
        return str(self.page.locator(".messages").inner_text())

    def settle(self) -> None:
        """Wait until the draft has saved itself: a form that is sent meanwhile would make the same page twice."""
        self.page.wait_for_timeout(AUTOSAVE_MS)
        self.page.get_by_text("Enregistrement…").first.wait_for(state="hidden")

    def act(self, name: str) -> str:
        """Choose an action of the editor's menu; return what the admin says to it."""
        self.settle()
        self.page.locator(MENU).last.click()
        self.page.locator(f"[name={name}]").click()
        self.page.wait_for_load_state("networkidle")
        return self.messages()

    def actions(self) -> list[str]:
        """Return the names of the actions that the editor offers."""
        self.page.locator(MENU).last.click()
        found = self.page.evaluate("[...document.querySelectorAll('[name^=action-]')].map((button) => button.name)")
        self.page.keyboard.press("Escape")
        return list(found)

    def upload_photo(self, picture: Path, *, credit: str, persons: str, channels: tuple[str, ...]) -> None:
        """Bring a photo with everything that is known of it."""
        page = self.page
        page.goto(f"{self.site}/admin/images/add/")
        page.get_by_label("Oui, je l’ai prise", exact=False).check()
        page.set_input_files("input[type=file]", str(picture))
        page.fill("#id_title", PHOTO)
        page.fill("#id_default_alt", "Une mouleuse démoule une pièce en bronze.")
        page.fill("#id_author", "Anna Petit")
        page.fill("#id_credit", credit)
        page.select_option("#id_licence", "CC-BY-4.0")
        for channel in channels:
            page.check(f"#id_{channel}")
        page.select_option("#id_persons", persons)
        page.click("form button[type=submit]:has-text('Transférer')")
        page.wait_for_url(lambda url: "/admin/images/add" not in url)

    def save_photo(self) -> None:
        """Save the photo that is open."""
        self.page.click("form button[type=submit]:has-text('Enregistrer')")
        self.page.wait_for_load_state("networkidle")

    def write_portrait(self, directory: int) -> None:
        """Fill in a new portrait with the photo."""
        page = self.page
        page.goto(f"{self.site}/admin/pages/add/ambassadors/ambassadorpage/{directory}/")
        page.fill("#id_title", "Fonderie du Pont Neuf")
        page.fill("#id_summary", "On y coule des cloches de bronze.")
        page.fill("#id_company_name", "Fonderie du Pont Neuf")
        page.fill("#id_made_here", "cloches de bronze")
        page.select_option("#id_naf_division", "24")
        page.select_option("#id_commune", "94028")
        page.fill("#id_siren", "732829320")
        page.fill("#id_leader_name", "Anna Martin")
        page.fill("#id_leader_role", "fondeuse")
        page.fill("#id_quote", "Une cloche se coule une seule fois.")
        page.locator("button.c-sf-add-button").first.click()
        page.locator(".w-combobox__option:has-text('Intertitre')").first.click()
        page.fill("[name=story-0-value-text]", "Un four, trois générations")
        page.click("#id_commitments-ADD")
        page.select_option("#id_commitments-0-kind, [name=commitments-0-kind]", index=1)
        page.fill("[name=commitments-0-evidence]", "Neuf salariés sur douze habitent à moins de dix kilomètres.")
        page.locator("#panel-child-content-image-section, [id*=image]").locator(
            "button:has-text('Choisir une image')"
        ).first.click()
        page.locator(f".modal .image-choice, .modal a:has-text('{PHOTO}')").first.click()
        page.locator(".modal").wait_for(state="hidden")


@contextmanager
def at_work(browser: Any, site: str, username: str, viewport: dict[str, int] = DESK) -> Iterator[Staff]:
    """Open a browser of somebody's own."""
    context = browser.new_context(viewport=viewport, locale="fr-FR")
    yield Staff(context.new_page(), site, username)
    context.close()
