#!/bin/sh
# Makes the certificates of this folder anew. They are for tests only; the keys are no secrets.
set -e
key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }
root() { key "$1"; openssl req -x509 -new -key "$1.key" -out "$1.pem" -subj "/CN=$1" -days 36500 -addext basicConstraints=critical,CA:TRUE; }
# issue NAME ISSUER EXTENSIONS DAYS
issue() {
  key "$1"
  openssl req -new -key "$1.key" -subj "/CN=$1" -out tmp.csr
  printf "$3\n" >tmp.ext
  openssl x509 -req -in tmp.csr -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -out "$1.pem" -extfile tmp.ext -days "$4"
}
local_names="subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:*.home.example"
root own
root other
issue intermediate own "basicConstraints=critical,CA:TRUE" 36500
issue good intermediate "$local_names" 36500
issue direct own "$local_names" 36500
issue stranger other "$local_names" 36500
issue expired intermediate "$local_names" -1
issue misnamed intermediate "subjectAltName=DNS:else.example" 36500
# Signed by a certificate that is no authority.
issue child good "$local_names" 36500
# A root with certificates of its own key from an older root too, one of which has expired, and a server below it.
root older
root newer
authority="basicConstraints=critical,CA:TRUE\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid"
cross() {
  openssl req -new -key newer.key -subj "/CN=newer" -out tmp.csr
  printf "$authority\n" >tmp.ext
  openssl x509 -req -in tmp.csr -CA older.pem -CAkey older.key -CAcreateserial -out "$1.pem" -extfile tmp.ext -days "$2"
}
cross newer-crossed 36500
cross newer-crossed-expired -1
issue newer-intermediate newer "$authority" 36500
issue newer-good newer-intermediate "$local_names\nauthorityKeyIdentifier=keyid" 36500
# Signed by nobody but itself.
key forged
openssl req -x509 -new -key forged.key -out forged.pem -subj "/CN=forged" -days 36500 -addext "$local_names"
rm -f tmp.csr tmp.ext ./*.srl own.key other.key intermediate.key older.key newer.key newer-*.key
