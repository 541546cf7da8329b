#!/usr/bin/env bash
# requests 2.34.2: `stream=True` with `allow_redirects=False` still reads the whole body of a redirect.
#
# Guessed: with `stream=True` nothing of a body is read before `iter_content`, and a redirect that is
# not followed is an answer like any other. Seen: the body of a 302 is read into memory before
# `requests.post` returns, of a 200 it is not. So a bound on the size of answers that counts in
# `iter_content` does not hold for redirects. The reason is `Session.send`: it prepares the next
# request with the function that follows redirects, and that function first reads the body.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check requests==2.34.2
"$folder/venv/bin/python" - <<'PY'
import http.server
import sys
import threading

import requests

BODY = b"x" * 100_000


class Answers(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.send_response(302 if self.path == "/redirect" else 200)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *words):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
threading.Thread(target=server.serve_forever, daemon=True).start()
read = {}
for path in ("redirect", "plain"):
    address = f"http://127.0.0.1:{server.server_port}/{path}"
    answer = requests.post(address, stream=True, allow_redirects=False, timeout=10)
    read[path] = answer.raw.tell()
    print(f"requests {requests.__version__}: {answer.status_code}, {read[path]} bytes already read")
    answer.close()
server.shutdown()
sys.exit(read != {"redirect": len(BODY), "plain": 0})
PY
