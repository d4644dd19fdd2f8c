"""Which language an article is in, offline."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

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
# What is written in other letters is never English; told by them where a text is too short for the model.
_SCRIPTS = {
    "CYRILLIC": "ru", "GREEK": "el", "HEBREW": "he", "ARABIC": "ar", "HANGUL": "ko", "HIRAGANA": "ja",
    "KATAKANA": "ja", "CJK": "zh", "THAI": "th", "GEORGIAN": "ka", "ARMENIAN": "hy", "DEVANAGARI": "hi",
    "BENGALI": "bn", "TAMIL": "ta", "ETHIOPIC": "am",
}  # fmt: skip
# Letters of one alphabet that only one of its languages has.
_OWN_LETTERS = {"CYRILLIC": (("ў", "be"), ("іїєґ", "uk"), ("ђјљњћџ", "sr")), "ARABIC": (("پچژگ", "fa"),)}
_UNDETERMINED = "und"
_LATIN_END = "\u024f"
_CODE = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*\Z")


class LanguageDetector:
    """Detects languages with py3langid's own model, loaded by a process when it is first asked."""

    def detect(self, body: str) -> str:
        """The language of a body; "en" where it is too short to tell or the model is not sure.

        A body in other than Latin letters is never "en": the model is asked where it is long enough, and else its
        letters decide (Cyrillic is "ru", or what its own letters tell); "und" for letters that nobody knows here.
        """
        head = body[:_READ_CHARACTERS]
        script = _other_script(head)
        if script is not None:
            enough = len(WORD.findall(head)) >= MIN_WORDS
            language, confidence = self._ask(head) if enough else ("", 0.0)
            sure = confidence >= MIN_CONFIDENCE and language not in _NEAR_ENGLISH
            return language if sure else _by_letters(script, head)
        words = [word.casefold() for word in WORD.findall(head)]
        if len(words) < MIN_WORDS or sum(word in _ENGLISH for word in words) >= _ENGLISH_SHARE * len(words):
            return DEFAULT_LANGUAGE
        language, confidence = self._ask(head)
        if language in _NEAR_ENGLISH or confidence < MIN_CONFIDENCE:
            return DEFAULT_LANGUAGE
        return language

    def _ask(self, head: str) -> tuple[str, float]:
        language, confidence = _identifier().classify(head)
        return str(language), float(confidence)


@cache
def _identifier() -> LanguageIdentifier:
    # Half a second to load, and most articles are English by their words alone.
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def _other_script(head: str) -> str | None:
    """The script of most letters where that is not the Latin one; None where it is, or there are no letters."""
    others = [letter for letter in head if letter > _LATIN_END and letter.isalpha()]
    if 2 * len(others) <= sum(letter.isalpha() for letter in head):
        return None
    scripts = Counter(unicodedata.name(letter, "?").split()[0] for letter in others)
    # Japanese is written in Chinese letters too, Chinese in no kana.
    kana = scripts["HIRAGANA"] + scripts["KATAKANA"]
    if 10 * kana > len(others):
        return "HIRAGANA"
    script = min(scripts, key=lambda name: (-scripts[name], name))
    return None if script == "LATIN" else script


def _by_letters(script: str, head: str) -> str:
    there = set(head.casefold())
    for letters, language in _OWN_LETTERS.get(script, ()):
        if not there.isdisjoint(letters):
            return language
    return _SCRIPTS.get(script, _UNDETERMINED)


def language_code(value: str) -> str | None:
    """'en-US' → 'en'; None where the value is no language code."""
    match = _CODE.match(value.strip())
    return match[1].lower() if match else None
