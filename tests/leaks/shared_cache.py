"""A small shared cache (RFC 9111): keeps what it is allowed to, and hands it to whoever `Vary` says is alike."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

Headers = dict[str, str]
# The request it was given to, the bytes, and which headers of a request decide whether they fit another one.
Kept = tuple[Headers, bytes, tuple[str, ...]]


@dataclass
class SharedCache:
    """Stands before the site. Shape: `kept` holds answers by address."""

    kept: dict[str, list[Kept]] = field(default_factory=dict)
    hits: int = 0

    def get(self, client: Any, address: str, headers: Headers) -> bytes:
        """Return the kept answer that fits, or the site's own, kept if that is allowed."""
        for asked, content, vary in self.kept.get(address, []):
            if all(asked.get(name, "") == headers.get(name, "") for name in vary):
                self.hits += 1
                return content
        answer = client.get(address, headers=headers)
        content = answer.content
        if may_keep(answer, headers):
            names = answer.headers.get("Vary", "").split(",")
            vary = tuple(name.strip().lower() for name in names if name.strip())
            self.kept.setdefault(address, []).append((dict(headers), content, vary))
        return content


def may_keep(answer: Any, headers: Headers) -> bool:
    """Tell whether a shared cache may keep an answer (RFC 9111, sections 3 and 3.5)."""
    policy = dict(_DIRECTIVE.findall(answer.headers.get("Cache-Control", "")))
    if "no-store" in policy or "private" in policy or "no-cache" in policy or answer.headers.get("Vary", "") == "*":
        return False
    if "authorization" in headers and not policy.keys() & {"public", "s-maxage", "must-revalidate"}:
        return False
    return int(policy.get("s-maxage") or policy.get("max-age") or 0) > 0


_DIRECTIVE = re.compile(r"([a-z-]+)(?:=(\d+))?")
