"""What Schemathesis calls while it judges the desk API."""

from functools import partial

import schemathesis
from client import base_url, server
from fillers import FILLERS
from harness import Harness
from seeds import Seeds
from tally import operation_id

SEEDS = Seeds(base_url(), server())


def owner(path):
    """The tenant or the snapshot that a path leads to, or into."""
    return path.get("tenant_id", path.get("name"))


def place(case):
    """A tenant that exists, for the path of a malformed request."""
    return {"tenant_id": SEEDS.tenant()["id"]} if "tenant_id" in case.path_parameters else {}


HARNESS = Harness(
    fillers={name: partial(filler, SEEDS) for name, filler in FILLERS.items()},
    place=place,
    links={
        "create_tenant": lambda answer: answer["tenant"]["id"],
        "save_snapshot": lambda answer: answer["name"],
    },
    owner=owner,
)
HARNESS.register()


@schemathesis.hook("after_call")
def watch(context, case, response):
    """Takes note of what makes the data of before useless: another past, another time, broken calls."""
    if response.status_code != 200:
        return
    name = operation_id(case.operation)
    if name == "restore_snapshot":
        SEEDS.forget()
        HARNESS.forget_links()
    elif name in ("advance_clock", "update_clock", "set_determinism", "replace_faults"):
        SEEDS.steered = True
