"""Who does and to whom it is done: grammatical roles of the actors that an article mentions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from framing.language import Parse, after_dateline, lemmas, parse, split_sentences
from framing.schema import check_table, make_table
from framing.wordchoice.findings import locate
from framing.wordchoice.harm import HarmVerbs, load_harm
from framing.wordchoice.rates import cue_spans

AGENT_ROLES = ("active_subject", "by_agent", "nominal_by", "nominal_possessive")
PATIENT_ROLES = ("object", "passive_subject", "agentless_passive", "nominal_of")
_WHO = {"who", "which", "that", "whom"}
# Words that stand before a noun and make what it does the doing of the state they name: "Russian jets".
_BEFORE = {"amod", "compound", "nmod", "nn"}
_SUBJECTS = ("nsubj", "nsubjpass", "expl")
_OBJECTS = ("dobj", "obj", "ccomp", "xcomp", "prep", "dative", "prt", "attr", "acomp", "oprd")
# What may stand between two verbs that share an object or a doer.
_LIGHT = ("cc", "punct", "advmod", "preconj", "conj")
# "By force" is a manner, "by the force" and "by Norden's force" a doer.
_DEFINES = ("det", "poss", "compound")
_VERB_OF_ACT = {
    "airstrike": "strike",
    "offensive": "attack",
    "counterattack": "attack",
    "incursion": "invade",
}
_MAX_STEPS = 12
_NOBODY = ("no", "nobody", "none", "neither")


class Role(NamedTuple):
    """One role of one token: agent or patient, how it stands there, and of which verb (lemma and place)."""

    phenomenon: str
    entry: str
    lemma: str
    verb_start: int


def find_roles(
    articles: pd.DataFrame,
    mentions: pd.DataFrame,
    attributions: pd.DataFrame | None = None,
    *,
    harm: HarmVerbs | None = None,
) -> pd.DataFrame:
    """Find what the actors of an article do, and what is done to them.

    Parameters
    ----------
    articles : articles table.
    mentions : mentions table of `find_mentions`, made with attributions, so that speakers are known.
    attributions : attributions table; says in whose voice a role is told.
    harm : codebook of harm verbs, whose nouns ("the shelling of", "Norden's shelling") give roles as well; by default
        the one that is shipped.

    Returns
    -------
    DataFrame, a findings table with `speaker_side`, one row per mention and verb, by article and place. `phenomenon` is
    agent or patient; `entry_id` says how: active_subject, by_agent, nominal_by ("the shelling of A by B"),
    nominal_possessive ("B's shelling of A", and of a patient "A's shelling by B"); object, passive_subject (with a
    by-agent), agentless_passive, nominal_of.
    `variant` is the lemma of the verb, of a noun that of its verb; `actor_id` and `side` are those of the mention.

    Raises
    ------
    ValueError : offsets of mentions lie beyond the text, or an article is missing.

    Notes
    -----
    A speaker is no agent of the verb that introduces his words (without attributions: of none): being quoted is
    counted by `voice_balance`. "Russian jets bombed" makes Russia the agent, since the adjective says whose they are
    (craft, arms and people in a state's service, `codebooks/harm_means.csv`); "a Russian visa" or "Russia's critics"
    do not act for Russia. Subjects reach verbs joined by "and", relative clauses and participles ("troops killed by",
    "struck the port, killing two"), not verbs below another one ("began to bomb" gives "begin"). "By" names no doer
    before a time, place, measure, manner or a weapon of nobody's (`codebooks/harm_grammar.csv`). Verbs of being and
    places in datelines have no roles, nor has what is denied ("did not bomb", "no jet bombed"); what is asked, feared,
    planned or told as a condition has, as what is told. Roles come from the parser: its errors are theirs.

    References
    ----------
    Trew, T. (1979). Theory and ideology at work. In Fowler et al., Language and Control. Routledge.
    Fowler, R. (1991). Language in the News. Routledge.

    Examples
    --------
    >>> find_roles(articles, mentions, attributions)
    """
    population = check_table(articles, "articles")
    rows = check_table(mentions, "mentions", need=["sentence_id", "side"])
    harm = load_harm() if harm is None else harm
    wanted = population[population["article_id"].isin(rows["article_id"])]
    sentences = split_sentences(wanted)
    texts = dict(zip(wanted["article_id"], wanted["text"], strict=True))
    named = sentences.merge(
        rows[["article_id", "sentence_id"]].drop_duplicates(), on=["article_id", "sentence_id"]
    )
    opening = {
        (str(article_id), int(number)): after_dateline(texts[str(article_id)], int(start), int(end))
        for article_id, number, start, end in zip(
            *(named[name].tolist() for name in ("article_id", "sentence_id", "start", "end")), strict=True
        )
    }
    of_sentence: dict[tuple[str, int], list[Any]] = {}
    for one in rows.itertuples(index=False):
        if not pd.isna(one.sentence_id):
            of_sentence.setdefault((str(one.article_id), int(one.sentence_id)), []).append(one)
    cues = cue_spans(attributions)
    found: list[dict[str, Any]] = []
    for article_id, sentence_id, parsed in zip(
        named["article_id"], named["sentence_id"].tolist(), parse(wanted, named), strict=True
    ):
        reader = _Sentence(parsed, harm)
        for one in of_sentence.get((str(article_id), int(sentence_id)), ()):
            if one.start < opening[str(article_id), int(sentence_id)]:
                continue
            speaks = not pd.isna(one.is_speaker) and bool(one.is_speaker)
            for role in reader.roles(int(one.start), int(one.end)):
                cued = any(a <= role.verb_start < b for a, b in cues.get(str(article_id), ()))
                if role.phenomenon == "agent" and (cued or (speaks and attributions is None)):
                    continue
                found.append(
                    {
                        "article_id": article_id, "start": int(one.start), "end": int(one.end),
                        "phenomenon": role.phenomenon, "entry_id": role.entry, "variant": role.lemma,
                        "actor_id": None if pd.isna(one.actor_id) else one.actor_id, "side": one.side,
                    }
                )  # fmt: skip
    sides = list(map(str, rows["side"].cat.categories))
    table = make_table(found, "findings", sides=sides)
    return locate(table.drop_duplicates(ignore_index=True), population, attributions, sentences=sentences)


class _Sentence:
    """One parsed sentence, asked for the roles of spans."""

    def __init__(self, parsed: Parse, harm: HarmVerbs) -> None:
        self.p = parsed
        self.harm = harm
        self.starts = np.array(parsed.start)

    def roles(self, start: int, end: int) -> list[Role]:
        head = self._head(start, end)
        if head is None:
            return []
        out: list[Role] = []
        for token in self._standing_for(head):
            out += self._of(token)
        return list(dict.fromkeys(role for role in out if not self._denied(role)))

    def _denies(self, token: int) -> bool:
        """Whether a word below a verb or noun turns it round; "not only" does not."""
        p = self.p
        after = p.lower[token + 1] if token + 1 < len(p.lower) else ""
        never = p.dep[token] == "neg" or p.lower[token] == "never"
        return (never and after != "only") or (p.dep[token] == "det" and p.lower[token] == "no")

    def _denied(self, role: Role) -> bool:
        """Whether a role is said not to be: "did not bomb", "never bombed", "no jet bombed", "no shelling by"."""
        p, token = self.p, int(np.flatnonzero(self.starts == role.verb_start)[0])
        for _ in range(_MAX_STEPS):
            below = p.children[token]
            subjects = [child for child in below if p.dep[child] in _SUBJECTS]
            if any(self._denies(child) for child in below):
                return True
            if any(p.lower[one] in _NOBODY for child in subjects for one in (child, *p.children[child])):
                return True
            own = subjects or any(p.dep[child].startswith("aux") for child in below)
            if p.dep[token] != "conj" or own or p.pos[p.head[token]] != "VERB":
                return False
            # "did not bomb or shell": the verb before says it for both, unless "but" stands between.
            token = p.head[token]
            if any(p.lower[child] == "but" for child in p.children[token]):
                return False
        return False

    def _head(self, start: int, end: int) -> int | None:
        """The token of a span whose head lies outside of it."""
        inside = [int(i) for i in np.flatnonzero((self.starts >= start) & (self.starts < end))]
        return next((i for i in inside if self.p.head[i] not in inside or self.p.head[i] == i), None)

    def _standing_for(self, token: int) -> list[int]:
        """The token whose place in the clause is the mention's: past adjectives, appositions and "and"."""
        for _ in range(_MAX_STEPS):
            dep, head = self.p.dep[token], self.p.head[token]
            if head == token:
                break
            if dep == "conj" and self.p.dep[head] in _BEFORE:
                # "American and Russian soldiers".
                token = head
                continue
            noun = self.p.pos[head] in ("NOUN", "PROPN")
            if noun and (dep in ("conj", "appos") or (dep in _BEFORE and self._acts_for(head))):
                token = head
            else:
                break
        return [token]

    def _acts_for(self, noun: int) -> bool:
        """Whether what a noun does is done by the state whose adjective stands before it."""
        return lemmas([self.p.word[noun]], ["NOUN"])[0] in self.harm.means

    def _of(self, token: int) -> Iterator[Role]:
        p, dep, head = self.p, self.p.dep[token], self.p.head[token]
        if dep == "nsubj" and p.pos[head] == "VERB":
            yield from self._acting(head)
        elif dep == "nsubjpass":
            yield from self._suffering(head)
        elif dep in ("dobj", "obj") and p.pos[head] == "VERB":
            for verb in (head, *self._sharing_object(head)):
                yield self._role("patient", "object", verb)
        elif dep == "pobj":
            yield from self._after_preposition(head)
        elif dep == "poss":
            verb_of = self._verb_of(head) or self._act_of(head)
            # "Norden's shelling by rebels" is done to Norden.
            suffers = any(
                p.lower[child] == "by" and p.dep[child] in ("prep", "agent") for child in p.children[head]
            )
            if verb_of:
                yield self._role("patient" if suffers else "agent", "nominal_possessive", head, verb_of)
        for child in p.children[token]:
            if p.dep[child] == "relcl":
                yield from self._relative(child)
            elif p.dep[child] == "acl" and p.tag[child] == "VBN":
                yield from self._suffering(child)
            elif (
                p.dep[child] == "acl"
                and p.tag[child] == "VBG"
                and not self._below(child) & {"mark", "auxpass"}
            ):
                yield from self._acting(child)

    def _below(self, token: int) -> set[str]:
        return {self.p.dep[child] for child in self.p.children[token]}

    def _role(self, phenomenon: str, entry: str, token: int, lemma: str = "") -> Role:
        lemma = lemma or lemmas([self.p.word[token]], ["VERB"])[0]
        return Role(phenomenon, entry, lemma, self.p.start[token])

    def _acting(self, verb: int) -> Iterator[Role]:
        yield self._role("agent", "active_subject", verb)
        yield from self._joined_roles(verb, passive=False)
        yield from self._participles(verb, passive=False)

    def _suffering(self, verb: int) -> Iterator[Role]:
        yield self._role("patient", self._passive(verb), verb)
        yield from self._joined_roles(verb, passive=True)
        yield from self._participles(verb, passive=True)

    def _participles(self, verb: int, *, passive: bool) -> Iterator[Role]:
        """Roles of a subject in participles beside its verb: "hit by a mine, the tug sank", "struck, killing two"."""
        for child in self.p.children[verb]:
            below = {self.p.dep[each] for each in self.p.children[child]}
            if self.p.dep[child] != "advcl" or below & {*_SUBJECTS, "mark"}:
                continue
            auxiliaries = {
                self.p.lower[each] for each in self.p.children[child] if self.p.dep[each].startswith("aux")
            }
            if (
                self.p.tag[child] == "VBN"
                and auxiliaries <= {"being", "been", "having"}
                and auxiliaries != {"having"}
            ):
                yield self._role("patient", self._passive(child), child)
                yield from self._joined_roles(child, passive=True)
            elif self.p.tag[child] in ("VBG", "VBN") and auxiliaries <= {"having"} and not passive:
                yield self._role("agent", "active_subject", child)
                yield from self._joined_roles(child, passive=False)

    def _joined_roles(self, verb: int, *, passive: bool) -> Iterator[Role]:
        """Roles of a subject in the verbs that share it: "hit a mine and was towed", "was seized and sank"."""
        for other in self._joined(verb):
            p = self.p
            auxiliaries = {p.dep[child] for child in p.children[other] if p.dep[child].startswith("aux")}
            bare = passive and p.tag[other] == "VBN" and "aux" not in auxiliaries
            if "auxpass" in auxiliaries or bare:
                yield self._role("patient", self._passive(other), other)
            elif p.dep[verb] != "acl":
                yield self._role("agent", "active_subject", other)

    def _joined(self, verb: int) -> Iterator[int]:
        """Verbs joined by "and" that have no subject of their own."""
        for child in self.p.children[verb]:
            own = any(self.p.dep[each] in _SUBJECTS for each in self.p.children[child])
            if self.p.dep[child] == "conj" and self.p.pos[child] == "VERB" and not own:
                yield child
                yield from self._joined(child)

    def _sharing_object(self, verb: int) -> Iterator[int]:
        """Verbs to which this one is joined and whose object stands after it: "bombed and destroyed the port"."""
        p, above = self.p, self.p.head[verb]
        if p.dep[verb] != "conj" or p.pos[above] != "VERB":
            return
        between = [child for child in p.children[above] if child > above and child != verb]
        plain = all(p.dep[child] in _LIGHT for child in between if child < verb)
        passive = any(p.dep[child] in ("nsubjpass", "auxpass") for child in p.children[above])
        own = any(p.dep[child] in _OBJECTS for child in p.children[above])
        if (
            plain
            and not passive
            and not own
            and self._role("", "", above).lemma not in self.harm.grammar["no_object"]
        ):
            yield above
            yield from self._sharing_object(above)

    def _relative(self, verb: int) -> Iterator[Role]:
        p = self.p
        for child in p.children[verb]:
            if p.lower[child] not in _WHO:
                continue
            if p.dep[child] == "nsubj" and p.pos[verb] == "VERB":
                yield from self._acting(verb)
            elif p.dep[child] == "nsubjpass":
                yield from self._suffering(verb)
            elif p.dep[child] in ("dobj", "obj"):
                yield self._role("patient", "object", verb)

    def _after_preposition(self, preposition: int) -> Iterator[Role]:
        p, above = self.p, self.p.head[preposition]
        if self._by_doer(preposition):
            yield self._role("agent", "by_agent", above)
            for verb in self._sharing_doer(above):
                yield self._role("agent", "by_agent", verb)
            return
        verb_of = self._verb_of(above)
        if verb_of and p.lower[preposition] == "of":
            yield self._role("patient", "nominal_of", above, verb_of)
        elif p.lower[preposition] == "by" and (verb_of or self._act_of(above)):
            yield self._role("agent", "nominal_by", above, verb_of or self._act_of(above))

    def _passive(self, verb: int) -> str:
        """How a passive stands there: with its doer, its own or that of a verb joined to it, or without."""
        for _ in range(_MAX_STEPS):
            if any(self._by_doer(child) for child in self.p.children[verb]):
                return "passive_subject"
            later = [child for child in self._joined(verb) if self._shares_doer(verb, child)]
            if not later:
                break
            verb = later[0]
        return "agentless_passive"

    def _sharing_doer(self, verb: int) -> Iterator[int]:
        """Participles to which this one is joined and whose doer stands after it: "seized and held by rebels"."""
        above = self.p.head[verb]
        if self.p.dep[verb] == "conj" and self._shares_doer(above, verb):
            yield above
            yield from self._sharing_doer(above)

    def _shares_doer(self, verb: int, later: int) -> bool:
        """Whether nothing but "and" stands between two participles, so that "by" after the second belongs to both."""
        p = self.p
        between = [child for child in p.children[verb] if verb < child < later]
        return (
            p.tag[verb] == "VBN" == p.tag[later]
            and all(p.dep[child] in _LIGHT for child in between)
            and not any(p.dep[child] in ("aux", "auxpass") for child in p.children[later])
        )

    def _by_doer(self, token: int) -> bool:
        """Whether a "by" names a doer: no time, place, measure or manner, no gerund, no weapon of nobody's."""
        p = self.p
        if p.lower[token] != "by" or p.dep[token] != "agent":
            return False
        after = next((child for child in p.children[token] if p.dep[child] == "pobj"), None)
        if after is None or p.word[after].isdigit():
            return False
        word, grammar = lemmas([p.word[after]], ["NOUN"])[0], self.harm.grammar
        if any(word in grammar[kind] for kind in ("time", "measure", "place")):
            return False
        if p.lower[after] in grammar["manner"] and not any(p.dep[c] in _DEFINES for c in p.children[after]):
            return False
        act = word in grammar["means"] or p.lower[after] in self.harm.by_noun or p.tag[after] == "VBG"
        return not act or self._is_whose(after)

    def _is_whose(self, noun: int) -> bool:
        """Whether a noun phrase says whose the thing is: a name, a possessive, "regime raids", "fired by rebels"."""
        p, grammar = self.p, self.harm.grammar
        for child in p.children[noun]:
            inner = [child, *p.children[child]]
            named = any(p.word[one][:1].isupper() and p.lower[one] not in grammar["time"] for one in inner)
            said = p.dep[child] in (*_BEFORE, "acl", "relcl") or p.lower[child] in ("by", "from", "of")
            owner = p.dep[child] in _BEFORE and lemmas([p.word[child]], ["NOUN"])[0] in grammar["owner"]
            fired = any(p.dep[one] == "agent" for one in inner)
            if p.dep[child] == "poss" or owner or fired or (named and said):
                return True
        return False

    def _verb_of(self, noun: int) -> str:
        """The harm verb of a noun; "" where it is none's."""
        if self.p.pos[noun] not in ("NOUN", "PROPN", "VERB"):
            return ""
        word = self.p.lower[noun]
        return self.harm.by_noun.get(word) or self.harm.by_noun.get(lemmas([word], ["NOUN"])[0], "")

    def _act_of(self, noun: int) -> str:
        """The verb of a noun that says who did it, but not with "of" to whom: "strikes by"; "" where it is none."""
        word = lemmas([self.p.word[noun]], ["NOUN"])[0]
        if self.p.pos[noun] not in ("NOUN", "PROPN") or word not in self.harm.grammar["act"]:
            return ""
        return _VERB_OF_ACT.get(word, word)
