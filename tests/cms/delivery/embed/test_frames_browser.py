"""In a real browser, on somebody else's page under a policy of its own: the frames, also within WordPress."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from cms.partners.keys import revoke_key
from tests.browser import CHROMIUM, chromium, until
from tests.cms.delivery.embed.cards_world import maker, partner_with_key
from tests.cms.delivery.embed.hosts import Host
from tests.cms.delivery.embed.visiting import DESK, KEPT, PHONE, visiting

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="No Chromium here."),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]
# What wp-embed.js lets a frame say, whose filter has left it `allow-scripts` and handed it a word: its height, within
# bounds, and a link to its own host while it has the focus. It says "ready" once it listens.
WORDPRESS = """
window.followed = [];
addEventListener("message", ({ data, source }) => {
  if (!data || !data.secret || !data.message || !data.value || /[^a-zA-Z0-9]/.test(data.secret)) return;
  for (const frame of document.querySelectorAll(`iframe[data-secret="${data.secret}"]`)) {
    if (frame.contentWindow !== source) continue;
    if (data.message === "height") frame.height = Math.min(1000, Math.max(200, parseInt(data.value, 10)));
    if (data.message === "link" && document.activeElement === frame && /^https?:$/.test(new URL(data.value).protocol)
        && new URL(data.value).host === new URL(frame.src).host) window.followed.push(data.value);
  }
});
addEventListener("load", () => {
  for (const frame of document.querySelectorAll("iframe[data-secret]"))
    frame.contentWindow.postMessage({ message: "ready", secret: frame.dataset.secret }, "*");
});
"""
FRAME = (
    '<iframe src="{ours}/embed/ambassadors?limit=4{more}" title="Ambassadeurs" width="100%" height="900" '
    'frameborder="0"></iframe>'
)
# What a page hears its frames say.
HEARD = """
window.heard = [];
addEventListener("message", ({ data }) => data.type === "fabrique:resize" && window.heard.push(data.height));
"""
# A frame out of sight is not drawn: then there is nothing to wait for but a moment.
DRAWN = """
() => Promise.race([new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  new Promise((done) => setTimeout(done, 300))])
"""
RESIZE = '<script async src="{ours}/embed/resize.js"></script>'


def at_rest(visitor: Any, address: str) -> Any:
    """Open a page with a frame, and return the frame once it has its height."""
    page = visitor.open(address)
    frame = page.frames[1]
    inside = frame.evaluate("Math.ceil(document.querySelector('main').getBoundingClientRect().height)")
    until(page, "tall => document.querySelector('iframe').clientHeight === tall", arg=inside)
    return frame


def tab_into(page: Any, frame: Any) -> str:
    """Press Tab, and return the address of the link in a frame that has the focus then.

    Frame and page are two processes, and the key goes to the one that has the focus as the browser knows it: pressed
    again before the focus has arrived, it would lead past the frame.
    """
    before = frame.evaluate("document.activeElement.href ?? ''")
    page.keyboard.press("Tab")
    until(frame, "before => document.hasFocus() && (document.activeElement.href ?? before) !== before", arg=before)
    return str(frame.evaluate("document.activeElement.href"))


def test_frames(town: Host, ours: str) -> None:
    """Framed at both widths and in both schemes, as tall as they are; without scripts, without a network, on paper."""
    for number in range(1, 5):
        maker(base=ours, number=number)
    maker(base=ours, number=9, audience="partners", title="Pour les partenaires")
    partner, key = partner_with_key(town.origin)
    found: list[str] = []
    with chromium() as browser:
        address = town.page("/", FRAME.replace("{more}", ""), script=RESIZE)
        for viewport, scheme, paper in ((PHONE, "dark", "rgb(15, 25, 31)"), (DESK, "light", "rgb(246, 243, 236)")):
            with visiting(browser, ours, viewport, color_scheme=scheme) as visitor:
                frame = at_rest(visitor, address)
                page = visitor.page
                assert frame.evaluate("getComputedStyle(document.documentElement).backgroundColor") == paper
                assert frame.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
                assert frame.evaluate("window.moved") == []
                assert frame.evaluate("window.blocked") == []
                assert frame.evaluate(KEPT) == [0, 0, ""]
                assert {urlsplit(url).netloc for url in visitor.asked} <= {
                    urlsplit(o).netloc for o in (ours, town.origin)
                }
                found += [f"{viewport['width']} {scheme}: {one}" for one in visitor.axe(frame)]
                reached = [tab_into(page, frame) for _ in range(2)]
                assert reached[0] == f"{ours}/ambassadeurs/atelier-1/"
                assert reached[1].startswith(("https://creative", ours))
                assert reached[0] != reached[1]
                outline = frame.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline == "solid"
        assert found == []

        with visiting(browser, ours, {"width": 640, "height": 400}) as visitor:
            page = visitor.open(f"{ours}/embed/ambassadors/atelier-1?theme=dark")
            assert page.evaluate("document.documentElement.scrollWidth") <= 640
            assert visitor.axe() == []
            page.emulate_media(media="print")
            assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"

        with visiting(browser, ours, java_script_enabled=False) as visitor:
            page = visitor.open(address)
            assert page.frame_locator("iframe").get_by_role("link", name="Atelier 1", exact=True).is_visible()

        # A key in the address: its partner's page holds the frame, another one does not; revoked, it says so.
        keyed = town.page("/keyed", FRAME.replace("{more}", f"&amp;key={key}"))
        with visiting(browser, ours) as visitor:
            page = visitor.open(keyed)
            assert page.frames[1].locator(".name").all_inner_texts() == ["Pour les partenaires"]
            revoke_key(partner.keys.get())
        with visiting(browser, ours) as visitor:
            page = visitor.open(keyed)
            assert page.frames[1].locator("h1").inner_text() == "Ce cadre ne peut pas s’afficher"
            assert visitor.axe(page.frames[1]) == []

        # In a sandbox the frame has no origin: its height is still taken, that of a stranger's frame is not.
        with visiting(browser, ours) as visitor:
            body = FRAME.replace("{more}", "").replace("<iframe", '<iframe sandbox="allow-scripts"')
            page = visitor.open(town.page("/sandboxed", body, script=RESIZE))
            until(page, "document.querySelector('iframe').clientHeight !== 900")
            assert len(page.frames[1].locator(".name").all_inner_texts()) == 4
            tall = page.evaluate("document.querySelector('iframe').height")
            page.evaluate("postMessage({type: 'fabrique:resize', height: 5}, '*')")
            page.evaluate("new Promise((done) => setTimeout(done, 50))")
            assert page.evaluate("document.querySelector('iframe').height") == tall

        # Nothing else of ours may be framed, whatever the page admits.
        with visiting(browser, ours) as visitor:
            body = "".join(f'<iframe src="{ours}{path}" title="{path}"></iframe>' for path in ("/", "/api/v1/docs"))
            page = visitor.open(town.page("/other", body))
            page.wait_for_load_state("networkidle")
            assert all(re.match("chrome-error:", frame.url) for frame in page.frames[1:]), [f.url for f in page.frames]
            assert len(page.frames) == 3


def test_a_frame_without_width_says_no_height(town: Host, ours: str) -> None:
    """Behind a closed tab, or in Chromium's first layout of a frame, there is none: it tells only heights it has."""
    for number in range(1, 5):
        maker(base=ours, number=number)
    body = FRAME.replace("{more}", "").replace("100%", "0")
    with chromium() as browser, visiting(browser, ours) as visitor:
        visitor.page.add_init_script(HEARD)
        page = visitor.open(town.page("/closed", body, script=RESIZE))
        frame = page.frames[1]
        frame.wait_for_load_state("load")
        frame.evaluate(DRAWN)
        assert page.evaluate("window.heard") == []
        for tall_at in ("1000px", "0px", "300px"):
            page.evaluate("width => { document.querySelector('iframe').style.width = width; }", tall_at)
            until(frame, "width => innerWidth === parseInt(width)", arg=tall_at)
            frame.evaluate(DRAWN)
        inside = frame.evaluate("Math.ceil(document.querySelector('main').getBoundingClientRect().height)")
        until(page, "tall => window.heard.at(-1) === tall", arg=inside)
        assert 0 not in page.evaluate("window.heard")
        assert frame.evaluate("window.moved") == []


