"""The doors of the API: the service document, the contract and its page."""

from __future__ import annotations

import ast
import itertools
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client

from cms.feed.registry import all_types
from tests.cms.delivery.feed_rows import ambassador_row

ROOM = Path(settings.BASE_DIR) / "cms" / "delivery"
STYLES = ROOM / "static" / "delivery"
SHEETS = ("pages.css", "docs.css", "explorer.css", "sandbox.css")


def expanded(template: str, values: dict[str, Any]) -> str:
    """Fill a URI template with those of the values that it names (RFC 6570: `{x}`, `{/x}`, `{?x,y*}`)."""

    def fill(found: re.Match[str]) -> str:
        kind, names = found[1], [name.rstrip("*") for name in found[2].split(",")]
        given = {name: quote(str(values[name]), safe="") for name in names if name in values}
        if kind == "?":
            return "?" + "&".join(f"{name}={text}" for name, text in given.items()) if given else ""
        return "".join(f"{kind}{text}" for text in given.values())

    return re.sub(r"\{([/?]?)([^}]+)\}", fill, template)


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

    @pytest.mark.parametrize("mount", ["", "/sandbox"])
    def test_it_leads_to_every_face(self, client: Client, mount: str) -> None:
        found = client.get(f"{mount}/api/v1/").json()
        root = f"http://testserver{mount}"
        assert {name: found[name] for name in ("graphql", "feeds", "oembed", "embed", "elements", "sandbox")} == {
            "graphql": f"{root}/api/graphql",
            "feeds": f"{root}/feeds",
            "oembed": f"{root}/oembed{{?url,format,maxwidth,maxheight}}",
            "embed": f"{root}/embed/{{plural}}{{/slug}}{{?locale,theme}}",
            "elements": f"{root}/embed/v1.js",
            "sandbox": "http://testserver/sandbox/",
        }

    @pytest.mark.django_db
    @pytest.mark.parametrize("mount", ["", "/sandbox"])
    def test_and_each_answers_where_it_says(self, client: Client, mount: str) -> None:
        row = ambassador_row(audience="sandbox" if mount else "open")
        found = client.get(f"{mount}/api/v1/").json()
        values = {
            "id": row.document_id,
            "plural": "ambassadors",
            "slug": row.slug,
            "q": "fonderie",
            "url": "https://x/",
        }
        statuses = {
            name: client.get(expanded(template, values)).status_code
            for name, template in found.items()
            if isinstance(template, str) and template.startswith("http")
        }
        # A question that GraphQL was not asked, a path that was left out, a page that is not ours, a key not sent.
        elsewhere = {"graphql": 400, "resolve": 400, "oembed": 404, "eligibility": 200 if mount else 401}
        assert statuses == dict.fromkeys(statuses, 200) | elsewhere


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
            assert {"200", "304", "400", "401", "403", "405", "406", "429"} <= set(responses), path
            for status, response in responses.items():
                if status >= "400":
                    assert list(response["content"]) == ["application/problem+json"]
            assert all({"RateLimit", "RateLimit-Policy"} <= set(answer["headers"]) for answer in responses.values())
            assert "Retry-After" in responses["429"]["headers"], path
            assert "WWW-Authenticate" in responses["401"]["headers"], path
        assert "308" in contract["paths"]["/api/v1/ambassadors/{id_or_slug}"]["get"]["responses"]

    def test_says_how_keys_are_sent_and_where_one_is_needed(self, client: Client) -> None:
        contract = client.get("/api/v1/openapi.json").json()
        schemes = contract["components"]["securitySchemes"]
        assert (schemes["secretKey"]["type"], schemes["secretKey"]["scheme"]) == ("http", "bearer")
        found = schemes["publishableKey"]
        assert (found["type"], found["in"], found["name"]) == ("apiKey", "query", "key")
        assert contract["security"] == [{}, {"secretKey": []}, {"publishableKey": []}]
        keyed = [path for path, operations in contract["paths"].items() if "security" in operations["get"]]
        assert keyed == ["/api/v1/documents/{document_id}/eligibility"]
        assert {} not in contract["paths"][keyed[0]]["get"]["security"]

    def test_every_header_that_is_declared_is_sent_and_described(self, client: Client) -> None:
        contract = client.get("/api/v1/openapi.json").json()
        declared = contract["paths"]["/api/v1/news"]["get"]["responses"]["200"]["headers"]
        for header in declared.values():
            name = header["$ref"].rpartition("/")[2]
            assert contract["components"]["headers"][name]["description"]
        sent = client.get("/api/v1/news").headers
        # Neighbouring pages, where there are some; a date, where something was ever changed.
        assert set(declared) - set(sent) <= {"Link", "Last-Modified"}

    def test_each_kind_of_document_is_told_by_its_type(self, client: Client) -> None:
        schemas = client.get("/api/v1/openapi.json").json()["components"]["schemas"]
        for feed_type in all_types():
            for shape in {feed_type.item.__name__, feed_type.document.__name__} & set(schemas):
                assert schemas[shape]["properties"]["type"]["const"] == feed_type.name, shape


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
            "delivery/pages.css",
            "delivery/docs.css",
        ]
        assert f'<a class="name" href="/" rel="home">{settings.WAGTAIL_SITE_NAME}</a>' in page
        assert "font-src 'self'" in answer.headers["Content-Security-Policy"]

    @pytest.mark.parametrize("name", SHEETS)
    def test_every_colour_is_a_token_of_the_site(self, name: str) -> None:
        sheet = (STYLES / name).read_text()
        tokens = (Path(settings.BASE_DIR) / "cms" / "static" / "css" / "tokens.css").read_text()
        used = set(re.findall(r"var\((--[a-z0-9-]+)\)", sheet)) - {"--rivet"}
        assert "--ink" in used
        assert all(f"{name}:" in tokens for name in used)
        assert not re.search(r"#[0-9a-f]{3,8}\b|rgba?\(", sheet)

    def test_no_rule_of_all_pages_is_written_again_for_one(self) -> None:
        sheets = {name: (STYLES / name).read_text() for name in SHEETS}
        rules = {name: set(re.findall(r"^\S[^{}]*\{[^{}]*\}", text, re.MULTILINE)) for name, text in sheets.items()}
        for first, second in itertools.combinations(SHEETS, 2):
            assert not {rule for rule in rules[first] & rules[second] if rule.count(";") > 1}, (first, second)


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
