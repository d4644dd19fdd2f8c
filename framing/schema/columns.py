"""The tables: every column, its kind, its meaning, and whether it bears article text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["str", "int", "float", "bool", "date", "category", "side", "spans"]

# Sides that every codebook shares; they stand after the codebook's own, in this order.
SHARED_SIDES = ("joint", "other", "unresolved")
CUE_CLASSES = ("assert", "accuse", "deny", "demand", "promise", "ask", "other")
STANCES = ("neutral", "endorsing", "distancing")
QUOTE_TYPES = ("direct", "mixed", "indirect", "continuation")
ACTS = ("speech", "attitude")
ENGINES = ("rules", "tagger", "human")
RESOLVED_BY = (
    "name", "title", "metonym", "demonym", "pronoun", "description", "continuation", "headline", "coder", "none",
)  # fmt: skip
MENTION_KINDS = ("name", "title", "metonym", "demonym", "pronoun", "description")
OUTLET_TYPES = ("state", "private", "public", "agency")
VOICES = ("author", "attributed")
TERM_KINDS = ("word", "lemma", "ngram")
PROBLEM_LEVELS = ("dropped", "mended", "warned")
UNIT_KINDS = ("attribution", "sentence", "article")
METHODS = ("machine", "corrected")


@dataclass(frozen=True)
class Column:
    """One column. `text` marks a column that bears article text; `required` one that a caller must bring."""

    name: str
    kind: Kind
    meaning: str
    categories: tuple[str, ...] = ()
    text: bool = False
    required: bool = False
    group: str = ""


@dataclass(frozen=True)
class Table:
    """A table: its columns in order, its row order, and the columns that together name a row."""

    name: str
    row: str
    columns: tuple[Column, ...]
    sort: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def group_names(self, group: str) -> list[str]:
        return [column.name for column in self.columns if column.group == group]


def side_categories(sides: Iterable[str]) -> list[str]:
    """The codebook's sides first and in its order, then joint, other, unresolved."""
    own = [side for side in dict.fromkeys(map(str, sides)) if side not in SHARED_SIDES]
    return [*own, *SHARED_SIDES]


def _str(name: str, meaning: str, *, text: bool = False, required: bool = False, group: str = "") -> Column:
    return Column(name, "str", meaning, text=text, required=required, group=group)


def _int(name: str, meaning: str, *, required: bool = False, group: str = "") -> Column:
    return Column(name, "int", meaning, required=required, group=group)


def _float(name: str, meaning: str) -> Column:
    return Column(name, "float", meaning)


def _flag(name: str, meaning: str, *, group: str = "") -> Column:
    return Column(name, "bool", meaning, group=group)


def _cat(name: str, categories: tuple[str, ...], meaning: str, *, group: str = "") -> Column:
    return Column(name, "category", meaning, categories=categories, group=group)


def _side(name: str, meaning: str, *, group: str = "") -> Column:
    return Column(name, "side", meaning, group=group)


_ARTICLE = _str("article_id", "the article this row belongs to", required=True)
_RESOLVED = "resolved"

ARTICLES = Table(
    "articles",
    "one article",
    (
        _str("article_id", "unique; a text file's stem", required=True),
        _str("outlet", "the medium that published it"),
        _str("outlet_country", "ISO 3166 alpha-2 code of the outlet's country"),
        _cat("outlet_type", OUTLET_TYPES, "state, private, public or agency"),
        _str("language", "ISO 639-1 code"),
        Column("date", "date", "day of publication"),
        _str("headline", "the headline, as it stands in `text`", text=True),
        _str("text", "the whole text that offsets count in", text=True, required=True),
        _int("body_start", "offset in `text` where the body begins"),
        _int("headline_repeat_start", "where the body opens with its own headline again; left out of counts"),
        _int("headline_repeat_end", "end of that repeated headline"),
        _str("url", "address"),
        _str("sha256", "SHA-256 of `text` in UTF-8 (lone surrogates passed)"),
        _int("n_words", "words of headline and body, the repeated headline left out"),
        _str("duplicate_of", "article_id of the original when this is wire copy or a near-duplicate"),
    ),
    sort=("article_id",),
    unique=("article_id",),
)

