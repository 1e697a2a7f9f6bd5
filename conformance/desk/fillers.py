"""One function per operation: puts what exists into a well-formed request, so that the operation can succeed.

As for the chat API, most of a request stays as it was generated: what changes are ids, names and properties that go together in
a way that the schema cannot say. `turn` is a number that belongs to the request: it picks among equals.
"""

import datetime

import seeds as data

BACKENDS = ("builtin", "scripted", "http")
CHANNELS = ("email", "external_link", "human_agent", "virtual_agent")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ZONES = ("Europe/Rome", "America/New_York", "UTC", "Asia/Kolkata")
# The operations of the chat API that faults name.
SPOILED = ("create_chat", "get_chat", "send_message", "find_end_user")
SECRET = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def of_tenant(seeds, request, turn):
    """Most need nothing but a tenant."""
    request.point_at(tenant_id=seeds.tenant()["id"])


# --- control ---


def update_clock(seeds, request, turn):
    if "now" in request.body:
        request.body["now"] = later(seeds.now()["now"], turn)


def advance_clock(seeds, request, turn):
    clock = seeds.now()
    body = request.body
    if turn % 2 and "milliseconds" in body:
        body.pop("to", None)
    else:
        body.pop("milliseconds", None)
        body["to"] = later(clock["now"], turn)


def set_determinism(seeds, request, turn):
    if "starts_at" in request.body:
        request.body["starts_at"] = later(seeds.now()["now"], turn)


def replace_faults(seeds, request, turn):
    for number, fault in enumerate(request.body["faults"]):
        if "operation_id" in fault:
            fault["operation_id"] = SPOILED[(turn + number) % len(SPOILED)]
        if fault.get("reset"):
            fault.pop("status", None)
        else:
            fault.setdefault("status", 503)


def of_customer(seeds, request, turn):
    customer = seeds.customer()
    request.point_at(tenant_id=customer["id"])
    if "chat_id" in request.query:
        request.query["chat_id"] = customer["chat_id"]


def trigger_webhooks(seeds, request, turn):
    customer = seeds.customer()
    request.point_at(tenant_id=customer["id"])
    if "chat_id" in request.body:
        request.body["chat_id"] = customer["chat_id"]


def save_snapshot(seeds, request, turn):
    # Few names: each is a copy of everything.
    request.body["name"] = f"saved-{turn % 8}"


def restore_snapshot(seeds, request, turn):
    request.point_at(name=seeds.snapshot())


def load_seed(seeds, request, turn):
    for tenant in request.body["tenants"]:
        virtual_agents = tenant.get("virtual_agents", [])
        for number, virtual_agent in enumerate(virtual_agents, 1):
            virtual_agent["id"] = number
            fit_virtual_agent(seeds, virtual_agent, turn + number)
        if "menus" in tenant:
            fit_catalogue(tenant["menus"], len(virtual_agents), turn)
        if "webhook" in tenant:
            fit_url(seeds, tenant["webhook"])
        if "standard_webhooks" in tenant.get("secrets", {}):
            tenant["secrets"]["standard_webhooks"] = SECRET


# --- admin ---


def create_tenant(seeds, request, turn):
    request.body["subdomain"] = f"made-{seeds.number()}"


def update_tenant(seeds, request, turn):
    of_tenant(seeds, request, turn)
    if "subdomain" in request.body:
        request.body["subdomain"] = f"moved-{seeds.number()}"


def revoke_token(seeds, request, turn):
    tenant = seeds.tenant()
    request.point_at(tenant_id=tenant["id"], token_id=seeds.new_token(tenant))


def rotate_secret(seeds, request, turn):
    of_tenant(seeds, request, turn)
    place = f"/tenants/{request.path['tenant_id']}/secrets/{request.path['kind']}"
    if request.path["kind"] == "crm":
        crm = {"url": seeds.url("crm")}
        seeds.api.call("PATCH", f"/tenants/{request.path['tenant_id']}/crm", crm)
    seeds.api.call("POST", f"{place}/secondary", {})


def replace_menus(seeds, request, turn):
    of_tenant(seeds, request, turn)
    fit_catalogue(request.body, 0, turn)


def put_menu(seeds, request, turn):
    request.point_at(tenant_id=seeds.tenant()["id"], menu_id=1 + turn % 3)
    menu = request.body
    menu["id"] = request.path["menu_id"]
    menu["parent_id"] = menu["escalation_queue_id"] = menu["virtual_agent_id"] = None
    fit_menu(menu, turn)


def delete_menu(seeds, request, turn):
    tenant = seeds.tenant()
    request.point_at(tenant_id=tenant["id"], menu_id=seeds.new_menu(tenant))


def put_virtual_agent(seeds, request, turn):
    # The tenant's own are 1 and 2.
    request.point_at(tenant_id=seeds.tenant()["id"], virtual_agent_id=3 + turn % 3)
    if "id" in request.body:
        request.body["id"] = request.path["virtual_agent_id"]
    fit_virtual_agent(seeds, request.body, turn)


def delete_virtual_agent(seeds, request, turn):
    tenant = seeds.tenant()
    number = seeds.new_virtual_agent(tenant)
    request.point_at(tenant_id=tenant["id"], virtual_agent_id=number)


