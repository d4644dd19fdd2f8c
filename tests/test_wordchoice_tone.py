"""Tone: what is scored, what is kept out of sight, and the measures, on sentences that can be reckoned by hand."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from material import material
from tokenizers import Tokenizer

import framing
from framing.schema import make_table
from framing.wordchoice.tone import tone, tone_agreement
from framing.wordchoice.tone_find import find_tone
from framing.wordchoice.tone_model import LIMIT, class_shares, encode
from framing.wordchoice.tone_scorers import BUILT_IN, masked, vader_analyzer

SIDES = ["US", "RU"]
LEXICONS = ("textblob", "subjectivity", "vader")


def score(name: str, sentence: str) -> float:
    return BUILT_IN[name](sentence, [])[0]


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("Great Britain sent a ship.", "x             sent a ship."),
        ("The Great Patriotic War ended.", "The x                   ended."),
        ("The treaty pleased the foreign minister.", "The treaty pleased the x               ."),
        ("We met Ms Strong in Goodhope.", "We met x  x      in x       ."),
        ("Great ships sank.", "Great ships sank."),
        ("“Terrible,” she said.", '"Terrible," she said.'),
        ("Brave Crew Saves Lovely Ship", "Brave Crew Saves Lovely Ship"),
    ],
)
def test_names_are_out_of_sight(sentence: str, left: str) -> None:
    assert masked(sentence, []) == left


@pytest.mark.parametrize("name", LEXICONS)
@pytest.mark.parametrize(
    "sentence",
    [
        "Great Britain is an island.",
        "The Great Patriotic War lasted four years.",
        "The ship crossed the Black Sea.",
        "They spoke with Mr Good and Ms Evil.",
    ],
)
def test_a_name_has_no_tone(name: str, sentence: str) -> None:
    assert score(name, sentence) == 0.0


def test_every_mask_holds_a_word_that_a_lexicon_knows_and_says_why() -> None:
    with open(framing.__path__[0] + "/codebooks/tone_masks.csv", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    terms = [row["term"].lower() for row in rows]
    assert len(set(terms)) == len(terms)
    assert terms == sorted(terms)
    for row in rows:
        assert row["term"].isascii()
        assert "VADER" in row["reason"] or "TextBlob" in row["reason"], row


def test_vader_has_its_whole_lexicon() -> None:
    lexicon = vader_analyzer().lexicon
    assert len(lexicon) == 7506
    assert (lexicon["war"], lexicon["great"], lexicon[":("]) == (-2.9, 3.1, -1.9)
    # Hutto and Gilbert's own example.
    assert vader_analyzer().polarity_scores("VADER is smart, handsome, and funny.")["compound"] == 0.8316


def test_coverage_is_the_share_of_content_words_that_are_known() -> None:
    # ship, sank, terrible, storm: VADER knows terrible alone.
    assert BUILT_IN["vader"]("The ship sank in a terrible storm.", [])[1] == pytest.approx(1 / 4)
    assert BUILT_IN["textblob"]("The ship sank in a terrible storm.", [])[1] == pytest.approx(1 / 4)
    assert np.isnan(BUILT_IN["vader"]("It was.", [])[1])


def length_of_target(sentence: str, start: int, end: int) -> tuple[float, float]:
    return float(end - start), 0.5


TEXT = (
    "Talks end\n\nRussia kept its word. The Pentagon moved the convoy. Russia and the United States met. "
    "Nobody came.\n\n“The Kremlin is terrible,” said Ann Poole, a baker."
)


@pytest.fixture(scope="module")
def study() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    articles = framing.make_articles([TEXT])
    attributions = framing.resolve_speakers(framing.find_attributions(articles, engine="rules"), articles)
    return articles, framing.find_mentions(articles, attributions), attributions


def test_sentences_of_one_side_alone_are_scored(study: tuple[pd.DataFrame, ...]) -> None:
    articles, mentions, attributions = study
    found = find_tone(articles, mentions, attributions, scorers=("vader", length_of_target))
    mine = found[found["entry_id"] == "length_of_target"]
    sentences = [TEXT[a:b] for a, b in zip(mine["start"], mine["end"], strict=True)]
    assert sentences == [
        "Russia kept its word.",
        "The Pentagon moved the convoy.",
        "“The Kremlin is terrible,” said Ann Poole, a baker.",
    ]
    assert mine["side"].tolist() == ["RU", "US", "RU"]
    assert mine["voice"].tolist() == ["author", "author", "attributed"]
    assert mine["value"].tolist() == [len("Russia"), len("Pentagon"), len("Kremlin")]
    assert set(mine["coverage"]) == {0.5}
    vader = found[found["entry_id"] == "vader"]["value"].tolist()
    assert vader[:2] == [0.0, 0.0]
    assert vader[2] == pytest.approx(-0.4767)


def test_one_actor_alone(study: tuple[pd.DataFrame, ...]) -> None:
    articles, _, _ = study
    one = make_table(
        [
            {
                "article_id": articles["article_id"][0],
                "start": a,
                "end": a + 3,
                "actor_id": actor,
                "side": "RU",
            }
            for a, actor in ((11, "a"), (20, "b"), (40, "a"))
        ],
        "mentions",
        sides=SIDES,
    )
    by_side = find_tone(articles, one, scorers="vader")
    by_actor = find_tone(articles, one, scorers="vader", target="actor")
    assert by_side["actor_id"].isna().tolist() == [True, False]
    assert by_actor["actor_id"].tolist() == ["a"]


def test_sentences_where_the_target_only_speaks_can_be_left_out() -> None:
    text = "Headline\n\nThe Kremlin said the harvest was terrible. The Kremlin is calm."
    articles = framing.make_articles([text])
    attributions = framing.resolve_speakers(framing.find_attributions(articles, engine="rules"), articles)
    mentions = framing.find_mentions(articles, attributions)
    assert len(find_tone(articles, mentions, scorers="vader")) == 2
    kept = find_tone(articles, mentions, scorers="vader", speakers=False)
    assert [text[a:b] for a, b in zip(kept["start"], kept["end"], strict=True)] == ["The Kremlin is calm."]


def planted(values: Sequence[tuple[str, str, str, float]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(article, outlet, side, value) as articles and findings."""
    names = {article: outlet for article, outlet, _, _ in values}
    articles = pd.DataFrame(
        {"article_id": list(names), "outlet": list(names.values()), "text": "Some words of a text. " * 20}
    )
    rows = [
        {
            "article_id": article, "start": i, "end": i + 1, "phenomenon": "tone", "entry_id": "vader", "side": side,
            "voice": "author", "value": value, "coverage": 0.2 if side == "US" else 0.4,
        }
        for i, (article, _, side, value) in enumerate(values)
    ]  # fmt: skip
    return make_table(rows, "findings", sides=SIDES), articles


