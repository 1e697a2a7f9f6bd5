"""What has to be there before a generated request can succeed: end users, chats in every state, files."""

import itertools
import time

MENU_VIRTUAL_AGENT = 1
MENU_OVER_CAPACITY = 4
MENUS = (1, 2, 3, 4)
LANGUAGES = ("en", "es", "fr", "de", "it")
CHANNELS = ("email", "external_link", "human_agent", "virtual_agent")

# How often a chat, or a chat with files, is handed out before the next one is made.
USES = 8
# So many chats wait to be dismissed.
IDLE_CHATS = 40
# Longer than `--dismiss-after` and the answer of the virtual agent before it.
IDLE_DEADLINE_SECONDS = 15

# The platform looks at the size and the declared type of a file, not into it.
FILES = {
    "photo": ("photos", "image/jpeg", b"\xff\xd8\xff\xe0 a photo"),
    "video": ("videos", "video/mp4", b"\x00\x00\x00\x18ftypmp42 a video"),
}


class FileChat:
    """A chat with a photo and a video."""

    def __init__(self, api, chat):
        self.chat = chat
        self._api = api
        place = f"/chats/{chat['id']}"
        photo = {"photo": [{"s3_path": self.new_key("photo")}]}
        video = {"video": {"s3_path": self.new_key("video")}}
        self.media_ids = {
            "photo": api.call("POST", f"{place}/photos", photo)["media_id"],
            "video": api.call("POST", f"{place}/videos", video)["media_id"],
        }

    def new_key(self, kind):
        """The key of a file that is uploaded and not attached."""
        place, content_type, content = FILES[kind]
        policy = self._api.call("POST", f"/chats/{self.chat['id']}/{place}/upload")
        return self._api.upload(policy, content_type, content)


class Seeds:
    """Makes data through the API and hands it out."""

    def __init__(self, api):
        self.api = api
        self._numbers = itertools.count()
        self._live = self._handed_out(self.new_chat)
        self._files = self._handed_out(lambda: FileChat(self.api, self.new_chat()))
        self._idle = []

    def end_user(self):
        """An end user, `{id, identifier}`; one of a few."""
        identifier = f"seed-{next(self._numbers) % 8}"
        return self.api.call("POST", "/end_users", {"identifier": identifier})

    def new_chat(self, menu=MENU_VIRTUAL_AGENT):
        """A chat that nothing has happened to."""
        body = {"chat": {"menu_id": menu, "end_user_id": self.end_user()["id"]}}
        return self.api.call("POST", "/chats", body)

    def live_chat(self):
        """A chat that is used a few times, and never ended on purpose."""
        return next(self._live)

    def file_chat(self):
        """A `FileChat` that is used a few times."""
        return next(self._files)

    def deflecting(self):
        """A chat, and its escalation for which the end user has to choose a channel."""
        chat = self.new_chat(MENU_OVER_CAPACITY)
        escalation = self.api.call("POST", f"/chats/{chat['id']}/escalations", {})
        return chat, escalation

    def dismissed_chat(self):
        """A chat that is dismissed, or the next that will be; only the first call waits."""
        deadline = 0
        if not self._idle:
            self._idle = [self._idle_chat() for _ in range(IDLE_CHATS)]
            deadline = time.monotonic() + IDLE_DEADLINE_SECONDS
        chat = self._idle[0]
        while not self._is_dismissed(chat):
            if time.monotonic() > deadline:
                return chat
            time.sleep(0.05)
        self._idle.pop(0)
        self._idle.append(self._idle_chat())
        return chat

    def _idle_chat(self):
        """A chat in which the end user writes and the virtual agent answers: silence will dismiss it."""
        chat = self.new_chat()
        message = {"type": "text", "content": "What are your hours?"}
        body = {"from_user_id": chat["end_user"]["id"], "message": message}
        self.api.call("POST", f"/chats/{chat['id']}/message", body)
        return chat

    def _is_dismissed(self, chat):
        return self.api.call("GET", f"/chats/{chat['id']}")["status"].endswith("dismissed")

    @staticmethod
    def _handed_out(make):
        while True:
            made = make()
            for _ in range(USES):
                yield made
