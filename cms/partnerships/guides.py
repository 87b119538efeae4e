"""The guides for partners as pages of the site: `docs/partners`, with the site's own address in every command.

The files stay the source (a test runs their commands). What is read is kept: they change with the code alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

# What the files say instead of the site's address.
HOST = "https://example.org"
# The portrait that the files name in their examples.
EXAMPLE = "atelier"
FOLDER = Path(settings.BASE_DIR) / "docs" / "partners"
# The order in which they are read; a guide that is not named here comes last.
ORDER = ("start", "embeds", "rest", "graphql", "changes", "webhooks", "rights")
PROMPT = "$ "
# How the addresses end that are meant for a browser.
PAGES = ("/", "/docs")


@dataclass(frozen=True)
class Guide:
    """One guide in one language. Shape: `name` is that of its file, in every language; `lead` its first sentence."""

    name: str
    title: str
    lead: str
    source: str


@cache
def guides(language: str) -> tuple[Guide, ...]:
    """Return the guides in a language, in the order of reading; none where the files were not brought along."""
    found = [_read(path) for path in (FOLDER / language).glob("*.md")]
    known = {name: place for place, name in enumerate(ORDER)}
    return tuple(sorted(found, key=lambda guide: (known.get(guide.name, len(known)), guide.name)))


def find_guide(language: str, name: str) -> Guide | None:
    """Return one guide in a language, or None."""
    return next((guide for guide in guides(language) if guide.name == name), None)


def as_html(
    guide: Guide, origin: str, address_of: Callable[[str], str], portrait: tuple[str, str] | None = None
) -> SafeString:
    """Return the text of a guide below its title.

    Shape: `origin` is scheme and host, without a slash at the end; `address_of` says where a link or address leads;
    `portrait` is slug and address of one that is there, to stand for the example's.
    """
    source = guide.source
    if portrait is not None:
        slug, url = portrait
        source = re.sub(rf"{HOST}/[a-z/]+/{EXAMPLE}/", lambda _found: url, source)
        source = re.sub(rf"\b{EXAMPLE}(?=[\"`])", lambda _found: slug, source)
    # Markup in the files is shown, not obeyed, and what was read is escaped again on its way out.
    env = {"origin": origin, "address_of": address_of}
    return mark_safe(_markdown().render(source.replace(HOST, origin), env))  # noqa: S308


def _read(path: Path) -> Guide:
    title, _blank, rest = path.read_text(encoding="utf-8").partition("\n")
    words = next((part for part in rest.strip().split("\n\n") if part[:1].isalpha()), "")
    lead = re.split(r"(?<=[.!?])\s", " ".join(words.split()), maxsplit=1)[0]
    return Guide(path.stem, title.removeprefix("# ").strip(), re.sub(r"[`*]", "", lead), rest.strip())


@cache
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    for kind, rule in (("fence", _fence), ("table_open", _table), ("link_open", _link),
                       ("code_inline", _address)):  # fmt: skip
        markdown.add_render_rule(kind, rule)
    return markdown


def _fence(self: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[place]
    lines = token.content.rstrip("\n").split("\n")
    if token.info.strip() == "console":
        # The prompt is drawn by the sheet: whoever copies gets commands alone.
        shown = "\n".join(
            f'<span class="guide-command">{escape(line.removeprefix(PROMPT))}</span>'
            if line.startswith(PROMPT)
            else f'<span class="guide-answer">{escape(line)}</span>'
            for line in lines
        )
    else:
        shown = escape("\n".join(lines))
    return f'<div class="guide-code"><pre class="desk-code" tabindex="0"><code>{shown}</code></pre></div>\n'


def _table(self: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    """Give each cell the name of its column: on a narrow screen a row is a card."""
    names: list[str] = []
    column = 0
    for at, token in enumerate(tokens[place:], start=place):
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            column = 0
        elif token.type == "th_open":
            names.append(tokens[at + 1].content)
        elif token.type == "td_open":
            token.attrSet("data-label", names[column])
            column += 1
    return '<table class="desk-table">'


def _address(self: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    """Make a link of an address of a page of this site, where one is named."""
    words = tokens[place].content
    shown = f"<code>{escape(words)}</code>"
    is_page = words.startswith(env["origin"] + "/") and words.endswith(PAGES)
    return f'<a href="{escape(env["address_of"](words))}">{shown}</a>' if is_page else shown


def _link(self: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[place]
    token.attrSet("href", env["address_of"](str(token.attrGet("href"))))
    return self.renderToken(tokens, place, options, env)
