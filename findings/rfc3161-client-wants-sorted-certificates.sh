#!/usr/bin/env bash
# rfc3161-client 1.0.9 raises ValueError for timestamps as OpenSSL writes them with a chain.
#
# Guessed: a reply that `openssl ts -verify` calls good can be decoded. Seen: OpenSSL puts the
# signer's certificate before that of its issuer (`openssl ts -reply -chain`), and the library wants
# the certificates sorted by their bytes, as DER sorts a set: "InvalidSetOrdering". The same reply
# without the chain is decoded. So a caller keeps the bytes of a reply before it reads them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check rfc3161-client==1.0.9
cd "$folder"
openssl version
cat > authority.cnf <<'CNF'
[req]
distinguished_name = name
prompt = no
[name]
CN = Example root
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[authority]
basicConstraints = CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[stamps]
serial = ./serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
ess_cert_id_chain = no
CNF
quietly() { "$@" 2> errors || { cat errors; exit 1; }; }
echo 01 > serial
echo "a record" > data
quietly openssl req -x509 -newkey rsa:2048 -nodes -days 30 -keyout root.key -out root.pem \
  -config authority.cnf -extensions root
quietly openssl req -newkey rsa:2048 -nodes -keyout stamp.key -out stamp.csr \
  -subj "/CN=Example authority" -config authority.cnf
quietly openssl x509 -req -in stamp.csr -CA root.pem -CAkey root.key -CAcreateserial -days 30 \
  -extfile authority.cnf -extensions authority -out stamp.pem
quietly openssl ts -query -data data -sha256 -cert -out query.tsq
reply() { quietly openssl ts -reply -queryfile query.tsq -signer stamp.pem -inkey stamp.key \
  -config authority.cnf -section stamps "$@"; }
# The signer's certificate has more extensions and is longer: DER sorts it behind the root's.
reply -chain root.pem -out chain.tsr
reply -out plain.tsr
openssl ts -verify -data data -in chain.tsr -CAfile root.pem 2> errors | sed 's/^/OpenSSL: /'
"$folder/venv/bin/python" - <<'PY'
import sys
from pathlib import Path

from rfc3161_client import decode_timestamp_response

seen = {}
for name in ("plain", "chain"):
    try:
        decode_timestamp_response(Path(f"{name}.tsr").read_bytes())
        seen[name] = "decoded"
    except ValueError as error:
        seen[name] = "InvalidSetOrdering" if "InvalidSetOrdering" in str(error) else str(error)
    print(f"rfc3161-client 1.0.9, {name}: {seen[name]}")
sys.exit(seen != {"plain": "decoded", "chain": "InvalidSetOrdering"})
PY