def create_virtual_agent_secret(seeds, request, turn):
    request.point_at(tenant_id=seeds.tenant()["id"], virtual_agent_id=2)


def update_url(seeds, request, turn):
    of_tenant(seeds, request, turn)
    fit_url(seeds, request.body)


def of_delivery(seeds, request, turn):
    customer = seeds.customer()
    delivery = customer["deliveries"][turn % len(customer["deliveries"])]
    request.point_at(tenant_id=customer["id"], delivery_id=delivery)


def get_crm_ticket(seeds, request, turn):
    customer = seeds.customer()
    request.point_at(tenant_id=customer["id"], chat_id=customer["chat_id"])


# --- values that fit ---


def later(now, turn):
    """An instant up to some months after another."""
    instant = datetime.datetime.fromisoformat(now.replace("Z", "+00:00"))
    try:
        instant += datetime.timedelta(seconds=3600 + turn % 10_000_000)
    except OverflowError:
        pass
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def fit_url(seeds, body):
    """Has a change of a URL name the receiver, or nothing."""
    if body.get("url") is not None:
        body["url"] = seeds.url("hook")


def fit_virtual_agent(seeds, body, turn):
    """Has a virtual agent have what its backend needs, and no more."""
    body["backend"] = BACKENDS[turn % len(BACKENDS)]
    for name in ("script", "url"):
        body.pop(name, None)
    if body["backend"] == "scripted":
        body["script"] = data.SCRIPT
    if body["backend"] == "http":
        body["url"] = seeds.url("turn")


def fit_catalogue(body, virtual_agents, turn):
    """Has the menus of a catalogue be a row, the first with the others' people."""
    body["default_lang"] = data.LANGUAGES[turn % len(data.LANGUAGES)]
    for number, menu in enumerate(body["menus"], 1):
        menu["id"] = number
        menu["parent_id"] = menu["escalation_queue_id"] = None
        has_one = virtual_agents and menu.get("virtual_agent_id") is not None
        menu["virtual_agent_id"] = 1 + turn % virtual_agents if has_one else None
        fit_menu(menu, turn + number)


def fit_menu(menu, turn):
    """Has languages, hours and options of a menu be such as there are."""
    count = min(len(menu["languages"]), len(data.LANGUAGES))
    menu["languages"] = list(data.LANGUAGES[:count])
    menu["hours"] = fitting_hours(menu["hours"], turn)
    options = menu.get("deflections", [])
    for number, option in enumerate(options):
        option["channel"] = CHANNELS[number]
        link = {"name": "Help", "url": f"https://help.example.com/{turn}"}
        option["links"] = [link] if option.get("links") or option["channel"] == "external_link" else []


def fitting_hours(hours, turn):
    """Hours in one of the modes; those of the week have as many days and exceptions as were generated."""
    mode = ("always", "never", "weekly")[turn % 3]
    if mode != "weekly":
        return {**hours, "mode": mode}
    open_hours = [{"opens": "09:00", "closes": "12:30"}, {"opens": "13:00", "closes": "24:00"}]
    week = hours.get("week", [])
    exceptions = hours.get("exceptions", [])
    return {
        "mode": mode,
        "time_zone": ZONES[turn % len(ZONES)],
        "week": [{"day": day, "intervals": open_hours} for day, _ in zip(DAYS, week)],
        "exceptions": [
            {"date": f"2027-01-{1 + number % 28:02}", "intervals": open_hours[: number % 3]}
            for number in range(min(len(exceptions), 28))
        ],
    }


# The others need nothing.
FILLERS = {
    "update_clock": update_clock,
    "advance_clock": advance_clock,
    "replace_faults": replace_faults,
    "get_webhook_steering": of_tenant,
    "update_webhook_steering": of_tenant,
    "trigger_webhooks": trigger_webhooks,
    "reset_webhooks": of_customer,
    "save_snapshot": save_snapshot,
    "restore_snapshot": restore_snapshot,
    "load_seed": load_seed,
    "set_determinism": set_determinism,
    "create_tenant": create_tenant,
    "get_tenant": of_tenant,
    "update_tenant": update_tenant,
    "list_tokens": of_tenant,
    "create_token": of_tenant,
    "revoke_token": revoke_token,
    "list_secrets": of_tenant,
    "create_secondary_secret": of_tenant,
    "rotate_secret": rotate_secret,
    "list_menus": of_tenant,
    "replace_menus": replace_menus,
    "put_menu": put_menu,
    "delete_menu": delete_menu,
    "list_virtual_agents": of_tenant,
    "put_virtual_agent": put_virtual_agent,
    "delete_virtual_agent": delete_virtual_agent,
    "create_virtual_agent_secret": create_virtual_agent_secret,
    "get_webhook": of_tenant,
    "update_webhook": update_url,
    "list_deliveries": of_customer,
    "get_delivery": of_delivery,
    "resend_delivery": of_delivery,
    "resend_failed_deliveries": of_customer,
    "get_crm": of_tenant,
    "update_crm": update_url,
    "get_crm_ticket": get_crm_ticket,
}
