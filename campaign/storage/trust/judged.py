"""How far publications are on their way to be let go, as the database knows it at one moment."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from campaign.model import MachinePart, Publication
from campaign.model.approval import ApprovalRules, Policy
from campaign.plan.approval import Standing, standing
from campaign.storage import releases, variants
from campaign.storage.trust import approvals, authors, people, remarks


@dataclass(frozen=True, slots=True)
class Judged:
    """A variant in its region: its policy, how far it is, and who holds it ("" for nobody).

    `machine` is what a machine made of it, where a registered person has to read that.
    """

    publication: Publication
    policy: Policy
    standing: Standing
    released: bool
    held: str
    machine: tuple[MachinePart, ...] = ()


def judged(
    connection: Connection, some: Iterable[Publication], rules: ApprovalRules
) -> dict[int, Judged]:
    """How far each of these is, by number; what needs no approval is left out."""
    asking = [p for p in some if rules.of(p.region) is not None]
    hashes = {p.variant_hash for p in asking}
    everybody = people.everybody(connection)
    yeses = approvals.of(connection, hashes)
    whose = authors.of(connection, hashes)
    said = remarks.of(connection, hashes)
    let = releases.released(connection, asking, rules)
    machine = variants.asking_for_person(connection, hashes)
    found: dict[int, Judged] = {}
    known: dict[Hashable, Standing] = {}
    for p in asking:
        policy = rules.of(p.region)
        assert policy is not None
        # Until somebody says yes, the work of the same people stands alike all over a region.
        alike = (p.region, whose[p.variant_hash], p.variant_hash in machine)
        key = (p.region, p.variant_hash) if yeses[p.variant_hash] else alike
        if key not in known:
            known[key] = standing(
                policy,
                yeses[p.variant_hash],
                everybody,
                whose[p.variant_hash],
                p.region,
                by_person=p.variant_hash in machine,
            )
        held = next((each for each in reversed(said[p.variant_hash]) if each.holds), None)
        words = f"sent back by {held.who}: {held.words}" if held else ""
        made = machine.get(p.variant_hash, ())
        found[p.id] = Judged(p, policy, known[key], p.id in let, words, made)
    return found
