#!/usr/bin/env bash
# Answers each private text message with its own text, until it is stopped: echo.sh
#
# TELEWIRE_SESSION_FILE is the login's file, TELEWIRE_CURSOR_FILE that of the updates' cursor. The cursor is written after
# the messages before it have been answered, so that none is missed however this ends.
set -euo pipefail

session=${TELEWIRE_SESSION_FILE:-${XDG_CONFIG_HOME:-$HOME/.config}/telewire/session}
cursor_file=${TELEWIRE_CURSOR_FILE:-$session.cursor}

answer() { # CHAT CHAT_ID MESSAGE_ID TEXT
    # A message that arrives again isn't answered twice: its random_id is derived from its ids.
    local random_id code=0
    random_id=$((16#$(printf 'echo %s %s' "$2" "$3" | sha256sum | head -c 15)))
    printf '%s\n' "$4" |
        telewire call messages.send --session-file "$session" \
            chat_id="$1" text=@- random_id="$random_id" max_wait=60 >/dev/null || code=$?
    case $code in
    0 | 1 | 5 | 6) ;; # Answered, or it can't be.
    *) exit "$code" ;;
    esac
}

params=(kinds='["message_new"]' wait=300 timeout=330)
while true; do
    # Without a cursor, the first poll returns one at once.
    cursor=(wait=0)
    if [ -s "$cursor_file" ]; then
        cursor=(cursor="$(<"$cursor_file")")
    fi
    page=$(telewire call updates.poll --session-file "$session" "${params[@]}" "${cursor[@]}")
    # The text comes last, on one line: @tsv escapes newlines and tabs, and printf's %b restores them.
    while IFS=$'\t' read -r chat chat_id message_id text; do
        answer "$chat" "$chat_id" "$message_id" "$(printf %b "$text")"
    done < <(jq -r '.items[] | select(.kind == "message_new").message
        | select(.chat.kind == "user" and (.is_outgoing | not) and .text != "")
        | [.chat.ref // .chat.id, .chat.id, .message_id, .text] | @tsv' <<<"$page")
    jq -r .cursor <<<"$page" >"$cursor_file.new"
    mv "$cursor_file.new" "$cursor_file"
done
