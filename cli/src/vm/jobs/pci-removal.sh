# SPDX-License-Identifier: Apache-2.0
# PCI functions that are reset, unbound or removed while they are saved, held or handed over, and what their state is after
# the last descriptor is closed. Each wait has a limit.
. /job/common.sh
. /job/pci.sh
nic=0000:01:00.0
a=0000:01:10.0
b=0000:01:10.2
e1000e=0000:04:00.0
export nic a b e1000e
# functions: makes the functions of igb and gives them their states.
functions() {
    virtual_functions $nic 2
    programmable $a $b
    content $a /tmp/state
}
head -c 20000 /dev/urandom >/tmp/state
functions
export -f functions

# saving DEVICE COMMAND: runs COMMAND while DEVICE is stopped and read.
saving() {
    rm -f saved.qevm
    attribute "$1" delay_read 1500
    (
        until [ "$(attribute "$1" mig_state)" = STOP_COPY ]; do sleep 0.1; done
        timeout 60 bash -c "$2"
    ) &
    local command=$!
    migstream save --no-pre-copy -o saved.qevm "vfio:$1"
    echo "save: $?"
    wait $command
    echo "command: $?"
    [ ! -e "$(sysfs "$1")/lab" ] || attribute "$1" delay_read 0
}

# holding DEVICE COMMAND: runs COMMAND while migstream holds the restored DEVICE. If COMMAND waits for the device, migstream
# has 20 s to release it, then it receives a signal.
holding() {
    rm -f held
    env migstream restore --hold -i s.qevm "vfio:$1" >held &
    local holder=$! command
    until [ -s held ] || ! kill -0 $holder; do sleep 0.5; done
    timeout 60 bash -c "$2" &
    command=$!
    for _ in $(seq 40); do
        kill -0 $holder && kill -0 $command || break
        sleep 0.5
    done 2>/dev/null
    kill $holder 2>/dev/null && echo 'signal'
    wait $holder
    echo "hold: $?"
    wait $command
    echo "command: $?"
}
# complete STREAM: is the state of the function in it?
complete() { [ "$(digest "$1")" = "$(sha256sum </tmp/state | cut -d' ' -f1)" ]; }
measured() { echo "$(attribute "$1" mig_state) $(attribute "$1" state_size)"; }
reset() { echo 1 >"$slots/$1/reset"; }
export -f saving holding complete measured reset

# --- reset --------------------------------------------------------------------------------------------------------------
attribute $b reset_clears 1
expect 0 'flr' '' 'the kernel can reset the function' 'cat $slots/$a/reset_method'
expect 0 '' '' 'a reset before the save' 'reset $a; migstream save -o s.qevm vfio:$a; complete s.qevm'
expect 0 'save: 6
command: 0' '*read the data: No such device: the data session has ended: the device was reset*left in RUNNING' 'a reset during the save' \
    'saving $a "reset $a"'
expect 0 'RUNNING 20000' '' 'the function is RUNNING, no file is left' 'measured $a; ls -A | grep saved.qevm; true'
expect 0 'RUNNING 0' '' 'the last close of a restored function loses the state' 'migstream restore --run -i s.qevm vfio:$b; measured $b'
expect 0 'STOP 20000
signal
hold: 143
command: 0
RUNNING 0' '' 'a held function has its state, until it is released' 'holding $b "measured $b"; measured $b'
expect 0 'RUNNING 0
*' '' 'a reset of a held function loses the state' 'holding $b "reset $b; measured $b"'
handed_over() {
    rm -f socket
    python3 /job/handover.py socket bash -c "$1" &
    until [ -S socket ]; do sleep 0.2; done
    migstream restore --handover socket -i s.qevm "vfio:$b"
    wait $!
}
export -f handed_over
expect 0 'STOP 20000
RUNNING 0' '' 'a function that was handed over has its state until the receiver ends' 'handed_over "measured $b"; measured $b'
expect 0 'RUNNING 0' '' 'a reset of such a function loses the state' 'handed_over "reset $b; measured $b"'

# --- the kernel requests the function during a save: it waits, and the save is complete ------------------------------------
requested='*the kernel requests the device back*'
both='save: 0
command: 0'
expect 0 "$both" "$requested" 'unbind during the save' 'saving $a "unbind $a" && complete saved.qevm'
expect 0 'no driver' '' 'the function has no driver any more' '[ -e $slots/$a/driver ] || echo no driver'
programmable $a
content $a /tmp/state
expect 0 "$both" "$requested" 'sriov_numvfs=0 during the save' 'saving $a "echo 0 >$slots/$nic/sriov_numvfs" && complete saved.qevm'
expect 6 '' '*no such device*' 'the function has vanished' 'migstream save -o gone.qevm vfio:$a'
programmable $e1000e
content $e1000e /tmp/state
expect 0 "$both" "$requested" 'removal during the save' 'saving $e1000e "echo 1 >$slots/$e1000e/remove" && complete saved.qevm'
expect 6 '' '*no such device*' 'the function has vanished' 'migstream save -o gone.qevm vfio:$e1000e'
expect 0 '' '' 'the bus finds it again' 'echo 1 >/sys/bus/pci/rescan; [ -e $slots/$e1000e ]'
programmable $e1000e
content $e1000e /tmp/state
power=$(dirname "$(grep -l '^0000:04:00$' /sys/bus/pci/slots/*/address)")/power
export power
expect 0 "$both" "$requested" 'the slot is turned off during the save' 'saving $e1000e "echo 0 >$power" && complete saved.qevm'
expect 6 '' '*no such device*' 'the function has vanished' 'migstream save -o gone.qevm vfio:$e1000e'

# --- the kernel requests a held function: migstream releases it -------------------------------------------------------------
functions
released='hold: 6
command: 0'
expect 0 "$released" "$requested" 'unbind of a held function' 'holding $b "unbind $b"'
programmable $b
expect 0 "$released" "$requested" 'sriov_numvfs=0 while a function is held' 'holding $b "echo 0 >$slots/$nic/sriov_numvfs"'
expect 0 '' '' 'no part of a file is left' 'ls -A | grep -e part -e gone.qevm; true'
finish
