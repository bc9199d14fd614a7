#!/bin/sh
# For each domain a database, its owner, and a login that owns nothing; run once by the PostgreSQL image, on an empty
# volume. The passwords come from the environment: psql reads them there and quotes them itself.
set -eu
for domain in access billing identity credentials; do
  prefix=$(printf '%s' "$domain" | tr '[:lower:]' '[:upper:]')
  psql --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<SQL
\getenv owner_password ${prefix}_OWNER_PASSWORD
\getenv app_password ${prefix}_APP_PASSWORD
create role ${domain}_owner login createrole password :'owner_password';
create role ${domain}_app login noinherit password :'app_password';
create database ${domain} owner ${domain}_owner;
SQL
done
