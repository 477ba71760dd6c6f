"""A receiver for hookme:  WEBHOOK_SECRET=whsec_… PORT=4010 python3 receiver.py"""
import base64, hashlib, hmac, http.server, json, os, time, zlib

SECRETS = [base64.b64decode(secret.removeprefix("whsec_")) for secret in os.environ["WEBHOOK_SECRET"].split()]
TOLERANCE = 300  # seconds
MAX_BYTES = 64 << 20
done = set()  # of webhook-ids. Yours belong into your database, in the transaction of the work.


def is_genuine(headers, body):
    message_id, sent, given = (headers.get("webhook-" + name, "") for name in ("id", "timestamp", "signature"))
    if not (message_id and sent.isascii() and sent.isdigit() and len(sent) < 12):
        return False
    if abs(time.time() - int(sent)) > TOLERANCE:
        return False
    signatures = [one[3:].encode() for one in given.split(" ") if one.startswith("v1,")]
    message = f"{message_id}.{sent}.".encode() + body
    codes = [base64.b64encode(hmac.digest(secret, message, hashlib.sha256)) for secret in SECRETS]
    return any([hmac.compare_digest(code, one) for code in codes for one in signatures])


class Receiver(http.server.BaseHTTPRequestHandler):
    timeout = 20  # seconds

    def do_POST(self):
        self.send_response(self.receive(), "")
        self.end_headers()

    def receive(self):
        length = int(self.headers.get("content-length", 0))
        if not 0 <= length <= MAX_BYTES:
            return 413
        body = self.rfile.read(length)  # bytes: what is signed, and not what a parser makes of it
        if self.headers.get("content-encoding") == "gzip":
            try:
                body = zlib.decompressobj(31).decompress(body, MAX_BYTES)
            except zlib.error:
                return 400
        if not is_genuine(self.headers, body):
            return 401
        if self.headers["webhook-id"] not in done:
            payload = json.loads(body)
            print("done", self.headers["webhook-id"], payload["repository"], flush=True)  # the work
            done.add(self.headers["webhook-id"])  # after it, so that what fails is sent again
        return 204


http.server.HTTPServer(("127.0.0.1", int(os.environ.get("PORT", 4010))), Receiver).serve_forever()
