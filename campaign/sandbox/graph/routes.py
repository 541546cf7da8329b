"""All of Facebook's and Instagram's endpoints but Instagram's login, see `login`."""

from fastapi import APIRouter

from campaign.sandbox.graph import facebook, instagram, nodes, oauth

#: Most particular first: an address with two steps is no node.
_PARTS = (
    oauth.router,
    facebook.router,
    instagram.router,
    nodes.router,
)

router = APIRouter()
for _part in _PARTS:
    router.include_router(_part)
