# The words of docs/tour.md, for any POSIX shell. Load them with `. docs/tour/words.sh`.
# Whatever they do is one HTTP request with three or four headers.

BAILIWICK_URL=${BAILIWICK_URL:-http://127.0.0.1:${PORT:-4000}}

# as WHO TENANT [WHY]: from now on ask as this person of the demo, or with this machine's key. Operators say why.
as() {
  TENANT=$2
  WHY=${3:-}
  case $1 in
    *@*) TOKEN=$(npm run --silent token -- "$1" </dev/null) ;;
    *) TOKEN=$1 ;;
  esac
}

# ask QUERY [NAME=VALUE ...]: sends the operation with these variables, and shows the answer.
ask() {
  ANSWER=$(node docs/tour/json.mjs request "$@" | curl --silent --show-error --include "$BAILIWICK_URL/graphql" \
    --header "Authorization: Bearer $TOKEN" --header "X-Tenant: $TENANT" --header "X-Operator-Reason:$WHY" \
    --header 'Content-Type: application/json' --data-binary @-)
  printf '%s' "$ANSWER" | node docs/tour/json.mjs show
}

# the PATH: a value of the last answer, for the next question. `the request` is the id that the gateway gave the request.
the() {
  printf '%s' "$ANSWER" | node docs/tour/json.mjs the "$1"
}

# wait_for TEXT ask ...: asks again until the answer has this in it, for ten seconds at most, and shows it.
wait_for() {
  SAYS=$1
  shift
  TRIES=50
  while "$@" >/dev/null; do
    case $ANSWER in *"$SAYS"*) break ;; esac
    TRIES=$((TRIES - 1))
    [ "$TRIES" -gt 0 ] || { echo "Ten seconds, and no $SAYS. The last answer:"; break; }
    sleep 0.2
  done
  printf '%s' "$ANSWER" | node docs/tour/json.mjs show
}
