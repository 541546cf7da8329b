"""All of LinkedIn's endpoints; particular addresses come before those that take any word."""

from fastapi import APIRouter

from campaign.sandbox.linkedin import comments, figures, media, oauth, posts, videos

router = APIRouter()
for _part in (posts, comments, figures, videos, media, oauth):
    router.include_router(_part.router)
