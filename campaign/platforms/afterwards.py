"""What can be done with a post after it is published: delete it, change it, read it back."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.model import PostField


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What a program can do with a published post on one network, and what is left to a person.

    - `undeletable` says in one sentence why a program cannot delete a post; "" when it can.
      `delete_by_hand` says how a person deletes it there. A command shows both with the address.
    - `editable` is what readers get that an edit can change; the text includes the addresses that
      stand in it. `edits` names the fields of a request (keys of `Payload.body`) that an edit
      replaces. Where nothing is editable, `uneditable` says why in one sentence.
    - `unread` says in one sentence why a post cannot be read back; "" when it can.
    - `source` is where these facts come from.
    """

    undeletable: str = ""
    delete_by_hand: str = ""
    editable: frozenset[PostField] = frozenset()
    edits: frozenset[str] = frozenset()
    uneditable: str = ""
    unread: str = ""
    source: str = ""

    @property
    def deletes(self) -> bool:
        """Whether a program can delete a post."""
        return not self.undeletable

    @property
    def reads(self) -> bool:
        """Whether a post can be read back, at least in part."""
        return not self.unread
