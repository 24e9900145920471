#!/bin/sh
# Makes what docker-compose.yml takes from files: the key of the replica set, passwords, and a self-signed certificate
# to try the exchange out with. What is there already stays as it is: put your own certificate there before, or remove
# the self-signed one later.
#
#   deployment/make-secrets.sh [HOST] [FOLDER]     # HOST: what clients call the exchange; localhost unless given
set -eu

host=${1:-localhost}
folder=${2:-$(dirname "$0")/secrets}
members=mongo-1:27017,mongo-2:27017,mongo-3:27017

# The folder keeps everybody else on this machine out. The files in it are readable, because each container reads them
# as a user of its own, and gets them with the owner and mode that they have here.
umask 077
mkdir -p "$folder"
chmod 700 "$folder"

# put NAME CONTENT: makes the file, whole or not at all.
put() {
  printf '%s\n' "$2" > "$folder/$1.new"
  chmod 444 "$folder/$1.new"
  mv "$folder/$1.new" "$folder/$1"
  echo "made  $folder/$1"
}

# is_there NAME: says so, if it is.
is_there() {
  [ -e "$folder/$1" ] && echo "kept  $folder/$1"
}

refuse() {
  echo "$1" >&2
  exit 1
}

make_certificate() {
  case $host in
    *[!0-9.]*) name=DNS:$host ;;
    *) name=IP:$host ;;
  esac
  pair=$(openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -sha256 -days 397 \
    -subj "/CN=$host" -addext "subjectAltName=$name,DNS:localhost,IP:127.0.0.1" -keyout - 2> /dev/null)
  key=$(echo "$pair" | openssl pkey)
  certificate=$(echo "$pair" | openssl x509)
  put tls-key.pem "$key"
  put tls-certificate.pem "$certificate"
}

command -v openssl > /dev/null || refuse "This needs openssl."

if ! is_there mongodb-keyfile; then
  key=$(openssl rand -base64 756)
  put mongodb-keyfile "$key"
fi
if ! is_there mongodb-admin-password; then
  password=$(openssl rand -hex 32)
  put mongodb-admin-password "$password"
fi
if ! is_there liaison-store; then
  password=$(openssl rand -hex 32)
  put liaison-store "mongodb://liaison:$password@$members/liaison?replicaSet=liaison"
fi
if is_there tls-certificate.pem; then
  is_there tls-key.pem || refuse "$folder/tls-certificate.pem has no tls-key.pem beside it: add it, or remove both."
elif is_there tls-key.pem; then
  refuse "$folder/tls-key.pem has no tls-certificate.pem beside it: add it, or remove both."
else
  make_certificate
fi

[ "$host" = localhost ] || echo "Start the exchange with LIAISON_PUBLIC_URL=https://$host (in the environment or in .env)."
