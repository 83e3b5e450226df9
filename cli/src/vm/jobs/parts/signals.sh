# SPDX-License-Identifier: Apache-2.0
# The checks of group-signals and pci-signals: saves and restores of the programmable devices a, b, c and d are ended by signals, or
# lack a peer, descriptors or memory. MIGSTREAM_VM_RUNS and MIGSTREAM_VM_SEED are the number of signals and the seed, see "run".
number=0
for device in $a $b $c $d; do
    head -c 20000 /dev/urandom >/tmp/state.$number
    content "$device" /tmp/state.$number
    attribute "$device" precopy_bytes 10000
    attribute "$device" precopy_initial 5000
    attribute "$device" precopy_chunk 5000
    number=$((number + 1))
done
runs=$(sed -n 1p /job/runs)
seed=$(sed -n 2p /job/runs)
[ -n "$seed" ] || seed=$RANDOM$RANDOM

# The launcher starts Java once more to check MIGSTREAM_JAVA_OPTS. Under emulation this takes seconds, so a directory that looks like
# a JDK has a "java" with these options.
jdk=$(dirname "$(dirname "$(readlink -f "$(command -v java)")")")
mkdir -p /tmp/jdk/bin
cp "$jdk/release" /tmp/jdk/
printf '#!/bin/sh\nexec %s/bin/java %s "$@"\n' "$jdk" "$MIGSTREAM_JAVA_OPTS" >/tmp/jdk/bin/java
chmod +x /tmp/jdk/bin/java
export JAVA_HOME=/tmp/jdk
for archive in /tmp/cache/migstream/*"$jdk"/job/dist/classes.jsa; do
    copy=${archive/"$jdk"//tmp/jdk}
    [ ! -e "$archive" ] || { mkdir -p "$(dirname "$copy")" && cp -p "$archive" "$copy"; }
done
unset MIGSTREAM_JAVA_OPTS

# --- signals ---------------------------------------------------------------------------------------------------------------
expect 0 '' '' 'streams of one device and of three devices' \
    'migstream save -o 1.qevm vfio:$a; migstream save -o 3.qevm vfio:$a vfio:$b vfio:$c'
if [ "$runs" -gt 0 ]; then
    expect 0 '*' '' 'without signals' 'python3 -u /job/signals.py measure $a $b $c $d'
fi
# A script has a time limit, and Java needs many seconds to start under emulation.
for ((number = 0; number < runs; number += 5)); do
    some=$((runs - number < 5 ? runs - number : 5))
    expect 0 '*' '' "signals, seed $seed" "python3 -u /job/signals.py run $seed $number $some"
done
if [ "$runs" -gt 0 ]; then
    expect 0 '*' '' "signals, seed $seed: all runs are as they must be, most signals came in a transfer" \
        'python3 /job/signals.py counts'
fi

# --- nothing but the devices is left -----------------------------------------------------------------------------------------
# restored OPTION...: restores three devices, then prints their states. Options of Java are in JAVA, a limit of descriptors is in FILES.
restored() {
    local status=0 device
    (
        [ -z "${FILES:-}" ] || ulimit -n "$FILES"
        MIGSTREAM_JAVA_OPTS=${JAVA:-} env migstream restore --timeout 3 "$@" -i 3.qevm \
            --map "0000:00:01.0/vfio=vfio:$b" --map "0000:00:02.0/vfio=vfio:$c" --map "0000:00:03.0/vfio=vfio:$d"
    ) || status=$?
    for device in $b $c $d; do
        attribute "$device" mig_state
    done
    return $status
}

# listening WHAT: hands three devices over to a program that listens and does WHAT: "accept" or "ignore" the connection, or has as
# many of them as it takes ("full").
listening() {
    local status=0
    rm -f socket
    python3 -c '
import socket, sys, time
listener = socket.socket(socket.AF_UNIX)
listener.bind("socket")
listener.listen(0)
others = [socket.socket(socket.AF_UNIX) for _ in range(3 if sys.argv[1] == "full" else 0)]
for other in others:
    other.setblocking(False)
    other.connect_ex("socket")
open("listening", "w")
connection = listener.accept() if sys.argv[1] == "accept" else None
time.sleep(300)' "$1" &
    until [ -e listening ]; do sleep 0.2; done
    restored --handover socket || status=$?
    kill $!
    rm listening
    return $status
}
running='RUNNING
RUNNING
RUNNING'
reset="*vfio:$b was reset and is in RUNNING; vfio:$c was reset and is in RUNNING; vfio:$d was reset and is in RUNNING*"
export -f restored listening
expect 5 "$running" "$reset" 'the peer of --handover does not accept' 'listening ignore'
expect 5 "$running" "$reset" 'the peer of --handover accepts and reads nothing' 'listening accept'
expect 5 "$running" '*' 'the peer of --handover has too many connections' 'listening full'
# With 24 descriptors, the restore succeeds.
expect '[0456]' "$running" '!(*xception*)' 'few descriptors' 'FILES=20 restored'
expect '[046]' "$running" '!(*xception*)' 'little memory' 'JAVA=-Xmx12m restored'
expect 0 "$running" '' 'the same restore with all of that' 'restored'
