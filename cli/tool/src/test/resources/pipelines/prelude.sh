# SPDX-License-Identifier: Apache-2.0
#
# Functions for all scripts in this directory. PipelinesTest sources this file before each of them.

# The manifest of the jar enables native access. These are classes without a jar, so an option enables it.
java=("$JAVA" -Xmx64m -XX:TieredStopAtLevel=1 -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$CLASSES")

migstream() { "${java[@]}" org.migstream.cli.Main "$@"; }

# started WORD...: starts migstream in the background and sets $pid. The process has its own process group and the default
# action for SIGINT: a background shell would pass an ignored SIGINT on.
started() {
    set -m
    env --default-signal=INT "${java[@]}" org.migstream.cli.Main "$@" &
    pid=$!
    set +m
}

# state FILE: prints the migration state of a simulated device.
state() { sed -n 's/^state: *\([^ ]*\).*/\1/p;/^$/q' "$1"; }

# in_state FILE STATE: waits until a simulated device is in a state, at most one minute.
in_state() {
    local i
    for i in $(seq 600); do
        [ "$(state "$1" 2>/dev/null)" != "$2" ] || return 0
        sleep 0.1
    done
    echo "$1 did not reach $2"
}

# same ONE OTHER: prints whether two files have the same content.
same() { cmp -s "$1" "$2" && echo same || echo different; }

# make_launcher: makes a checkout and a JDK whose launcher, $launcher, runs these classes.
make_launcher() {
    mkdir -p checkout/cli/bin checkout/cli/tool/target jdk/bin
    cp "$SAMPLES/../cli/bin/migstream" checkout/cli/bin
    : >checkout/cli/tool/target/migstream.jar
    launcher=$PWD/checkout/cli/bin/migstream
    {
        echo '#!/bin/bash'
        echo 'words=()'
        echo 'while [ $# -gt 0 ] && [ "$1" != -cp ]; do words+=("$1"); shift; done'
        echo 'shift 3'
        printf 'exec'
        printf ' %q' "${java[@]:0:1}"
        printf ' "${words[@]}"'
        printf ' %q' "${java[@]:1}"
        echo ' org.migstream.cli.Main "$@"'
    } >jdk/bin/java
    chmod +x jdk/bin/java
    export JAVA_HOME=$PWD/jdk HOME= XDG_CACHE_HOME=
}
