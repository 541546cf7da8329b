"""All of Threads' endpoints; they come before those of networks with the same addresses."""

from fastapi import APIRouter

from campaign.sandbox.threads import containers, figures, oauth, posts

router = APIRouter()
for _part in (oauth.router, oauth.codes, containers.router, figures.router, posts.router):
    router.include_router(_part)
