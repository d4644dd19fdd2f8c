"""Which language an article is in, offline."""

from __future__ import annotations

import re

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from framing.language import WORD

DEFAULT_LANGUAGE = "en"
MIN_WORDS = 20
MIN_CONFIDENCE = 0.9
_READ_CHARACTERS = 3000
# Words that no other language in Latin letters has as often; where they abound, the model need not be asked.
_ENGLISH = frozenset(
    "the of and to that was with for said by from were has have had which this they his would".split()
)
_ENGLISH_SHARE = 0.12
# The model takes English news for its nearest relatives now and then.
_NEAR_ENGLISH = frozenset({"pcm", "sco", "en"})
_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*\Z")


class LanguageDetector:
    """Detects languages with py3langid's own model, loaded when it is first asked and kept as long as the detector."""

    def __init__(self) -> None:
        self._identifier: LanguageIdentifier | None = None

    def detect(self, body: str) -> str:
        """The language of a body; "en" where it is too short to tell or the model is not sure."""
        head = body[:_READ_CHARACTERS]
        words = [word.casefold() for word in WORD.findall(head)]
        if len(words) < MIN_WORDS or sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words):
            return DEFAULT_LANGUAGE
        if self._identifier is None:
            self._identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        language, confidence = self._identifier.classify(head)
        if language in _NEAR_ENGLISH or confidence < MIN_CONFIDENCE:
            return DEFAULT_LANGUAGE
        return str(language)


def language_code(value: str) -> str | None:
    """'en-US' → 'en'; None where the value is no language code."""
    match = _CODE.match(value.strip())
    return match[1].lower() if match else None
