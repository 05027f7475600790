#!/usr/bin/env bash
# Tests the scripts on a sandbox. The last line counts the tests. TELEWIRE is the binary.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

binary=$(realpath "${TELEWIRE:-${TELEWIRE_BIN:-../../target/debug/telewire}}")
stage=$(mktemp -d)
passed=0 failed=0

end() {
    if [ -n "${echo:-}" ]; then
        kill -- "-$echo" 2>/dev/null || true
    fi
    # Waits until the sandbox has removed its files.
    if [ -n "${sandbox:-}" ]; then
        kill "$sandbox" 2>/dev/null || true
        wait "$sandbox" 2>/dev/null || true
    fi
    rm -rf "$stage"
}
trap end EXIT

# is WHAT WANTED GOT
is() {
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
        echo "ok      $1"
    else
        failed=$((failed + 1))
        echo "FAILED  $1"
        printf '  wanted: %s\n  got:    %s\n' "$2" "$3"
    fi
}

# Prints a command's exit code, and writes its standard error to $stage/said.
code_of() {
    local code=0
    "$@" >"$stage/out" 2>"$stage/said" || code=$?
    echo "$code"
}

login() { # FILE LINES…
    local file=$1
    shift
    printf '%s\n' "$@" | telewire login --session-file "$file" >/dev/null 2>"$stage/login"
}

export HOME=$stage XDG_CONFIG_HOME=$stage/config XDG_STATE_HOME=$stage/state XDG_RUNTIME_DIR=$stage
export TELEWIRE_API_ID=1 TELEWIRE_API_HASH=0123456789abcdef0123456789abcdef
TELEWIRE_KEY=$(head -c 32 /dev/urandom | base64)
export TELEWIRE_KEY
unset TELEWIRE_SESSION

# A sandbox, and a `telewire` that always uses it.
mkfifo "$stage/line"
"$binary" sandbox >"$stage/line" &
sandbox=$!
exec 3<"$stage/line"
read -r line <&3
printf '%s\n' "$line" >"$stage/sandbox.json"
control=$(jq -r .control "$stage/sandbox.json")
mkdir "$stage/bin"
printf '#!/bin/sh\nexec "%s" --server "%s" "$@"\n' "$binary" "$stage/sandbox.json" >"$stage/bin/telewire"
chmod +x "$stage/bin/telewire"
PATH=$stage/bin:$PATH

ann=$stage/ann bob=$stage/bob carol=$stage/carol

# The first send logs in.
id=$(printf '%s\n' +9996620001 22222 | TELEWIRE_SESSION_FILE=$ann ./send.sh @bob_baker "hi Bob" 2>"$stage/said")
is "the first send asks for a login and prints the message's id" 1 "$([[ $id =~ ^[0-9]+$ ]] && echo 1)"
is "the session file is private" 600 "$(stat -c %a "$ann")"
is "a session string is never printed" 0 "$(grep -c "tw1\\." "$stage/said" || true)"

export TELEWIRE_SESSION_FILE=$ann
odd=$'@ünïcode\t"$HOME" * \\ 🦀\nsecond line'
id=$(./send.sh @bob_baker "$odd" </dev/null)
is "a second send needs no login" 1 "$([[ $id =~ ^[0-9]+$ ]] && echo 1)"

# Later runs reuse what the first has learned.
calls() { telewire call sandbox.stats --socket "$control" | jq --arg method "$1" '.calls[$method] // 0'; }
is "three runs resolve a name once" 1 "$(./history.sh @bob_baker >/dev/null && calls contacts.resolveUsername)"

login "$bob" +9996620002 22222
got=$(telewire call messages.history --session-file "$bob" chat_id=@ann_archer limit=1 | jq -r '.items[0].text')
is "the text arrives unchanged" "$odd" "$got"
got=$(TELEWIRE_SESSION_FILE=$bob ./history.sh @ann_archer 2 | cut -f 2,3)
is "history prints the newest first" $'Ann Archer\t@ünïcode\\t"$HOME" * \\\\ 🦀\\nsecond line\nAnn Archer\thi Bob' "$got"

telewire call sandbox.say --socket "$control" sender_id=@ann_archer chat_id=@bob_baker text=again count=150 >/dev/null
is "history spans several pages" 120 "$(./history.sh @bob_baker 120 | wc -l)"
is "history ends at the chat's first message" 1 "$([ "$(./history.sh @bob_baker 1000 | wc -l)" -lt 1000 ] && echo 1)"

login "$carol" +9996610003 11111 "correct horse"
name=$(telewire call account.me --session-file "$carol" | jq -r .first_name)
is "a login with a password on another DC" Carol "$name"

