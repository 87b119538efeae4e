"""In a real browser, on somebody else's page under a policy of its own: the elements, and one card in a frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from cms.partners.keys import revoke_key
from tests.browser import CHROMIUM, chromium, until
from tests.cms.delivery.embed.cards_world import article, image, maker, partner_with_key, white_paper
from tests.cms.delivery.embed.hosts import Host
from tests.cms.delivery.embed.visiting import DESK, KEPT, PHONE, tell, visiting

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
CARDS = """
name => [...document.querySelectorAll(name)].flatMap((one) => [...one.shadowRoot.querySelectorAll(".card")]
  .map((card) => [...card.querySelectorAll(".name, .number, .mark, .shelf, dt, dd, .lead, .words, .credit, .badge")]
    .map((part) => part.textContent.trim())))
"""
FRAME_CARDS = """
() => [...document.querySelectorAll(".card")].map((card) =>
  [...card.querySelectorAll(".name, .number, .mark, .shelf, dt, dd, .lead, .words, .credit, .badge")]
    .map((part) => part.textContent.trim()))
"""
HOSTILE = "<img src=x onerror=\"document.title='broken'\"></a><script>document.title='broken'</script>"
LINK = '<a href="{ours}/ambassadeurs/">Les ambassadeurs</a>'
FEED = f'<fabrique-feed type="ambassadors" limit="4" {{more}}>{LINK}</fabrique-feed>'

GAP = "document.querySelector('#after').getBoundingClientRect().top - {0}.getBoundingClientRect().bottom"


def gap_after_a_look_elsewhere(page: Any, last: str, most: int) -> float:
    """Scroll out of sight and back; return what room is left below the last thing that is shown, in px.

    The room is given back when the browser next says what is in sight: as soon as it comes to it, and not by a clock.
    """
    page.evaluate("scrollTo(0, 1e6)")
    until(page, f"{GAP.format(last)} < {most}")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return float(page.evaluate(GAP.format(last)))


def answering(body: str) -> Callable[[Any], None]:
    """Return what answers every question with the same body."""
    headers = {"access-control-allow-origin": "*"}
    return lambda route: route.fulfill(body=body, headers=headers, content_type="application/json")


def test_elements(town: Host, ours: str) -> None:
    """Shown alike at both widths, in both schemes, with a keyboard; and sharing, changing, leaving their questions."""
    for number in range(1, 5):
        maker(base=ours, number=number)
    article(base=ours), white_paper(base=ours)
    found: list[str] = []
    both = FEED.replace("{more}", 'heading="2"') + "<p>La suite de la page.</p>"
    with chromium() as browser:
        address = town.page("/", both)
        for viewport, scheme in ((PHONE, "dark"), (DESK, "light")):
            with visiting(browser, ours, viewport, color_scheme=scheme) as visitor:
                page = visitor.open(address)
                assert tell(page) == [["fabrique:load", {"count": 4}]]
                page.wait_for_load_state("networkidle")
                name = f"{viewport['width']} {scheme}"
                found += [f"{name}: {one}" for one in visitor.axe()]
                assert page.evaluate("window.shift") == 0, name
                assert page.evaluate("document.documentElement.scrollWidth") <= viewport["width"], name
                assert page.evaluate("window.blocked") == [], name
                assert page.evaluate(KEPT) == [0, 0, ""]
                hosts = {f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in visitor.asked}
                assert hosts <= {ours, town.origin}, name
                # Every card can be reached, in the order in which it is read; so can the licence of its picture.
                reached = []
                for _ in range(4):
                    page.keyboard.press("Tab")
                    reached.append(page.evaluate("document.activeElement.shadowRoot.activeElement.href"))
                assert reached[0] == f"{ours}/ambassadeurs/atelier-1/"
                assert "creativecommons" in reached[1]
                assert visitor.warnings == []
        assert found == []

        with visiting(browser, ours, DESK) as visitor:
            # At 200 per cent the window holds half as many pixels of CSS.
            page = visitor.open(address)
            page.set_viewport_size({"width": 640, "height": 400})
            tell(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= 640
            assert page.evaluate(
                "document.querySelector('fabrique-feed').shadowRoot.querySelector('canvas') !== null || "
                "document.querySelector('fabrique-feed').shadowRoot.querySelector('img').complete"
            )
            for theme, colour in (("dark", "rgb(15, 25, 31)"), ("light", "rgb(246, 243, 236)")):
                page.evaluate("theme => document.querySelector('fabrique-feed').setAttribute('theme', theme)", theme)
                style = "getComputedStyle(document.querySelector('fabrique-feed')).backgroundColor"
                assert page.evaluate(style) == colour
                assert visitor.axe() == []
            # The looks are not the question: nothing was asked again.
            assert len(visitor.calls("/api/v1/")) == 1

        with visiting(browser, ours) as visitor:
            many = (FEED * 3).replace(
                "{more}", ""
            ) + '<fabrique-card type="ambassadors" slug="atelier-2"><a href="#">x</a></fabrique-card>'
            page = visitor.open(town.page("/many", many))
            tell(page, 4)
            assert len(visitor.calls("/api/v1/ambassadors?")) == 1
            assert page.evaluate(CARDS, "fabrique-card")[0][2:4] == ["Les vingt premiers", "Atelier 2"]
            # Two changes at once are one question; a question that was left is not answered.
            page.evaluate("""() => { window.told.length = 0; const one = document.querySelector("fabrique-feed");
              one.setAttribute("type", "news"); one.setAttribute("limit", "1"); }""")
            assert tell(page) == [["fabrique:load", {"count": 1}]]
            assert page.evaluate(CARDS, "fabrique-feed")[0][:3] == ["22 novembre 2026", "Visites", "Une visite"]
            assert len(visitor.calls("/api/v1/news?")) == 1
            assert (
                page.evaluate("""async () => {
              window.told.length = 0; const one = document.querySelector("fabrique-feed");
              one.setAttribute("limit", "2"); await null; one.setAttribute("limit", "3"); await null; one.remove();
              await new Promise((done) => setTimeout(done, 300)); return window.told.length; }""")
                == 0
            )

            # The frames say the same of the same documents.
            for path, element in (
                ("ambassadors?limit=4", FEED.replace("{more}", "")),
                ("news", FEED.replace("ambassadors", "news").replace("{more}", "")),
                ("whitepapers", FEED.replace("ambassadors", "whitepapers").replace("{more}", "")),
            ):
                page = visitor.open(town.page(f"/{path}", element))
                tell(page)
                said = page.evaluate(CARDS, "fabrique-feed")
                page = visitor.open(f"{ours}/embed/{path}")
                assert page.evaluate(FRAME_CARDS) == said
                assert said


def test_room(town: Host, ours: str) -> None:
    """Nothing moves before the reader's eyes, whatever comes; and no hole stays once they have looked elsewhere."""
    for number in range(1, 4):
        maker(base=ours, number=number, commune=("94028", "Créteil") if number == 1 else ("94081", "Vitry"))
    article(base=ours)
    after = '<p id="after">La suite de la page.</p>' + "<p>Un autre paragraphe.</p>" * 200
    one = FEED.replace('limit="4"', 'limit="6" commune="94028"').replace("{more}", "")
    last = "document.querySelector('fabrique-feed').shadowRoot.querySelector('.imprint')"
    link = "document.querySelector('fabrique-feed a')"
    with chromium() as browser:
        for viewport in (PHONE, DESK):
            # One of at most six; more than the row that was reserved; fewer than the limit, and no filter; none.
            every = FEED.replace('limit="4"', 'limit="6"').replace("{more}", "")
            for name, body, count in (
                ("one", one, 1),
                ("two", one.replace("94028", "94081"), 2),
                ("three", every, 3),
                ("known", every.replace("<fabrique-feed", '<fabrique-feed reserve="3"'), 3),
                ("none", one.replace("94028", "94022"), 0),
            ):
                with visiting(browser, ours, viewport) as visitor:
                    page = visitor.open(town.page(f"/{name}", body + after))
                    assert tell(page) == [["fabrique:load", {"count": count}]]
                    page.wait_for_load_state("networkidle")
                    assert page.evaluate("window.shift") == 0, f"{name} {viewport}"
                    assert gap_after_a_look_elsewhere(page, last if count else link, 90) < 90, f"{name} {viewport}"
            # The room is the whole page that a slow answer leaves free, and it is given back whatever comes.
            refused = f'key="fvm_pk_{"0" * 43}" limit'
            for name, body, cut in (
                ("refused", one.replace("limit", refused), None),
                ("refused-many", every.replace("limit", refused), None),
                ("script", one, "**/embed/v1.js"),
                ("answer", one, "**/api/**"),
            ):
                with visiting(browser, ours, viewport) as visitor:
                    if cut:
                        visitor.page.route(cut, lambda route: route.abort())
                    page = visitor.open(town.page(f"/{name}-nothing", body + after))
                    if name == "script":
                        assert page.evaluate(GAP.format(link)) > 300
                        page.evaluate("document.getAnimations().forEach((one) => one.finish())")
                    else:
                        assert tell(page)[0][0] == "fabrique:error"
                        page.wait_for_timeout(200)
                        assert page.evaluate("window.shift") == 0, f"{name} {viewport}"
                        # What lies below the edge of the window is given back at once.
                        assert (
                            page.evaluate("document.querySelector('#after').getBoundingClientRect().top - innerHeight")
                            < 40
                        )
                    assert gap_after_a_look_elsewhere(page, link, 30) < 30, f"{name} {viewport}"


