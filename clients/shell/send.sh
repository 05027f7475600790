#!/usr/bin/env bash
# Sends a text, and prints the message's id: send.sh CHAT TEXT
#
# TELEWIRE_SESSION_FILE is the login's file. If it doesn't exist, `telewire login` asks for what it needs.
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

# Telegram carries out a send only once per random_id, however often it is repeated.
random_id=$(od -An -N8 -td8 /dev/urandom | tr -d ' ')

send() {
    # The text goes through standard input, since a text that starts with @ would name a file.
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
        echo "$0: this login is no longer valid: remove $session and log in again" >&2
        exit 4
        ;;
    8) sleep "$try" ;; # Telegram can't be reached, or took too long.
    *) exit "$code" ;; # telewire has printed the error: 5 not found, 6 forbidden, 7 try again later, …
    esac
done
exit 8
