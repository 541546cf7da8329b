"""Checks by the id and the words that an answer of the Graph API belongs to its request.

Answers can be mixed up on a connection whose earlier request was given up, and behind a broken
proxy. After a mixed-up answer, a read is repeated, and the outcome of a create is in doubt.
"""

from __future__ import annotations

from typing import Any

from campaign.errors import PlatformError, Rejected
from campaign.platforms.meta.graph import Graph, id_of, node, numbers
from campaign.platforms.meta.timeline import Names
from campaign.platforms.wording import is_another

#: The error when a node of another kind has no such field.
NO_SUCH_FIELD = (100, 0)


def ask(api: Graph, id: str, fields: str) -> dict[str, Any]:
    """A node's fields; raises Unavailable when the answer is about another node.

    A post's id may begin with the number of its page, or not.
    """
    found = api.get_anew(f"/{node(id)}", fields=fields)
    if "id" in found and id_of(found).rpartition("_")[2] != id.rpartition("_")[2]:
        raise api.misplaced(f"{id} was asked for", creates=False)
    return found


def shown(api: Graph, id: str, fields: str) -> dict[str, Any]:
    """The fields of a post that was just published; empty while it cannot be read.

    That is no error, because the post is published. Raises OutcomeUnknown when the id is not that
    of a post.
    """
    try:
        return ask(api, id, fields)
    except Rejected as error:
        if numbers(error.code) == NO_SUCH_FIELD:
            raise api.misplaced(f"{id} is no post", creates=True) from None
    except PlatformError:
        pass
    return {}


def check_words(api: Graph, id: str, names: Names, words: str) -> None:
    """Raises OutcomeUnknown when a new post has other words than these."""
    if is_another(shown(api, id, names.fields).get(names.text), words):
        raise api.misplaced(f"{id} has other words", creates=True)
