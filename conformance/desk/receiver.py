"""A receiver of webhooks and CRM records that accepts everything at once. Standard library only."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Accepts(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        """Takes the body and answers 204."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format, *args):
        """Says nothing."""


def start():
    """Its URL; it ends with the program."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Accepts)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"
