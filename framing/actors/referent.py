"""Whom words stand for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from framing.actors.codebook import Codebook, Entry


@dataclass(frozen=True)
class Referent:
    """An actor as the text names it, with what can take it up again later."""

    actor_id: str | None
    actor: str
    side: str
    how: str
    start: int
    end: int
    kind: str = "person"  # person, body, state, group, document
    state: str = ""
    klass: str = "official"
    gender: str = ""
    plural: bool = False
    anonymous: bool = False
    nouns: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    media: bool = False

    def by(self, how: str) -> Referent:
        """The same one, told in another way: what decided stays where it stands."""
        return replace(self, how=how)


def combine(found: Sequence[Referent | None], book: Codebook) -> Referent | None:
    """Several speakers in one phrase: two sides of the codebook are joint, one of them with others keeps its side."""
    known = [one for one in found if one is not None and one.side != "unresolved"]
    if not known:
        return None
    own = [one for one in known if one.side in book.sides or one.side == "joint"]
    if not own:
        return replace(known[0], plural=True) if len(found) > 1 else known[0]
    if len({one.side for one in own}) == 1:
        return replace(own[0], plural=True) if len(found) > 1 else own[0]
    return Referent(
        None, "; ".join(one.actor for one in own), "joint", own[0].how, own[0].start, own[-1].end,
        kind="group", plural=True, anonymous=all(one.anonymous for one in own),
    )  # fmt: skip


def of_entry(
    entry: Entry,
    book: Codebook,
    how: str,
    start: int,
    end: int,
    *,
    side: str | None = None,
    names: tuple[str, ...] = (),
) -> Referent:
    """The referent that a codebook entry is."""
    person = entry.section in ("persons", "offices")
    nouns = set(entry.nouns)
    if entry.section == "persons":
        for held in entry.offices:
            nouns |= office_nouns(book.entries[held.office])
    elif entry.section == "offices":
        nouns |= office_nouns(entry)
    elif entry.section == "states":
        nouns |= {"country", "government", "side", "state", "administration"}
    if entry.media:
        nouns |= {"agency", "newspaper", "channel"}
    if entry.section == "institutions":
        nouns |= {"statement"}
    return Referent(
        actor_id=entry.id,
        actor=entry.name,
        side=side or entry.side,
        how=how,
        start=start,
        end=end,
        kind="person" if person else "state" if entry.section == "states" else "body",
        state=entry.state,
        klass="media" if entry.media else "official",
        gender=entry.gender,
        nouns=frozenset(nouns),
        names=names
        or (
            tuple(entry.name.casefold().replace("-", " ").split())
            if entry.section in ("persons", "institutions")
            else ()
        ),
        media=entry.media,
    )


def office_nouns(office: Entry) -> set[str]:
    """Words that can take up the holder of an office: its role and the words of its name."""
    words = {word.casefold() for word in office.name.split()}
    if not {"president", "minister"} & words:
        words.add("official")
    if office.role:
        words |= {office.role, office.role.split()[-1]}
    if "spokesperson" in words or {"press", "secretary"} <= words:
        words |= {"spokesman", "spokeswoman", "spokesperson"}
    if "president" in words or "prime" in words:
        words.add("leader")
    return words
