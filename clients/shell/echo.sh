#!/usr/bin/env bash
# Answers each private text message with its own text, until it is stopped: echo.sh
#
# TELEWIRE_SESSION_FILE is where the login is kept, TELEWIRE_CURSOR_FILE how far updates were read. The cursor goes there
# when the messages before it have been answered, so that none is missed however this ends.
set -euo pipefail

session=${TELEWIRE_SESSION_FILE:-${XDG_CONFIG_HOME:-$HOME/.config}/telewire/session}
kept=${TELEWIRE_CURSOR_FILE:-$session.cursor}

answer() { # CHAT CHAT_ID MESSAGE_ID TEXT
    # A message that comes again gets no second answer: the random_id is made of what is told.
    local random_id code=0
    random_id=$((16#$(printf 'echo %s %s' "$2" "$3" | sha256sum | head -c 15)))
    printf '%s\n' "$4" |
        telewire call messages.send --session-file "$session" \
            chat_id="$1" text=@- random_id="$random_id" max_wait=60 >/dev/null || code=$?
    case $code in
    0 | 1 | 5 | 6) ;; # Answered, or it never can be.
    *) exit "$code" ;;
    esac
}

params=(kinds='["message_new"]' wait=300 timeout=330)
while true; do
    # The first poll waits for nothing: it finds out where to begin.
    cursor=(wait=0)
    if [ -s "$kept" ]; then
        cursor=(cursor="$(<"$kept")")
    fi
    page=$(telewire call updates.poll --session-file "$session" "${params[@]}" "${cursor[@]}")
    # The text comes last, and as one line: @tsv writes what would break it as printf's %b reads it.
    while IFS=$'\t' read -r chat chat_id message_id text; do
        answer "$chat" "$chat_id" "$message_id" "$(printf %b "$text")"
    done < <(jq -r '.items[] | select(.kind == "message_new").message
        | select(.chat.kind == "user" and (.is_outgoing | not) and .text != "")
        | [.chat.ref // .chat.id, .chat.id, .message_id, .text] | @tsv' <<<"$page")
    jq -r .cursor <<<"$page" >"$kept.new"
    mv "$kept.new" "$kept"
done
