"""One public page of each kind, with every block in its story, and what a visitor gets there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.contrib.typed_table_block.blocks import TypedTable
from wagtail.rich_text import RichText

from cms.blocks.story import STORY_BLOCKS
from tests import factories


def story(picture: Any) -> list[tuple[str, Any]]:
    """Return a story with one block of each kind that needs no file."""
    data = STORY_BLOCKS["chart"].child_blocks["table"]
    text, number = data.child_blocks["text"], data.child_blocks["number"]
    table = TypedTable(
        [{"block": text, "heading": "Commune"}, {"block": number, "heading": "Emplois"}],
        [{"values": ["Vitry-sur-Seine", 12400.0]}, {"values": ["Orly", None]}, {"values": ["Créteil", 7350.5]}],
        "Emplois industriels",
    )
    photo = {"image": picture, "alt": "", "caption": "La coulée du jeudi."}
    chart = {"title": "Vitry fabrique", "description": "Vitry domine.", "unit": "emplois", "source": "INSEE"}
    return [
        ("heading", {"text": "Un four", "level": "2", "anchor": ""}),
        ("rich_text", RichText("<p>On coule encore <i>à la main</i>.</p><ul><li>cire</li></ul>")),
        ("heading", {"text": "Trois générations", "level": "3", "anchor": ""}),
        ("pull_quote", {"text": "Ici, on répare.", "speaker": "Nadia Ferrand", "role": "fondeuse"}),
        ("question_answer", {"question": "Pourquoi Vitry ?", "answer": RichText("<p>Pour nos clients.</p>")}),
        ("callout", {"kind": "note", "title": "", "text": RichText("<p>On visite le samedi.</p>")}),
        ("photo", photo),
        ("gallery", {"title": "Une journée", "photos": [photo, photo]}),
        ("video", {"url": "https://vimeo.com/1", "title": "Le four", "transcript": RichText("<p>Bruit.</p>")}),
        (
            "steps",
            {"title": "De la cire au bronze", "steps": [{"title": "Mouler", "text": RichText("<p>Tasser.</p>")}]},
        ),
        ("timeline", {"title": "", "entries": [{"date": "1962", "title": "Premier four", "text": ""}]}),
        ("key_figure", {"value": "33 000", "unit": "", "label": "établissements", "source": "CCI", "year": 2024}),
        ("table", table),
        *(("chart", {"kind": kind, **chart, "table": table}) for kind in ("bars", "columns", "line")),
    ]


def build() -> dict[str, str]:
    """Make one public page of each kind and return their paths by name."""
    picture = factories.image()
    portrait = factories.ambassador(
        title="Fonderie des Deux-Rives", slug="fonderie", image=picture, cohort=factories.cohort(), number=7,
        quote="Le métal n’attend pas.", is_demonstration=True, siren="732829320", workforce=12, founded_year=1962,
        website="https://atelier.example/", chamber="cma", tags=("bronze",), story=story(picture),
        commitments=(("local-hiring", "Neuf sur douze."),),
    )  # fmt: skip
    factories.ambassador(title="Tissage", slug="tissage", commune="94081", naf_division="13")
    english = factories.translate(portrait, title="Foundry", slug="foundry")
    article = factories.article(
        title="Portes ouvertes", slug="portes-ouvertes", image=picture, category=factories.news_category(),
        ambassadors=(portrait,), tags=("visite",), author_line="La rédaction", body=story(picture),
    )  # fmt: skip
    paper = factories.white_paper(title="Fabriquer", slug="fabriquer", foreword=story(picture)[:2])
    first = factories.chapter(parent=paper, title="Un territoire", slug="un-territoire", body=story(picture))
    factories.chapter(parent=paper, title="Transmettre", slug="transmettre")
    nasty = factories.article(title="</script><script>alert(1)</script>", slug="mechant")
    home = factories.home_page(
        hero_title="Ici, on fabrique", hero_text="Poussez la porte.", image=picture, white_paper=paper,
        key_figures=[("key_figure", {"value": "47", "unit": "communes", "label": "un territoire", "source": ""})],
        call_title="Et vous ?", call_text="<p>Jusqu’au 31 mars.</p>", call_label="Proposer", call_url="https://x.example/",
    )  # fmt: skip
    home.featured_ambassadors.create(ambassador=portrait)
    home = factories.publish(home)
    pages = {
        "home": home,
        "directory": portrait.get_parent(),
        "portrait": portrait,
        "english portrait": english,
        "news": article.get_parent(),
        "article": article,
        "white papers": paper.get_parent(),
        "white paper": paper,
        "chapter": first,
    }
    search = reverse("search:search")
    return {
        **{name: page.get_url() or "" for name, page in pages.items()},
        "search": search,
        "search results": f"{search}?q=fonderie",
        "search without result": f"{search}?q=zzzz",
        "directory without result": f"{portrait.get_parent().get_url()}?commune=94028&sector=13",
        "missing": "/rien-ici/",
        "nasty": nasty.get_url() or "",
    }


@dataclass(frozen=True)
class Visit:
    """What a visitor got at one address, and the data that the page says it is made of."""

    path: str
    status: int
    headers: dict[str, str]
    has_cookie: bool
    html: BeautifulSoup
    data: bytes


def visit(visitor: Client, path: str) -> Visit:
    """Fetch a page and the document it links to."""
    response = visitor.get(path)
    html = BeautifulSoup(response.content, "html.parser")
    link = html.select_one("link[rel=alternate][type='application/json']")
    data = visitor.get(str(link["href"])).content if link else b""
    return Visit(path, response.status_code, dict(response.headers), bool(response.cookies), html, data)
