"""All endpoints of Facebook and Instagram, except Instagram's login (see `login`)."""

from fastapi import APIRouter

from campaign.sandbox.graph import facebook, instagram, nodes, oauth

#: The most particular addresses come first: an address with two steps is no node.
_PARTS = (
    oauth.router,
    facebook.router,
    instagram.router,
    nodes.router,
)

router = APIRouter()
for _part in _PARTS:
    router.include_router(_part)
