# SPDX-License-Identifier: Apache-2.0
# Functions in QEMU, in each kind of slot: QEMU saves them as plain, multifd and mapped-ram streams, migstream restores these.
. /job/common.sh
. /job/pci.sh
virtual_functions $igb 2
virtual_functions $nvme 2
programmable $a $b $nvme_a $nvme_b $e1000e $edu
# restored FROM SLOT TO OPTION...: QEMU saves a function in this slot, migstream restores it into another function with OPTION.
restored() {
    local before
    fill "$1"
    before=$(state "$1")
    guest one start "$1" --slot "$2"
    guest one interrupts
    guest one migrate 'exec:cat >/tmp/q.qevm'
    guest one quit >/dev/null
    attribute "$3" state_size 0
    migstream restore --run "${@:4}" -i q.qevm "vfio:$3"
    [ "$(state "$3")" = "$before" ] && echo equal
}
export -f restored

# --- a function behind a root port, saved while QEMU uses it, then by QEMU over multifd ----------------------------------
fill $a
expect 0 'MSI-X' '' 'QEMU runs with a function behind a root port' 'guest one start $a --slot root-port; guest one interrupts'
expect 0 '*used by*(qemu-system-x86)*now RUNNING*' '' 'QEMU has the function' 'migstream devices --timeout 60'
expect 0 '' '*' 'the function is saved with @pid' 'migstream save -o pid.qevm vfio:$a@pid=$(guest one pid)'
expect 0 '' '' 'the stream has the state' '[ "$(digest pid.qevm)" = "$(sha256sum <state | cut -d" " -f1)" ]'
expect 0 'running' '' 'QEMU goes on running' 'guest one status'
multifd() {
    python3 /job/record.py /tmp/socket /tmp/channel &
    until [ -S socket ]; do sleep 0.2; done
    guest one migrate unix:/tmp/socket multifd
    wait $!
}
export -f multifd
expect 0 'completed' '' 'QEMU migrates over multifd' 'multifd'
expect 0 '*' '' 'and quits' 'guest one quit'
expect 0 '' '*' 'the function is restored from the recorded channels' \
    'migstream restore --run -i channel.0 --channel channel.1 --channel channel.2 vfio:$b; same_state $a $b'

# --- the other slots ----------------------------------------------------------------------------------------------------
expect 0 'MSI-X' '' 'QEMU runs with a function on a port of a switch' 'guest one start $a --slot switch; guest one interrupts'
expect 0 'completed' '' 'QEMU migrates to a file with mapped-ram' 'guest one migrate file:/tmp/mapped.qevm mapped-ram'
expect 0 '*' '' 'and quits' 'guest one quit'
expect 0 '' '*' 'the function is restored from this file' \
    'attribute $b state_size 0; migstream restore --run -i mapped.qevm vfio:$b; same_state $a $b'
expect 0 'MSI-X
completed
equal' '*' 'a virtual function of NVMe on the root bus' 'restored $nvme_a root $nvme_b'
expect 0 'MSI-X
completed
equal' '*' 'a virtual function of igb on the bus of pcie-pci-bridge' 'restored $a pcie-pci-bridge $b'
expect 0 'MSI-X
completed
equal' '' 'e1000e behind a root port' 'restored $e1000e root-port $e1000e'
expect 0 'MSI
completed
equal' '*the kernel cannot reset this device*' 'edu on the bus of an i440fx machine' 'restored $edu i440fx $edu'
finish
