"""The sentences a person signs, by version. A version that somebody has signed is never changed: a new one is added."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

CURRENT = "2026-11"


@dataclass(frozen=True)
class Wording:
    """What stands above the signature, in one language."""

    version: str
    language: str
    statement: str

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the statement, as the record keeps it."""
        return hashlib.sha256(self.statement.encode()).hexdigest()


_STATEMENTS = {
    "2026-11": {
        "fr": (
            "J’ai lu la maquette de mon portrait dans les langues qui m’ont été montrées. J’en approuve les textes et "
            "les photos tels que je les ai vus, et j’accepte leur publication. Pour chaque photo où je figure, mes "
            "réponses disent pour quels usages je donne mon accord. Je peux retirer cet accord à tout moment, en "
            "entier ou en partie, par le lien de mon reçu ; ce qui est déjà imprimé ne peut pas être repris."
        ),
        "en": (
            "I have read the proof of my portrait in the languages I was shown. I approve its texts and photos as I "
            "saw them, and I agree to their publication. For each photo that I appear in, my answers say for which "
            "uses I give my consent. I can withdraw this agreement at any time, wholly or in part, with the link in "
            "my receipt; what has already been printed cannot be taken back."
        ),
    }
}


def wording(language: str, version: str = CURRENT) -> Wording:
    """Return a version in a language, in French where it was not written in that language."""
    texts = _STATEMENTS[version]
    found = language if language in texts else "fr"
    return Wording(version, found, texts[found])
