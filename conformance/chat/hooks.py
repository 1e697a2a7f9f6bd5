"""What Schemathesis calls while it judges the chat API."""

from functools import partial

from chat_api import ChatApi
from fillers import FILLERS
from harness import Harness
from seeds import Seeds

SEEDS = Seeds(ChatApi.of_demo_tenant())



def owner(path):
    """The chat that a path leads into."""
    return path.get("chat_id", path.get("id"))


def place(case):
    """A chat that exists, for the path of a malformed request."""
    names = [name for name in ("chat_id", "id") if name in case.path_parameters]
    return {names[0]: SEEDS.live_chat()["id"]} if names else {}


Harness(
    fillers={name: partial(filler, SEEDS) for name, filler in FILLERS.items()},
    place=place,
    links={"create_chat": lambda answer: answer["id"]},
    owner=owner,
).register()
