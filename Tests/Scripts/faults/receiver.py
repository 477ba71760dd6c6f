"""A receiver that takes every delivery and remembers it."""
import collections
import http.server
import json
import threading


class Receiver:
    """Listens on an address of loopback from its making to its `close`. `deliveries` has each repository with the webhook-id of each
    delivery."""

    def __init__(self, host):
        self.deliveries = collections.defaultdict(list)
        self.pause = 0
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.take(json.loads(body)["repository"], self.headers["webhook-id"])
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 1024

            def handle_error(self, *_):
                """The daemon is killed while it delivers: that is what these tests are about."""

        self.lock = threading.Lock()
        self.server = Server((host, 0), Handler)
        self.url = f"http://{host}:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, repository, webhook_id):
        with self.lock:
            self.deliveries[repository].append(webhook_id)
        if self.pause:
            threading.Event().wait(self.pause)

    def repeats(self):
        """How many deliveries were not the first of their job; each of them has to have the id of the first."""
        with self.lock:
            return sum(len(ids) - 1 for ids in self.deliveries.values())

    def mixed(self):
        """The repositories that came under more than one id."""
        with self.lock:
            return [repository for repository, ids in self.deliveries.items() if len(set(ids)) > 1]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
