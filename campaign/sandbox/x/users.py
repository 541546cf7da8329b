"""X's endpoint about the account itself."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from campaign.sandbox.wire import Base, TheWorld, say
from campaign.sandbox.x import shapes
from campaign.sandbox.x.asking import asked
from campaign.sandbox.x.gate import Reader, spend
from campaign.sandbox.x.limits import OWN

router = APIRouter()


@router.get("/2/users/me")
def me(request: Request, world: TheWorld, base: Base, member: Reader) -> JSONResponse:
    """Tell an account that its token works, and how many follow it."""
    spend(request, world, OWN, member.id)
    params = asked(request)
    shape = shapes.user(world, member, params.fields("user"), base, new=params.new)
    return say(request, {"data": shape})