SENTENCES = Table(
    "sentences",
    "one sentence",
    (
        _ARTICLE,
        _int("sentence_id", "number in the article, from 0", required=True),
        _int("start", "offset in `text`", required=True),
        _int("end", "offset in `text`", required=True),
        _int("paragraph", "number of the paragraph, from 0"),
        _flag("in_headline", "stands in the headline"),
    ),
    sort=("article_id", "start"),
    unique=("article_id", "sentence_id"),
)

ATTRIBUTIONS = Table(
    "attributions",
    "one attribution",
    (
        _ARTICLE,
        _str(
            "attribution_id",
            "article_id:content_start-content_end:cue_start (-1 without a cue)",
            required=True,
        ),
        _str("speaker", "the speaker's words; missing when none stands in the text", text=True),
        _int("speaker_start", "offset in `text`"),
        _int("speaker_end", "offset in `text`"),
        _str("cue", "the words that introduce", text=True),
        _int("cue_start", "offset in `text`"),
        _int("cue_end", "offset in `text`"),
        _str("cue_id", "key into the cue codebook; missing for the general rule"),
        _str("cue_lemma", "dictionary form of the cue"),
        _cat("cue_class", CUE_CLASSES, "what kind of act the cue names"),
        _cat("stance", STANCES, "how the cue casts its content"),
        _str("content", "what is attributed; pieces joined with ' … '", text=True),
        _int("content_start", "offset in `text` where the hull of the content begins", required=True),
        _int("content_end", "offset in `text` where the hull ends", required=True),
        Column("content_spans", "spans", "the pieces: a tuple of (start, end)"),
        _str("target", "whom it accuses, denies or calls on", text=True),
        _int("target_start", "offset in `text`"),
        _int("target_end", "offset in `text`"),
        _int("n_quoted", "words of the content inside quotation marks"),
        _cat("quote_type", QUOTE_TYPES, "direct, mixed, indirect or continuation"),
        _cat("act", ACTS, "speech, or attitude for wants, fears, plans"),
        _str("construction", "which function found or linked it"),
        _cat("engine", ENGINES, "rules, tagger or human"),
        _float("confidence", "0 to 1; missing where rules alone found it"),
        _str("nested_in", "attribution_id of the one whose content holds this one"),
        _int("paragraph", "number of the paragraph of the content's start"),
        _float(
            "position", "word index of the content's start in the body / body words; missing in the headline"
        ),
        _flag("in_headline", "content begins in the headline"),
        _int("n_words", "words of the content"),
        _str("actor_id", "codebook id of the actor that the speaker resolves to", group=_RESOLVED),
        _str("actor", "readable name of that actor", text=True, group=_RESOLVED),
        _side("side", "the state for which the speaker speaks", group=_RESOLVED),
        _cat("resolved_by", RESOLVED_BY, "what decided", group=_RESOLVED),
        _int("antecedent_start", "offset of the words that decided", group=_RESOLVED),
        _int("antecedent_end", "end of the words that decided", group=_RESOLVED),
        _flag("anonymous", "neither a name nor an institution speaks", group=_RESOLVED),
        _str("target_actor_id", "codebook id of the target", group=_RESOLVED),
        _side("target_side", "side of the target", group=_RESOLVED),
    ),
    sort=("article_id", "content_start", "content_end", "cue_start", "attribution_id"),
    unique=("attribution_id",),
)

MENTIONS = Table(
    "mentions",
    "one mention of an actor",
    (
        _ARTICLE,
        _int("start", "offset in `text`", required=True),
        _int("end", "offset in `text`", required=True),
        _int("sentence_id", "sentence of the mention"),
        _str("actor_id", "codebook id"),
        _side("side", "side of the actor"),
        _cat("kind", MENTION_KINDS, "name, title, metonym, demonym, pronoun or description"),
        _str("attribution_id", "the attribution inside whose content it stands"),
        _flag("is_speaker", "the mention is the speaker of an attribution"),
    ),
    sort=("article_id", "start", "end", "actor_id"),
)

