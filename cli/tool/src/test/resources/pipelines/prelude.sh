# SPDX-License-Identifier: Apache-2.0
#
# What every script here starts with.

# The jar allows native libraries in its manifest; classes beside each other are allowed them here.
java=("$JAVA" -Xmx64m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$CLASSES")

migstream() { "${java[@]}" org.migstream.cli.Main "$@"; }

# started WORD...: the same as a process of its own, in a group of its own, so that it can be interrupted, even where a
# shell in the background started all this and lets no interrupt through; sets $pid.
started() {
    set -m
    env --default-signal=INT "${java[@]}" org.migstream.cli.Main "$@" &
    pid=$!
    set +m
}

# state FILE: in which migration state a simulated device is.
state() { sed -n 's/^state: *\([^ ]*\).*/\1/p;/^$/q' "$1"; }

# in_state FILE STATE: waits until it is.
in_state() {
    local i
    for i in $(seq 600); do
        [ "$(state "$1" 2>/dev/null)" != "$2" ] || return 0
        sleep 0.1
    done
    echo "$1 never came to $2"
}

# same ONE OTHER
same() { cmp -s "$1" "$2" && echo same || echo different; }
