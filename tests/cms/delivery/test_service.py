"""The doors of the API: the service document, the contract and its page."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

ROOM = Path(settings.BASE_DIR) / "cms" / "delivery"


class TestServiceDocument:
    def test_every_link_leads_somewhere(self, client: Client) -> None:
        found = client.get("/api/v1/").json()
        assert client.get(found["openapi"]).status_code == 200
        assert client.get(found["docs"]).status_code == 200
        lists = [kind["url"] for kind in found["types"] if kind["url"]]
        assert "http://testserver/api/v1/ambassadors" in lists
        for url in lists:
            assert client.get(url).status_code == 200
        assert found["locales"] == ["fr", "en"]


class TestContract:
    def test_says_openapi_3_1_and_declares_the_blocks(self, client: Client) -> None:
        contract = client.get("/api/v1/openapi.json").json()
        assert contract["openapi"].startswith("3.1")
        body = contract["components"]["schemas"]["AmbassadorDocument"]["properties"]["body"]
        assert body["items"]["discriminator"]["propertyName"] == "type"
        assert len(body["items"]["oneOf"]) == len(body["items"]["discriminator"]["mapping"]) >= 10

    def test_every_property_and_parameter_is_described(self, client: Client) -> None:
        contract = client.get("/api/v1/openapi.json").json()
        bare = [
            f"{name}.{key}"
            for name, schema in contract["components"]["schemas"].items()
            for key, value in schema.get("properties", {}).items()
            if not value.get("description")
        ]
        assert bare == []
        for path, operations in contract["paths"].items():
            assert operations["get"]["summary"], path
            assert all(parameter["description"] for parameter in operations["get"]["parameters"]), path

    def test_every_operation_declares_its_problems(self, client: Client) -> None:
        contract = client.get("/api/v1/openapi.json").json()
        for path, operations in contract["paths"].items():
            responses = operations["get"]["responses"]
            assert {"200", "304", "400", "405", "406"} <= set(responses), path
            for status, response in responses.items():
                if status >= "400":
                    assert list(response["content"]) == ["application/problem+json"]
        assert "308" in contract["paths"]["/api/v1/ambassadors/{id_or_slug}"]["get"]["responses"]


class TestDocs:
    def test_the_page_has_no_outside_assets_and_no_inline_script(self, client: Client) -> None:
        answer = client.get("/api/v1/docs", headers={"accept": "text/html"})
        page = answer.content.decode()
        assert "http://" not in page
        assert "https://" not in page
        for source in re.findall(r'(?:src|href)="(/static/[^"]+)"', page):
            assert finders.find(source.removeprefix("/static/")), source
        scripts = re.findall(r"<script([^>]*)>", page)
        assert scripts
        assert all("src=" in script or 'type="application/json"' in script for script in scripts)
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert '"validatorUrl": null' in page

    def test_the_page_wears_the_dress_of_the_site(self, client: Client) -> None:
        answer = client.get("/api/v1/docs", headers={"accept": "text/html"})
        page = answer.content.decode()
        assert re.findall(r'href="/static/([^"]+\.css)"', page)[1:] == [
            "css/fonts.css",
            "css/tokens.css",
            "delivery/docs.css",
        ]
        assert f'<a class="name" href="/" rel="home">{settings.WAGTAIL_SITE_NAME}</a>' in page
        assert "font-src 'self'" in answer.headers["Content-Security-Policy"]

    def test_every_colour_is_a_token_of_the_site(self) -> None:
        sheet = (ROOM / "static" / "delivery" / "docs.css").read_text()
        tokens = (Path(settings.BASE_DIR) / "cms" / "static" / "css" / "tokens.css").read_text()
        used = set(re.findall(r"var\((--[a-z0-9-]+)\)", sheet)) - {"--rivet"}
        assert "--act" in used
        assert all(f"{name}:" in tokens for name in used)
        assert not re.search(r"#[0-9a-f]{3,8}\b|rgba?\(", sheet)


@pytest.mark.django_db
def test_the_icon_browsers_ask_for(client: Client) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/static/img/mark.svg"
    assert finders.find("img/mark.svg")


def test_no_face_imports_a_page_model() -> None:
    forbidden = ("cms.pages", "cms.blocks", "home", "ambassadors", "news", "whitepaper")
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                assert not name.startswith(forbidden), f"{path.name} imports {name}"
                assert name != "wagtail.models", f"{path.name} imports {name}"