# Errors have exit codes.
is "no such chat: 5" 5 "$(code_of ./send.sh @nobody_at_all hi)"
is "telewire prints the kind of error" 1 "$(grep -c "chat_not_found\|user_not_found" "$stage/said")"
telewire call sandbox.fault --socket "$control" kind=flood_wait method=messages.sendMessage duration=300 >/dev/null
is "Telegram asks to wait longer than max_wait: 7" 7 "$(code_of ./send.sh @bob_baker hi)"
is "telewire prints how long" 1 "$(grep -c "wait 300 seconds and try again" "$stage/said")"

# Telegram carries out the send, but its answer is lost.
sends() { telewire call sandbox.stats --socket "$control" | jq '.calls["messages.sendMessage"]'; }
telewire call sandbox.fault --socket "$control" kind=truncate method=messages.sendMessage >/dev/null
before=$(./history.sh @bob_baker 1000 | wc -l) tries=$(sends)
is "a send whose answer is lost is repeated" 0 "$(code_of ./send.sh @bob_baker once)"
is "it takes two tries" $((tries + 2)) "$(sends)"
is "and the message is sent once" $((before + 1)) "$(./history.sh @bob_baker 1000 | wc -l)"

# The echo answers each message once, even if it arrives again.
poll() { telewire call updates.poll --session-file "$1" kinds='["message_new"]' "${@:2}"; }
# Waits for the next message that somebody else wrote to Bob, prints it and saves Bob's cursor.
next_for_bob() {
    local page='{"items": []}'
    while [ "$(jq '.items | length' <<<"$page")" = 0 ]; do
        page=$(poll "$bob" cursor="$(<"$stage/bob.cursor")" |
            jq '.items |= map(select(.kind == "message_new" and (.message.is_outgoing | not)))')
        jq -r .cursor <<<"$page" >"$stage/bob.cursor"
    done
    jq -r '.items[].message.text' <<<"$page"
}
begin=$(poll "$ann" wait=0 | jq -r .cursor)
poll "$bob" wait=0 | jq -r .cursor >"$stage/bob.cursor"
export TELEWIRE_CURSOR_FILE=$stage/cursor
for text in $'first\t\\n 🦀\nsecond line' "another"; do
    # As if it had been killed before it saved a cursor.
    echo "$begin" >"$TELEWIRE_CURSOR_FILE"
    setsid ./echo.sh &
    echo=$!
    telewire call messages.send --session-file "$bob" chat_id=@ann_archer text="$text" >/dev/null
    is "the echo answers: ${text##*line}" "$text" "$(next_for_bob)"
    kill -- "-$echo"
    wait "$echo" 2>/dev/null || true
done
got=$(telewire call messages.history --session-file "$bob" chat_id=@ann_archer limit=10 |
    jq -r '[.items[] | select(.is_outgoing | not) | .text | select(. == "another" or startswith("first"))] | length')
is "no message is answered twice" 2 "$got"

# --follow prints events until its reader closes the pipe.
begin=$(poll "$ann" wait=0 | jq -r .cursor)
echo "$begin" >"$stage/follow"
telewire call messages.send --session-file "$bob" chat_id=@ann_archer text="read me" >/dev/null
got=$(telewire call --follow updates.subscribe --session-file "$ann" --cursor-file "$stage/follow" \
    kinds='["message_new"]' | head -n 1 | jq -r .message.text)
is "an event is a line, and the reader may close the pipe" "read me" "$got"

telewire call auth.logOut --session-file "$ann" >/dev/null
is "a revoked login: 4" 4 "$(code_of ./send.sh @bob_baker hi)"
is "the script prints what to do" 1 "$(grep -c "log in again" "$stage/said" | sed 's/[2-9]/1/')"
is "wrong usage: 2" 2 "$(code_of ./send.sh @bob_baker)"

# Runs a README's commands that start a sandbox, as a reader would paste them, and types the code.
pasted() { # README
    local lines
    lines=$(awk '/^    / { block = block substr($0, 5) "\n"; next }
                 { if (block ~ /telewire sandbox >/) exit; block = "" } END { printf "%s", block }' "$1")
    mkdir "$stage/pasted" && ln -s "$binary" "$stage/pasted/telewire"
    (
        cd "$stage/pasted"
        export PATH=$stage/pasted:$PATH
        # shellcheck disable=SC2016 # Expanded by the written script, for its own jobs.
        local clean='trap "kill \$(jobs -p)" EXIT'
        printf '%s\n' "$clean" "$lines" >pasted.sh
        bash -euo pipefail pasted.sh <<<22222 2>said || cat said
    )
    rm -r "$stage/pasted"
}
is "the README's lines list chats" 1 "$(pasted ../../README.md | tee "$stage/pasted.out" | grep -c "^Bob Baker$")"
is "and send" 1 "$(grep -c '"text": *"Hello Bob"' "$stage/pasted.out")"
is "this folder's README sends" 1 "$(pasted README.md | grep -c '"text": *"hi"')"

if command -v shellcheck >/dev/null; then
    is "shellcheck reports nothing" "" "$(shellcheck ./*.sh 2>&1 || true)"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
