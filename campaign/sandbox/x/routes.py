"""X's endpoints, all of them."""

from fastapi import APIRouter

from campaign.sandbox.x import media, oauth, posts, users

router = APIRouter()
for _part in (media, oauth, posts, users):
    router.include_router(_part.router)
