# SPDX-License-Identifier: Apache-2.0
# Saves and restores mtty by its group, moves states between real and simulated devices, and interrupts saves.
. /job/common.sh
. /job/transfer-checks.sh

# --- real and simulated devices exchange states ---------------------------------------------------------------------
expect 0 '' '' 'the kernel loads the state of a simulated device' 'migstream restore -i s.qevm vfio:$b'
expect 0 '' '' 'and saves the same state' 'migstream save -o k.qevm vfio:$b; [ $(digest s.qevm) = $(digest k.qevm) ]'
expect 0 '' '' 'a simulated device loads the state of the kernel' 'migstream restore -i k.qevm sim:mtty@other'
expect 0 '' '' 'and saves the same state' 'migstream save -o o.qevm sim:mtty@other; [ $(digest o.qevm) = $(digest k.qevm) ]'

# --- saves that do not finish ---------------------------------------------------------------------------------------
load_lab
slow=$(lab mig_flags=7 short_read=1)
big=$(lab mig_flags=7)
export slow big
dd status=none if=/dev/urandom of=/tmp/state bs=1M count=64
content "$slow" /tmp/state
content "$big" /tmp/state
mkdir -p /tmp/small
mount -t tmpfs -o size=1m none /tmp/small
# interrupted SIGNAL: sends SIGNAL while a stopped device is read
interrupted() {
    set -m
    env migstream save -o interrupted.qevm "vfio:$slow" &
    for _ in $(seq 300); do
        [ "$(attribute "$slow" mig_state)" != STOP_COPY ] || break
        sleep 1
    done
    sleep 2
    kill "-$1" $!
    wait $!
}
export -f interrupted
expect 130 '' '' 'SIGINT' 'interrupted INT'
expect 0 'RUNNING' '' 'the device is RUNNING' 'attribute $slow mig_state'
expect 143 '' '' 'SIGTERM' 'interrupted TERM'
expect 0 'RUNNING' '' 'the device is RUNNING' 'attribute $slow mig_state'
expect 141 '' '' 'a reader that closes the pipe' 'set -o pipefail; env migstream save vfio:$big | head -c 100 >/dev/null'
expect 0 'RUNNING' '' 'the device is RUNNING' 'attribute $big mig_state'
expect 5 '' '*No space left on device*' 'a full disk' 'migstream save -o /tmp/small/x vfio:$big'
expect 0 'RUNNING' '' 'the device is RUNNING' 'attribute $big mig_state'
expect 137 '' '*' 'SIGKILL' 'interrupted KILL'
expect 0 '*now RUNNING*' '' 'the kernel has reset the device' 'migstream devices --probe --timeout 60 | grep -A 1 "vfio:$slow"'
expect 0 '' '' 'no file is left' 'ls -A /tmp/small; ls -A | grep interrupted | grep -v part; true'
finish