def test_the_measures_by_hand() -> None:
    values = [
        (f"a{i}", "o", side, value + i / 100) for i in range(8) for side, value in (("US", 0.5), ("RU", -0.5))
    ]
    found, articles = planted(values)
    table = tone(found, articles).set_index(["measure", "target_side"])
    assert table.loc[("tone", "US"), "estimate"] == pytest.approx(0.535)
    assert table.loc[("tone", "US"), "denominator"] == 8
    assert table.loc[("tone_relative", "US"), "estimate"] == pytest.approx(0.5)
    contrast = table.loc[("tone_contrast", "US")]
    assert contrast["estimate"] == pytest.approx(1.0)
    assert contrast["versus"] == "RU"
    assert contrast["p_value"] < 0.05
    assert table.loc[("tone", "US"), "coverage"] == pytest.approx(0.2)
    assert contrast["coverage"] == pytest.approx(0.3)
    assert table.loc[("tone", "other"), "reason"] == "nothing to count: the denominator is 0"
    # A mean's jackknife standard error is that of the mean of clusters of equal size.
    sd = np.std([i / 100 for i in range(8)], ddof=1) / np.sqrt(8)
    width = table.loc[("tone", "US"), "ci_high"] - table.loc[("tone", "US"), "estimate"]
    assert width == pytest.approx(2.364624 * sd, rel=1e-6)


def test_swapping_the_sides_turns_the_sign() -> None:
    rng = np.random.default_rng(0)
    values = [(f"a{i}", "o", side, float(rng.normal())) for i in range(6) for side in SIDES]
    found, articles = planted(values)
    one = tone(found, articles, sides=("US", "RU")).set_index("measure").loc["tone_contrast"]
    two = tone(found, articles, sides=("RU", "US")).set_index("measure").loc["tone_contrast"]
    assert one["estimate"] == pytest.approx(-two["estimate"])
    assert one["ci_low"] == pytest.approx(-two["ci_high"])
    assert one["p_value"] == two["p_value"]


def test_groups_are_compared_and_every_row_says_how_far_it_can_be_trusted() -> None:
    values = [
        (f"{outlet}{i}", outlet, side, (0.3 if outlet == "p" else -0.3) + i / 10)
        for outlet in ("p", "q") for i in range(6) for side in SIDES
    ]  # fmt: skip
    found, articles = planted(values)
    table = tone(found, articles, by="outlet")
    difference = table[(table["measure"] == "tone_difference") & (table["target_side"] == "US")].iloc[0]
    assert difference["estimate"] == pytest.approx(0.6)
    counted = table[table["estimate"].notna()]
    assert counted["coverage"].notna().all()
    assert counted["reader_f1"].between(0.3, 1).all()
    assert "coverage" not in set(table["measure"])