def test_in_wordpress(town: Host, ours: str) -> None:
    """WordPress leaves a frame nothing but scripts: as tall as it is all the same, and its links lead on."""
    maker(base=ours, number=1)
    address = f"{ours}/embed/ambassadors/atelier-1"
    frame = f'<iframe src="{address}#?secret=a1B2c3D4e5" data-secret="a1B2c3D4e5" {{more}} title="Atelier 1"></iframe>'
    with chromium() as browser, visiting(browser, ours) as visitor:
        visitor.page.add_init_script(WORDPRESS)
        body = frame.format(more='sandbox="allow-scripts" security="restricted" width="600" height="640"')
        page = visitor.open(town.page("/wordpress", body))
        inside = page.frames[1]
        tall = inside.evaluate("Math.ceil(document.querySelector('main').getBoundingClientRect().height)")
        assert 200 < tall < 1000
        until(page, "tall => document.querySelector('iframe').clientHeight === tall", arg=tall)
        link = inside.get_by_role("link", name="Atelier 1", exact=True)
        link.click()
        until(page, "window.followed.length")
        # With the keyboard too; and the licence, elsewhere, is none of WordPress's matter.
        link.focus()
        page.keyboard.press("Enter")
        until(page, "window.followed.length === 2")
        assert page.evaluate("window.followed") == [link.evaluate("link => link.href")] * 2
        assert page.url == f"{town.origin}/wordpress"

        # Without such a word the link leads the whole page away, whatever else the page says.
        body = f'<iframe src="{address}" width="600" height="640" title="Atelier 1"></iframe>'
        page = visitor.open(town.page("/plain", body))
        page.evaluate("document.querySelector('iframe').contentWindow.postMessage({message: 'ready', secret: 7}, '*')")
        page.frames[1].get_by_role("link", name="Atelier 1", exact=True).click()
        page.wait_for_url(f"{ours}/**", wait_until="commit")
