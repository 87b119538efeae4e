"""The name of the site in the two lines of its plate."""


def wordmark(name: str, territory: str) -> tuple[str, str]:
    """Split a name: the small words, then the territory if the name ends with it."""
    if name.endswith(territory) and name != territory:
        return name.removesuffix(territory).strip(), territory
    return "", name