def test_the_rules_of_the_guide_keep_room(town: Host, ours: str) -> None:
    """As they stand in the guide, for any filter: what is shown in the end may be lower than what they kept."""
    maker(base=ours, number=1, commune=("94028", "Créteil"))
    feed = FEED.replace('limit="4"', 'limit="6" commune="94028"')
    lone = '<fabrique-card type="ambassadors" slug="atelier-1"><a href="{ours}/">Un atelier</a></fabrique-card>'
    after = "<p>La suite de la page.</p>" * 60
    with chromium() as browser:
        for viewport in (PHONE, DESK):
            for name, body, elements in (
                ("one", feed.replace("{more}", ""), 1),
                ("refused", feed.replace("{more}", f'key="fvm_pk_{"0" * 43}"'), 1),
                ("card", lone, 1),
                ("both", feed.replace("{more}", "") + lone.replace("atelier-1", "jamais"), 2),
            ):
                with visiting(browser, ours, viewport) as visitor:
                    page = visitor.open(town.page(f"/guide-{name}", body + after, sheet="/short.css"))
                    tell(page, elements)
                    page.wait_for_load_state("networkidle")
                    assert page.evaluate("window.shift") == 0, f"{name} {viewport}"


def test_elements_where_something_fails(town: Host, ours: str) -> None:
    """The page's own link stays, and one warning says why; hostile words stay words."""
    words = dict.fromkeys(("title", "quote", "made_here", "attribution"), HOSTILE)
    picture = image(ours, credit=HOSTILE, alt=HOSTILE, placeholder=HOSTILE)
    maker(base=ours, number=1, image=picture, leader={"name": HOSTILE, "role": ""}, **words)
    maker(base=ours, number=2, audience="partners", title="Pour les partenaires")
    partner, key = partner_with_key(town.origin)
    link = "document.querySelector('fabrique-feed').shadowRoot.querySelector('slot').assignedElements()[0]"
    shown = f"{link}.getBoundingClientRect().height > 10 && {link}.checkVisibility()"
    with chromium() as browser:
        with visiting(browser, ours) as visitor:
            for name, more, said in (
                ("unknown", 'type="jamais"', "404 There is nothing public"),
                ("misspelt", 'type="ambassadors" comune="94028"', "Did you mean `commune`?"),
                ("untyped", "", "say what to show"),
                ("refused", f'type="ambassadors" key="fvm_pk_{"0" * 43}"', "key is refused"),
            ):
                visitor.warnings.clear()
                body = f'<fabrique-feed {more}><a href="{ours}/ambassadeurs/">Les ambassadeurs</a></fabrique-feed>'
                page = visitor.open(town.page(f"/{name}", body))
                assert tell(page)[0][0] == "fabrique:error"
                assert page.evaluate(shown), name
                assert page.evaluate(CARDS, "fabrique-feed") == []
                assert len(visitor.warnings) == 1, visitor.warnings
                assert said in visitor.warnings[0]

        # A key shows its partner's documents on the partner's page; revoked, the link stays.
        with visiting(browser, ours) as visitor:
            address = town.page("/keyed", FEED.replace("{more}", f'key="{key}"'))
            page = visitor.open(address)
            tell(page)
            assert page.evaluate(CARDS, "fabrique-feed")[0][3] == "Pour les partenaires"
            revoke_key(partner.keys.get())
        with visiting(browser, ours) as visitor:
            page = visitor.open(address)
            assert tell(page)[0][0] == "fabrique:error"
            assert page.evaluate(shown)

        with visiting(browser, ours) as visitor:
            page = visitor.open(town.page("/hostile", FEED.replace("{more}", 'heading="2"')))
            tell(page)
            assert page.evaluate(CARDS, "fabrique-feed")[0][3] == HOSTILE
            assert page.title() == "Ville d’Exemple"
            assert (
                page.evaluate("document.querySelector('fabrique-feed').shadowRoot.querySelectorAll('script').length")
                == 0
            )
            assert visitor.axe() == []

        with visiting(browser, ours, java_script_enabled=False) as visitor:
            page = visitor.open(town.page("/off", FEED.replace("{more}", "")))
            assert page.get_by_role("link", name="Les ambassadeurs").is_visible()

        # The network is cut before the script, and before the answer.
        for cut in ("**/embed/v1.js", "**/api/**"):
            with visiting(browser, ours) as visitor:
                visitor.page.route(cut, lambda route: route.abort())
                page = visitor.open(town.page("/cut", FEED.replace("{more}", "")))
                if "api" in cut:
                    tell(page)
                assert page.get_by_role("link", name="Les ambassadeurs").is_visible()
                assert len(visitor.warnings) == (0 if "v1.js" in cut else 1)

        # Answers that are no answers.
        with visiting(browser, ours) as visitor:
            address = town.page("/odd", FEED.replace("{more}", ""))
            for body in ("<html>", '{"items": 3}', '{"items": [{"title": "x", "image": 5}]}', "[]", "null"):
                visitor.page.unroute("**/api/**")
                visitor.page.route("**/api/**", answering(body))
                page = visitor.open(address)
                assert tell(page)[0][0] == "fabrique:error", body
                assert page.evaluate(shown), body


