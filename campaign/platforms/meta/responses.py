"""Whether an answer of the Graph API belongs to its question: by the id, and by the words.

Answers can change places: on a connection that another request was given up on, or behind a broken
proxy. What was only read is asked for again; what may have become public is in doubt.
"""

from __future__ import annotations

from typing import Any

from campaign.errors import PlatformError, Rejected
from campaign.platforms.meta.graph import Graph, id_of, node, numbers
from campaign.platforms.meta.timeline import Names
from campaign.platforms.wording import is_another

#: A node of another kind is asked for a field that it does not have.
_NO_SUCH_FIELD = (100, 0)


def ask(api: Graph, id: str, fields: str) -> dict[str, Any]:
    """A node's fields; raises Unavailable for an answer that tells of another node.

    A post's id may come with the number of its page before it, or without.
    """
    found = api.get_anew(f"/{node(id)}", fields=fields)
    if "id" in found and id_of(found).rpartition("_")[2] != id.rpartition("_")[2]:
        raise api.misplaced(f"{id} was asked for", creates=False)
    return found


def shown(api: Graph, id: str, fields: str) -> dict[str, Any]:
    """What is shown of a post that was just made public; nothing while it cannot be read.

    It is out, and that is what counts. Raises OutcomeUnknown when the id is not that of a post.
    """
    try:
        return ask(api, id, fields)
    except Rejected as error:
        if numbers(error.code) == _NO_SUCH_FIELD:
            raise api.misplaced(f"{id} is no post", creates=True) from None
    except PlatformError:
        pass
    return {}


def check_words(api: Graph, id: str, names: Names, words: str) -> None:
    """Raises OutcomeUnknown when the post that was just made has other words than these."""
    if is_another(shown(api, id, names.fields).get(names.text), words):
        raise api.misplaced(f"{id} has other words", creates=True)
