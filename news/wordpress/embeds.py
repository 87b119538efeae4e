"""Videos, sounds and frames of other sites: a video we can show, or a link that is listed."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from bs4 import Tag
from django.utils.translation import gettext as _
from wagtail.embeds.oembed_providers import all_providers

from cms.blocks.video import provider_of
from news.wordpress import markup
from news.wordpress.pieces import Video
from news.wordpress.shortcodes import Shortcode

if TYPE_CHECKING:
    from news.wordpress.convert import Converter

_PLAYERS = (
    (
        re.compile(r"^https://(?:www\.)?youtube(?:-nocookie)?\.com/(?:embed|v)/([\w-]+)"),
        "https://www.youtube.com/watch?v={}",
    ),
    (re.compile(r"^https://player\.vimeo\.com/video/(\d+)"), "https://vimeo.com/{}"),
    (re.compile(r"^https://(?:www\.)?dailymotion\.com/embed/video/(\w+)"), "https://www.dailymotion.com/video/{}"),
    (
        re.compile(r"^https://geo\.dailymotion\.com/player(?:/\w+)?\.html\?video=(\w+)"),
        "https://www.dailymotion.com/video/{}",
    ),
)
_OEMBED = [re.compile(pattern) for provider in all_providers for pattern in provider["urls"]]
_TITLE_LENGTH = 140


def embed(converter: Converter, address: str, *, source: str, caption: str = "") -> None:
    """Turn the address of something embedded into a video of ours, or into a link that is listed."""
    match = re.search(r"(?:https?:)?//\S+", html.unescape(address))
    if match is None:
        converter.issue("embed", _("Something embedded has no address that can be followed; it was left out."), source)
        if caption:
            converter.paragraph(markup.escape(caption))
        return
    url = video_address(match[0])
    if provider_of(url) is not None:
        _video(converter, url, caption=caption)
        return
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    if any(pattern.match(match[0]) for pattern in _OEMBED):
        reason = _("A post embedded from %s became a link: nothing of another site runs in our pages.") % host
    else:
        reason = _("A page embedded from %s became a link: nothing of another site runs in our pages.") % host
    converter.issue("embed", reason, source)
    _link(converter, match[0], caption or match[0])


def video_address(url: str) -> str:
    """Return the address of a video's own page for the address of its player."""
    url = "https:" + url if url.startswith("//") else url
    secure = re.sub(r"^http://", "https://", url)
    for pattern, page in _PLAYERS:
        if match := pattern.match(secure):
            return page.format(match[1])
    return secure if provider_of(secure) else url


def _video(converter: Converter, url: str, *, caption: str = "") -> None:
    title = caption if len(caption) <= _TITLE_LENGTH else ""
    converter.add(Video(url, title))
    if caption and not title:
        converter.paragraph(markup.escape(caption))
    converter.issue("transcript", _("A video has no transcript in WordPress: it must be written."), url)


def _link(converter: Converter, url: str, words: str) -> None:
    address = markup.absolute_link(url, converter.index.site_url)
    if address is None:
        converter.issue("link", _("A link that leads nowhere safe was removed; its words stay."), url)
        converter.paragraph(markup.escape(words))
        return
    converter.paragraph(f'<a href="{markup.escape(address).replace(chr(34), "%22")}">{markup.escape(words)}</a>')


def file_link(converter: Converter, url: str, *, title: str) -> None:
    """Write a link to a file that stays where it is, and list it."""
    converter.issue("file", _("A sound or film file stays on the old site; a link leads to it."), url)
    _link(converter, url, title)


def media_file(converter: Converter, node: Tag, *, caption: str = "") -> None:
    """Read `<video>` and `<audio>`: a film we can show, or a link."""
    source = node.find("source", src=True)
    url = markup.attribute(node, "src") or (markup.attribute(source, "src") if isinstance(source, Tag) else "")
    if not url:
        converter.issue("file", _("A sound or film has no address; it was left out."), node)
        if caption:
            converter.paragraph(markup.escape(caption))
        return
    address = markup.absolute_link(url, converter.index.site_url) or url
    secure = video_address(address)
    if node.name == "video" and provider_of(secure) is not None:
        _video(converter, secure, caption=caption)
    else:
        file_link(converter, address, title=caption or _file_name(address))


def frame(converter: Converter, node: Tag, *, caption: str = "") -> None:
    """Read `<iframe>`, `<object>` and `<embed>`."""
    url = markup.attribute(node, "src", "data-src", "data")
    parameter = node.find("param", attrs={"name": "movie"})
    inner = node.find("embed", src=True)
    if not url and isinstance(parameter, Tag):
        url = markup.attribute(parameter, "value")
    if not url and isinstance(inner, Tag):
        url = markup.attribute(inner, "src")
    embed(converter, url, source=str(node), caption=caption or markup.attribute(node, "title") if url else caption)


def shortcode(converter: Converter, code: Shortcode) -> None:
    """Read [audio], [video], [embed] and the video shortcodes of Jetpack."""
    named = next(
        (
            code.attributes[key]
            for key in ("src", "mp4", "webm", "m4v", "mp3", "ogg", "m4a", "wav", "mov", "url", "id")
            if code.attributes.get(key)
        ),
        "",
    )
    value = named or (code.enclosed or "").strip() or (code.values[0] if code.values else "")
    value = markup.plain_text(value) if "<" in value else html.unescape(value)
    if code.name == "vimeo" and value.isdecimal():
        value = f"https://vimeo.com/{value}"
    elif code.name in ("youtube", "dailymotion") and re.fullmatch(r"[\w-]{6,15}", value):
        value = (
            f"https://www.youtube.com/watch?v={value}"
            if code.name == "youtube"
            else f"https://www.dailymotion.com/video/{value}"
        )
    if not value:
        converter.issue("shortcode", _("The shortcode [%s] names no file; it was left out.") % code.name, code.source)
    elif code.name in ("audio", "video") and provider_of(video_address(value)) is None:
        file_link(converter, value, title=_file_name(value))
    else:
        embed(converter, value, source=code.source)


def _file_name(url: str) -> str:
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    return unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]) or next(iter(query), "") or url
