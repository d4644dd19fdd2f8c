"""Whom a role noun belongs to by what hangs on it: "a spokesman for the ministry", "an envoy in Geneva"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from framing.actors.items import ENTITIES, Item
from framing.actors.referent import Referent
from framing.actors.roles import Role
from framing.actors.segments import Segment, take_apart

if TYPE_CHECKING:
    from framing.actors.phrase import PhraseReader

OWNERS = ("of", "for", "at", "from", "with", "within", "inside", "in", "by", "to")


def hung(reader: PhraseReader, tail: Segment, tails: Sequence[Segment]) -> Referent | None:
    """What hangs on a noun; of "diplomats at the embassy in Moscow" the city belongs to the embassy."""
    last = tail.items[-1]
    mission = last.kind == "role" and reader.book.roles.by_id[last.id].organ == "embassy"
    inner = take_apart(tail.items, reader.book.roles) if mission else []
    if not inner:
        return reader.read(tail.items)
    return reader.core(inner[0].items, [*inner[1:], *tails[tails.index(tail) + 1 :]])


def hanging_owner(reader: PhraseReader, role: Role, tails: Sequence[Segment]) -> Referent | None:
    """Whom what hangs on a role noun names as its owner, the first that can be one."""
    document = role.klass == "document"
    for tail in tails:
        if tail.joint in ("carried", ",", "on") or (tail.joint == "that" and not document):
            return None
        if document and tail.joint not in ("of", "from", "by", "issued", "that", "at"):
            continue
        if document and tail.joint == "that":
            subject = next((one for one in tail.items if one.kind in ENTITIES and not one.tail), None)
            return reader.holder(subject) if subject else None
        if tail.joint == "issued" and role.klass not in ("document", "source"):
            return None
        if tail.joint == "issued":
            # Whom a paper was handed over to is not whose words it holds: the agent after "by" is.
            agent = next((one for one in tails if one.joint == "by"), None)
            found = reader.read((agent or tail).items)
            return None if found is None or found.media else found
        if tail.joint == "led" or (tail.joint in OWNERS and not (tail.joint == "to" and role.sent)):
            staff = tail.joint == "at" and role.id.split()[-1] in reader.book.roles.sets["staff"]
            if tail.joint in ("with", "by", "at") and role.klass in ("private", "media") and not staff:
                continue
            if tail.joint == "in" and role.id in reader.book.roles.sets["abroad"]:
                continue
            place = next((one for one in tail.items if one.kind == "region"), None)
            found = reader.holder(place) if place is not None else hung(reader, tail, tails)
            if found is None or (found.kind == "person" and tail.joint in ("in", "at", "with")):
                continue
            sector = found.klass == "thing" and role.id.split()[-1] in ("minister", "secretary")
            if not sector and (found.klass != "thing" or tail.joint in ("of", "for")):
                return found
    return None


def seat(role: Role, tails: Sequence[Segment]) -> Item | None:
    """The city in which a mission, or who is sent to one, stands."""
    if role.organ != "embassy" and not role.sent:
        return None
    seats = (one for tail in tails if tail.joint == "in" for one in tail.items)
    return next((one for one in seats if one.kind in ("capital", "state", "region")), None)
