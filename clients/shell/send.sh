#!/usr/bin/env bash
# Sends a text, and prints the message's id: send.sh CHAT TEXT
#
# TELEWIRE_SESSION_FILE is where the login is kept; `telewire login` asks for what it needs if there is none yet.
set -euo pipefail

if [ $# -ne 2 ]; then
    echo "usage: $0 CHAT TEXT" >&2
    exit 2
fi
chat=$1 text=$2
session=${TELEWIRE_SESSION_FILE:-${XDG_CONFIG_HOME:-$HOME/.config}/telewire/session}

if [ ! -s "$session" ]; then
    mkdir -p "$(dirname "$session")"
    telewire login --session-file "$session" >&2
fi

# However often a send is repeated under one random_id, Telegram carries it out once.
random_id=$(od -An -N8 -td8 /dev/urandom | tr -d ' ')

send() {
    # The text goes through standard input, as `text=@…` would name a file.
    printf '%s\n' "$text" |
        telewire call messages.send --session-file "$session" \
            chat_id="$chat" text=@- random_id="$random_id" max_wait=30
}

for try in 1 2 3; do
    if message=$(send); then
        jq -r .message_id <<<"$message"
        exit 0
    else
        code=$?
    fi
    case $code in
    4)
        echo "$0: this login is no longer good: remove $session and log in again" >&2
        exit 4
        ;;
    8) sleep "$try" ;; # Telegram can't be reached, or took too long.
    *) exit "$code" ;; # telewire has said what it is: 5 not found, 6 forbidden, 7 come back later, …
    esac
done
exit 8