def test_the_agreement_with_readers_is_shipped() -> None:
    found = tone_agreement().set_index("scorer")
    assert found.loc["textblob", "macro_f1"] == pytest.approx(0.405, abs=0.01)
    assert found.loc["vader", "macro_f1"] == pytest.approx(0.500, abs=0.01)
    assert "NewsMTSC" in found.loc["vader", "data"]


def test_arguments_are_checked(study: tuple[pd.DataFrame, ...]) -> None:
    articles, mentions, _ = study
    with pytest.raises(ValueError, match="scorers"):
        find_tone(articles, mentions, scorers="vaders")
    with pytest.raises(ValueError, match="twice"):
        find_tone(articles, mentions, scorers=("vader", "vader"))
    with pytest.raises(ValueError, match="target"):
        find_tone(articles, mentions, target="outlet")
    with pytest.raises(ValueError, match="coverage"):
        find_tone(articles, mentions, scorers=lambda sentence, start, end: (0.0, 7.0))
    found, population = planted([("a", "o", "US", 0.1)])
    with pytest.raises(ValueError, match="sides"):
        tone(found, population, sides=("US", "XX"))
    with pytest.raises(ValueError, match="voice"):
        tone(found, population, voice="nobody")


def test_no_sentence_no_row() -> None:
    articles = framing.make_articles(["Nothing here. Nobody there."])
    found = find_tone(articles, framing.find_mentions(articles))
    assert found.empty
    assert tone(found, articles).empty


def test_without_weights_the_model_says_so(
    study: tuple[pd.DataFrame, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    articles, mentions, _ = study
    monkeypatch.setattr("framing.wordchoice.tone_scorers.has_weights", lambda: False)
    with pytest.raises(ValueError, match="no weights"):
        find_tone(articles, mentions, scorers=("vader", "model"))


def test_the_model_never_sees_the_name() -> None:
    tokenizer = Tokenizer.from_file(framing.__path__[0] + "/models/tokenizer.json")
    one = encode("Orlov lost; Mr Orlov wept.", [(0, 5), (15, 20)], tokenizer)
    two = encode("The Kremlin lost; Mr Bo wept.", [(0, 11), (21, 23)], tokenizer)
    assert one.ids.tolist() == two.ids.tolist()
    assert one.flags.tolist() == two.flags.tolist()
    assert one.flags.sum() == 2
    long = encode("word " * 300 + "Orlov lost.", [(1500, 1505)], tokenizer)
    assert len(long.ids) == LIMIT
    assert long.flags.sum() == 1


def model(sentence: str, target: str = "Orlov") -> float:
    start = sentence.index(target)
    shares = class_shares(sentence, [(start, start + len(target))])
    assert shares.sum() == pytest.approx(1)
    return float(shares[2] - shares[0])


def test_the_model_hears_for_whom_a_sentence_is_bad() -> None:
    sentence = "Voters admire Kessler, while Brandt is widely seen as a liar."
    assert model(sentence, "Kessler") > model(sentence, "Brandt") + 0.3
    plain = model("Orlov arrived in Geneva on Tuesday.")
    assert (
        model("Orlov was accused of lying to the court.") < plain < model("Orlov won praise for her courage.")
    )


def test_a_sentence_is_read_alone_and_twice_alike() -> None:
    sentences = ["Orlov failed.", "Orlov arrived in Geneva.", "Everyone admires Orlov."]
    once = [model(sentence) for sentence in sentences]
    assert [model(sentence) for sentence in reversed(sentences)] == once[::-1]


def test_both_models_stay_small() -> None:
    folder = Path(framing.__path__[0]) / "models"
    sizes = {path.name: path.stat().st_size for path in folder.iterdir() if path.suffix == ".onnx"}
    assert set(sizes) == {"tagger.onnx", "tone.onnx"}
    assert sum(sizes.values()) + (folder / "tokenizer.json").stat().st_size <= 45e6


def test_no_step_between_processors() -> None:
    """Layers that round their inputs as they run give other scores on other processors; see training/widen.py."""
    assert b"DynamicQuantizeLinear" not in (Path(framing.__path__[0]) / "models" / "tone.onnx").read_bytes()


def test_the_agreement_that_figures_carry_is_what_the_model_gives() -> None:
    """On a tenth of NewsMTSC dev: the model itself is run, the written figure is of all."""
    lines = material("gold", "target_sentiment", "dev.jsonl").read_text(encoding="utf-8").splitlines()[::10]
    right = n = 0
    for row in map(json.loads, lines):
        for target in row["targets"]:
            shares = class_shares(row["sentence_normalized"], [(target["from"], target["to"])])
            right += int(shares.argmax() == int(target["polarity"]) // 2 - 1)
            n += 1
    written = tone_agreement().set_index("scorer").loc["model", "accuracy"]
    assert right / n == pytest.approx(written, abs=3 * (written * (1 - written) / n) ** 0.5)
