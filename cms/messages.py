"""The messages a person reads: found in the code, compared with the catalogues, compiled. In Python alone.

Django's makemessages and compilemessages call GNU gettext, which a fresh machine does not have.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation import templatize

ROOT = Path(settings.BASE_DIR)
ROOMS = ("cms", "home", "ambassadors", "whitepaper", "news", "search")
SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}
_TEMPLATE_CALL = re.compile(r"(?<![\w.])(gettext|_|ngettext|pgettext|npgettext)\s*\(")


@dataclass(frozen=True)
class Message:
    """One message as the code says it."""

    text: str
    plural: str = ""
    context: str | None = None


def catalogue_path(language: str) -> Path:
    """Return where the messages of a language are kept."""
    return ROOT / "cms" / "locale" / language / "LC_MESSAGES" / "django.po"


def find_messages() -> dict[Message, str]:
    """Return every message of the house with the file it is in."""
    found: dict[Message, str] = {}
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                messages = _in_python(path.read_text(encoding="utf-8"))
            elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
                messages = _in_template(path.read_text(encoding="utf-8"), str(path))
            else:
                continue
            for message in messages:
                found.setdefault(message, str(path.relative_to(ROOT)))
    return found


def _in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            yield from _from_call(name, [_literal(argument) for argument in node.args])


def _from_call(name: str, arguments: list[str | None]) -> Iterator[Message]:
    texts = [text for text in arguments if text is not None]
    if name in SINGULAR and len(texts) >= 1:
        yield Message(texts[0])
    elif name in PLURAL and len(texts) >= 2:
        yield Message(texts[0], texts[1])
    elif name in CONTEXT and len(texts) >= 2:
        yield Message(texts[1], context=texts[0])


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _in_template(source: str, origin: str) -> Iterator[Message]:
    code = templatize(source, origin=origin)
    for match in _TEMPLATE_CALL.finditer(code):
        call = _balanced(code[match.start() :])
        try:
            node = ast.parse(call.replace("\n", " "), mode="eval").body
        except SyntaxError:
            node = ast.parse(_unprefixed(call), mode="eval").body
        if isinstance(node, ast.Call):
            yield from _from_call(match[1], [_literal(argument) for argument in node.args])


def _unprefixed(call: str) -> str:
    # templatize writes u'…' strings over several lines for multi-line blocks.
    return call.replace("\n", "\\n")


def _balanced(code: str) -> str:
    depth, quote, escaped = 0, "", False
    for index, character in enumerate(code):
        if quote:
            escaped = character == "\\" and not escaped
            if character == quote and not escaped:
                quote = ""
        elif character in "'\"":
            quote = character
        elif character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                return code[: index + 1]
    return code


def untranslated(language: str) -> list[tuple[Message, str]]:
    """Return the messages that a language lacks, with the file that says them."""
    catalogue = polib.pofile(str(catalogue_path(language)))
    known = {
        Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt)
        for entry in catalogue
        if entry.translated() and not entry.fuzzy
    }
    return [(message, where) for message, where in find_messages().items() if message.text and message not in known]


def update(language: str) -> int:
    """Add the missing messages to a catalogue, empty, and drop the unused ones; return how many came."""
    path = catalogue_path(language)
    catalogue = polib.pofile(str(path))
    spoken = find_messages()
    for entry in list(catalogue):
        if Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt) not in spoken:
            catalogue.remove(entry)
    known = {Message(entry.msgid, entry.msgid_plural or "", entry.msgctxt) for entry in catalogue}
    missing = [message for message in spoken if message not in known and message.text]
    for message in missing:
        entry = polib.POEntry(msgid=message.text, msgctxt=message.context)
        if message.plural:
            entry.msgid_plural, entry.msgstr_plural = message.plural, {0: "", 1: ""}
        catalogue.append(entry)
    catalogue.sort(key=lambda entry: entry.msgid.casefold())
    catalogue.save(str(path))
    return len(missing)


def compile_all() -> int:
    """Write the compiled catalogue beside each source that is newer; return how many were written."""
    written = 0
    for source in sorted((ROOT / "cms" / "locale").rglob("*.po")):
        target = source.with_suffix(".mo")
        if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
            polib.pofile(str(source)).save_as_mofile(str(target))
            written += 1
    return written