COUNTS = Table(
    "counts",
    "one term of one article, voice, side and topic",
    (
        _ARTICLE,
        _cat("voice", VOICES, "the author's own words, or attributed ones"),
        _side("side", "side of the speaker, for attributed words"),
        _side("about", "the only side that the sentence mentions"),
        _str("node", "node word, for collocates"),
        _str("term", "the word, lemma or n-gram", required=True, text=True),
        _cat("kind", TERM_KINDS, "word, lemma or ngram"),
        _int("count", "occurrences", required=True),
    ),
    sort=("article_id", "voice", "side", "about", "node", "term"),
)

CODING = Table(
    "coding",
    "one unit, coder and variable",
    (
        _str("unit_id", "the unit coded", required=True),
        _str("parent_unit_id", "the sampled sentence of a missed attribution"),
        _cat("unit_kind", UNIT_KINDS, "attribution, sentence or article"),
        _ARTICLE,
        _str("article_sha256", "SHA-256 of the article's text: labels re-join by it"),
        _str("coder", "who coded", required=True),
        _str("variable", "verdict, speaker, cue, content, side …", required=True),
        _str("value", "the label", text=True),
        Column("spans", "spans", "spans of that variable"),
        _str("stratum", "sampling stratum"),
        _float("inclusion_probability", "probability with which the unit was drawn"),
        _str("run_id", "the study run that drew it"),
    ),
    sort=("unit_id", "coder", "variable"),
)

PROBLEMS = Table(
    "problems",
    "one thing wrong with the input",
    (
        _str("input", "file or table", required=True),
        _int("row", "row of a table, from 1; missing for a whole file"),
        _str("article_id", "the article, where one was made"),
        _cat("level", PROBLEM_LEVELS, "dropped, mended or warned"),
        _str("code", "short name of the kind of problem", required=True),
        _str("message", "what, and what was done", text=True),
    ),
    sort=("input", "row", "code", "message"),
)

FINDINGS = Table(
    "findings",
    "one word choice found in the text",
    (
        _ARTICLE,
        _int("start", "offset in `text`", required=True),
        _int("end", "offset in `text`", required=True),
        _int("sentence_id", "sentence of the finding"),
        _str(
            "phenomenon",
            "naming, scare_quote, distancing, agent, patient, tone, frame, hedge …",
            required=True,
        ),
        _str("entry_id", "codebook entry"),
        _str("variant", "the label used", text=True),
        _str("actor_id", "codebook id of the actor concerned"),
        _side("side", "side of that actor"),
        _cat("voice", VOICES, "author or attributed"),
        _str("attribution_id", "the attribution it stands in"),
        _side("speaker_side", "side of the speaker in whose words it stands; missing in the author's voice"),
        _float("value", "score"),
        _float("coverage", "share of the words that the scorer knows"),
    ),
    sort=("article_id", "start", "end", "phenomenon", "entry_id"),
)

MEASURES = Table(
    "measures",
    "one estimate",
    (
        _str("measure", "name of the measure", required=True),
        _str("unit", "what is counted: attributions, words, articles …"),
        _str("versus", "the other group, for differences"),
        _side("side", "side that the estimate is of"),
        _side("target_side", "side of the target"),
        _str("term", "word or label that the estimate is of", text=True),
        _float("estimate", "the number"),
        _float("numerator", "what is counted"),
        _float("denominator", "out of what"),
        _float("ci_low", "lower end of the interval"),
        _float("ci_high", "upper end of the interval"),
        _float("confidence_level", "coverage that the interval claims"),
        _float("p_value", "two-sided"),
        _float("p_adjusted", "adjusted for many tests"),
        _int("n_articles", "articles in the population"),
        _int("n_units", "clusters that were resampled"),
        _float("n_joint", "units with speakers of two sides"),
        _float("n_unresolved", "units whose speaker is unresolved"),
        _float("bound_low", "estimate if all unresolved went the other way"),
        _float("bound_high", "estimate if all unresolved went this way"),
        _cat("method", METHODS, "machine, or corrected by a coded sample"),
        _str("resampled_by", "what was resampled"),
        _int("n_resamples", "how many resamples"),
        _str("reason", "why something is missing"),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table
    for table in (ARTICLES, SENTENCES, ATTRIBUTIONS, MENTIONS, COUNTS, CODING, PROBLEMS, FINDINGS, MEASURES)
}


def text_columns(table: str) -> list[str]:
    """Columns of a table that bear article text, so that a study can be published without them."""
    return [column.name for column in TABLES[table].columns if column.text]
