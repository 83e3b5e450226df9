# SPDX-License-Identifier: Apache-2.0
# PCI functions that are reset, unbound or removed while they are saved, held or handed over, and what their state is after
# the last descriptor is closed. Each wait has a limit.
. /job/common.sh
. /job/pci.sh
. /job/removal.sh
# functions: makes the functions of igb and gives them their states.
functions() {
    virtual_functions $igb 2
    programmable $a $b
    content $a /tmp/state
}
head -c 20000 /dev/urandom >/tmp/state
functions
export -f functions

reset() { echo 1 >"$slots/$1/reset"; }
export -f reset

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
expect 0 "$both" "$requested" 'unbind during the save' 'saving $a "unbind $a" && complete saved.qevm'
expect 0 'no driver' '' 'the function has no driver any more' '[ -e $slots/$a/driver ] || echo no driver'
programmable $a
content $a /tmp/state
expect 0 "$both" "$requested" 'sriov_numvfs=0 during the save' 'saving $a "echo 0 >$slots/$igb/sriov_numvfs" && complete saved.qevm'
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
expect 0 "$released" "$requested" 'unbind of a held function' 'holding $b "unbind $b"'
programmable $b
expect 0 "$released" "$requested" 'sriov_numvfs=0 while a function is held' 'holding $b "echo 0 >$slots/$igb/sriov_numvfs"'
expect 0 '' '' 'no part of a file is left' 'ls -A | grep -e part -e gone.qevm; true'
finish