def test_a_card_alone_fits_its_frame(ours: str) -> None:
    """Whatever the frame: its few words are in sight, the width is used, and no height is asked twice."""
    maker(base=ours, number=1, title="Manufacture des engrenages et mécanismes de précision du Val-de-Marne")
    parts = """() => [".name", ".badge", ".credit", ".credit a", ".imprint", ".photo"].map((name) => {
      const { top, bottom, left, right } = document.querySelector(name).getBoundingClientRect();
      return [name, top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth && bottom - top > 9]; })"""
    room = "(() => { const { left, right } = document.querySelector('.list').getBoundingClientRect(); "
    with chromium() as browser, visiting(browser, ours) as visitor:
        # What oEmbed answers, what its consumers ask for, a telephone, and the shapes between.
        for width, height in ((600, 640), (300, 200), (600, 300), (360, 640), (300, 400), (600, 400), (900, 640)):
            visitor.page.set_viewport_size({"width": width, "height": height})
            page = visitor.open(f"{ours}/embed/ambassadors/atelier-1")
            name = f"{width} x {height}"
            assert all(is_seen for _part, is_seen in page.evaluate(parts)), f"{name}: {page.evaluate(parts)}"
            assert page.evaluate("document.documentElement.scrollHeight") <= height, name
            left, right = page.evaluate(room + "return [left, innerWidth - right]; })()")
            assert abs(left - right) < 1, name
            assert left < 10 or width > 656, name
            # The frame asks for the height of its main part: given that, it asks for no other.
            asked = page.evaluate("Math.ceil(document.querySelector('main').getBoundingClientRect().height)")
            page.set_viewport_size({"width": width, "height": asked})
            again = page.evaluate("Math.ceil(document.querySelector('main').getBoundingClientRect().height)")
            assert again == asked, name
