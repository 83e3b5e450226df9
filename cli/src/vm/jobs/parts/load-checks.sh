# SPDX-License-Identifier: Apache-2.0
# The checks of pci-load and cdev-functions: virtual functions a and b of igb are loaded by QEMU on the root bus and below a
# root port, and saved out of a running QEMU, whose own stream one.qevm is restored.

# into STREAM FUNCTION SLOT OPTION...: a QEMU with the function in this slot loads the stream; prints running.
into() {
    attribute "$2" state_size 0
    guest two start "$2" $CDEV --slot "$3" "${@:4}" -incoming "exec:cat /tmp/$1"
    guest two wait running
}

# loaded FROM TO SLOT IDSTR OPTION...: migstream saves a function for this slot, and QEMU loads it into another function.
loaded() {
    local before
    fill "$1"
    before=$(state "$1")
    migstream save -o loaded.qevm "${@:5}" "$4=$(name "$1")"
    into loaded.qevm "$2" "$3"
    guest two quit
    [ "$(state "$2")" = "$before" ] && echo equal
}
export -f into loaded

# --- as after a reset ---------------------------------------------------------------------------------------------------------
loads='running*equal'
expect 0 "$loads" '' 'a virtual function of igb on the root bus' 'loaded $a $b root 0000:00:01.0/vfio'
expect 0 "$loads" '' 'below a root port' 'loaded $a $b root-port 0000:00:01.0:00.0/vfio --slot root-port'

# --- out of a running QEMU -------------------------------------------------------------------------------------------------
fill $a
expect 0 'MSI-X' '' 'QEMU runs with a function, whose guest programs two vectors' \
    'guest one start $a $CDEV --slot root; guest one interrupts; guest one registers >registers; guest one vectors >vectors'
expect 0 '' '*the MSI-X table of the guest is not saved*' 'without the monitor, the table is missing' \
    'migstream save -o lost.qevm $(name $a)@pid=$(guest one pid)'
expect 0 '' '*Express Device Control*' 'the monitor has the slot and the table; what QEMU read at its start is only assumed' \
    'migstream save --qmp /tmp/qemu-one.qmp --report pid.json -o pid.qevm \
         0000:00:01.0/vfio=$(name $a)@pid=$(guest one pid); grep -q "\"msixTable\" : \"monitor\"" pid.json'
expect 0 'running' '' 'QEMU goes on running' 'guest one status'
expect 0 'running' '' 'another QEMU loads the stream' 'into pid.qevm $b root'
expect 0 '' '' 'its guest reads the same registers and vectors, and the function has the same state' \
    'guest two registers | cmp - registers; guest two vectors | cmp - vectors; same_state $a $b'
expect 0 '*' '' 'it quits' 'guest two quit'
expect 0 'completed' '' 'the first QEMU migrates' 'guest one migrate "exec:cat >/tmp/one.qevm"'
expect 0 '*' '' 'and quits' 'guest one quit'
expect 0 '' '' 'what was saved out of QEMU has the configuration that QEMU saved' \
    'migstream extract --what config -o one.config one.qevm; migstream extract --what config -o pid.config pid.qevm
     cmp one.config pid.config'

# --- the stream of that QEMU --------------------------------------------------------------------------------------------------
expect 0 '' '' 'the stream of QEMU fits the function' 'migstream restore --dry-run -i one.qevm $(name $b)'
expect 0 '' '' 'it is restored into another function' \
    'attribute $b state_size 0; migstream restore -i one.qevm $(name $b); same_state $a $b'
