"""One function per operation: puts what exists into a well-formed request, so that the operation can succeed.

Most of a request stays as it was generated. What changes are ids, which nobody can guess, and properties that go together
in a way that the schema cannot say. `turn` is a number that belongs to the request: it picks among equals.
"""

import seeds as data

RESERVED_KEYS = ("reserved_verified_customer", "reserved_bad_actor", "reserved_repeat_customer")


def create_chat(seeds, request, turn):
    chat = request.body["chat"]
    chat["menu_id"] = data.MENUS[turn % len(data.MENUS)]
    chat["end_user_id"] = seeds.end_user()["id"]
    if "lang" in chat:
        chat["lang"] = data.LANGUAGES[turn % len(data.LANGUAGES)]


def get_chat(seeds, request, turn):
    request.point_at(id=seeds.live_chat()["id"])


def update_chat(seeds, request, turn):
    body, chat = request.body, request.body["chat"]
    chat["status"] = "finished"
    chat.pop("escalation_id", None)
    if chat.pop("deflection_channel", None) is None:
        # A dismissed chat does not change by itself, so that its version holds.
        versioned = "If-Match" in request.headers and turn % 2
        new = seeds.dismissed_chat() if versioned else seeds.new_chat()
    else:
        new, escalation = seeds.deflecting()
        chat["escalation_id"] = escalation["id"]
        # The first two are those that end a chat.
        chat["deflection_channel"] = data.CHANNELS[turn % 2]
    request.point_at(id=new["id"])
    if "deflection_channel" not in chat:
        _match(seeds, request, turn)
    if "finished_by_user_id" in body:
        body["finished_by_user_id"] = new["end_user"]["id"]


def send_message(seeds, request, turn):
    message = request.body["message"]
    if message["type"] == "text":
        chat = seeds.live_chat()
    else:
        files = seeds.file_chat()
        chat = files.chat
        message["content"]["media_id"] = files.media_ids[message["type"]]
    request.point_at(id=chat["id"])
    request.body["from_user_id"] = chat["end_user"]["id"]


def create_escalation(seeds, request, turn):
    request.point_at(chat_id=seeds.new_chat()["id"])


def update_escalation(seeds, request, turn):
    chat, escalation = seeds.deflecting()
    request.point_at(chat_id=chat["id"], id=escalation["id"])
    request.body["deflection_channel"] = data.CHANNELS[turn % len(data.CHANNELS)]


def add_photos(seeds, request, turn):
    files = seeds.file_chat()
    request.point_at(chat_id=files.chat["id"])
    key = files.new_key("photo")
    for photo in request.body["photo"]:
        photo["s3_path"] = key


def add_video(seeds, request, turn):
    files = seeds.file_chat()
    request.point_at(chat_id=files.chat["id"])
    key, video = files.new_key("video"), request.body["video"]
    for name in [it for it in ("s3_path", "gcs_path") if it in video] or ["s3_path"]:
        video[name] = key


def list_files(seeds, request, turn):
    request.point_at(chat_id=seeds.file_chat().chat["id"])


def get_media(seeds, request, turn):
    files = seeds.file_chat()
    kind = ("photo", "video")[turn % 2]
    request.point_at(id=files.chat["id"], media_id=files.media_ids[kind])


def create_upload(seeds, request, turn):
    request.point_at(chat_id=seeds.live_chat()["id"])


def update_customer_flags(seeds, request, turn):
    request.point_at(id=seeds.live_chat()["id"])
    if "repeat_customers" in request.body:
        request.body.pop("repeat_customer", None)


def send_custom_data(seeds, request, turn):
    request.point_at(id=seeds.new_chat()["id"])
    body = request.body
    entries = body.pop("data", {})
    body.pop("signed_data", None)
    entries = {key: entry for key, entry in entries.items() if 1 <= len(key) <= 64}
    for key in RESERVED_KEYS:
        if key in entries:
            entries[key]["value"] = True
    if body.get("signed"):
        body["signed_data"] = seeds.api.signed(entries)
    else:
        body["data"] = entries


def update_chat_end_user(seeds, request, turn):
    request.point_at(chat_id=seeds.new_chat()["id"])


def resume_chat(seeds, request, turn):
    request.point_at(id=seeds.dismissed_chat()["id"])
    _match(seeds, request, turn)


def _match(seeds, request, turn):
    """Has a version that is asked for be any, or the one that there is: anything else is 412."""
    if "If-Match" in request.headers and turn % 2 and not request.is_linked:
        request.headers["If-Match"] = seeds.api.etag(request.path["id"])


def find_end_user(seeds, request, turn):
    end_user = seeds.end_user()
    name = ("id", "identifier")[turn % 2]
    for other in ("id", "identifier"):
        request.query.pop(other, None)
    request.query[name] = end_user[name]


def list_wait_times(seeds, request, turn):
    request.query["lang"] = data.LANGUAGES[turn % len(data.LANGUAGES)]
    if "menu_id" in request.query:
        request.query["menu_id"] = data.MENUS[turn % len(data.MENUS)]


# Creating an end user needs nothing.
FILLERS = {
    "create_chat": create_chat,
    "get_chat": get_chat,
    "update_chat": update_chat,
    "send_message": send_message,
    "create_escalation": create_escalation,
    "update_escalation": update_escalation,
    "create_photo_upload": create_upload,
    "create_video_upload": create_upload,
    "add_photos": add_photos,
    "list_photos": list_files,
    "add_video": add_video,
    "list_videos": list_files,
    "get_media": get_media,
    "get_customer_flags": get_chat,
    "update_customer_flags": update_customer_flags,
    "send_custom_data": send_custom_data,
    "update_chat_end_user": update_chat_end_user,
    "update_chat_end_user_alias": update_chat_end_user,
    "resume_chat": resume_chat,
    "find_end_user": find_end_user,
    "list_wait_times": list_wait_times,
}
