"""What can be done with a post after it is published: delete it, change it, read it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from campaign.model import PostField


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What a program can do with a published post on one network, and what is left to a person.

    - `undeletable` says in one sentence why a program cannot delete a post; "" when it can.
      `delete_by_hand` says how a person deletes it there. A command shows both with the address.
    - `edits` names the fields of a request (keys of `Payload.body`) that an edit replaces, each
      with what readers get from it; `edits_alts` says that an edit replaces the alt texts as well.
      Nothing of this means that a post cannot be changed, and `uneditable` then says why.
    - `unread` says in one sentence why a post cannot be read back; "" when it can.
    - `source` is where these facts come from.
    """

    undeletable: str = ""
    delete_by_hand: str = ""
    edits: Mapping[str, PostField] = field(default_factory=dict)
    edits_alts: bool = False
    uneditable: str = ""
    unread: str = ""
    source: str = ""

    @property
    def deletes(self) -> bool:
        """Whether a program can delete a post."""
        return not self.undeletable

    @property
    def editable(self) -> frozenset[PostField]:
        """What an edit can change; empty where a post cannot be changed."""
        alts = {PostField.ALTS} if self.edits_alts else set()
        return frozenset({*self.edits.values(), *alts})

    @property
    def reads(self) -> bool:
        """Whether a post can be read back, at least in part."""
        return not self.unread
