"""The explorer: shown to browsers alone, with our own assets, and its examples are answered."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from cms.delivery.graphql.examples import examples
from tests.axe import violations
from tests.browser import CHROMIUM, chromium
from tests.cms.delivery.graphql.world import ADDRESS, data, everything

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


class TestPage:
    def test_is_shown_to_a_browser_alone(self, client: Client) -> None:
        page = client.get(ADDRESS, HTTP_ACCEPT=BROWSER)
        assert page.headers["Content-Type"] == "text/html; charset=utf-8"
        assert "Accept" in page.headers["Vary"]
        for accept in ("application/json", "*/*", "application/json, text/html;q=0.5"):
            assert client.get(ADDRESS, HTTP_ACCEPT=accept).headers["Content-Type"].startswith("application/json")

    def test_has_its_own_assets_and_lets_nothing_else_in(self, client: Client) -> None:
        page = client.get(ADDRESS, HTTP_ACCEPT=BROWSER)
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        html = page.content.decode()
        named = re.findall(r'(?:src|href)="(/[^"]*|http[^"]*)"', html)
        assets = [address for address in named if address != "/"]
        assert len(assets) >= 5
        for address in assets:
            assert finders.find(address.removeprefix("/static/")), address
        assert not re.search(r"<style|<script>|\son\w+=|\sstyle=", html)

    def test_asks_the_mount_it_stands_under(self, client: Client) -> None:
        assert '"/sandbox/api/graphql"' in client.get("/sandbox" + ADDRESS, HTTP_ACCEPT=BROWSER).content.decode()

    @pytest.mark.parametrize("example", examples(), ids=lambda example: example["name"])
    def test_every_example_is_answered(self, client: Client, example: dict[str, str]) -> None:
        everything()
        data(client, example["query"], json.loads(example["variables"]))


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.once
@pytest.mark.skipif(CHROMIUM is None, reason="Needs Chromium.")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_in_a_browser(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    # Playwright runs a loop in this thread; the ORM calls between its steps are ours and synchronous.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    everything()
    with chromium() as browser:
        for width, scheme in ((360, "dark"), (1280, "light")):
            context = browser.new_context(
                viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=False
            )
            page = context.new_page()
            said: list[str] = []
            page.on("console", lambda message, said=said: said.append(message.text))  # type: ignore[misc]
            page.goto(live_server.url + ADDRESS)
            page.wait_for_selector("#names a")
            page.focus("#query")
            page.keyboard.press("Control+Enter")
            page.locator("#status", has_text="Answered").wait_for()
            assert "Fonderie" in page.inner_text("#result")
            page.fill("#variables", "{")
            page.click("button.act")
            assert "not JSON" in page.inner_text("#status")
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert said == []
            assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in violations(page)] == []
            context.close()
