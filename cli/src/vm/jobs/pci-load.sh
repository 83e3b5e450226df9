# SPDX-License-Identifier: Apache-2.0
# Functions that migstream has saved are loaded by an unmodified QEMU, in each kind of slot: as after a reset, like a stream of
# that QEMU, and out of a running QEMU.
. /job/common.sh
. /job/pci.sh
virtual_functions 0000:01:00.0 3
virtual_functions 0000:03:00.0 2
a=0000:01:10.0
b=0000:01:10.2
c=0000:01:10.4
nvme_a=0000:03:00.1
nvme_b=0000:03:00.2
e1000e=0000:04:00.0
xhci=0000:05:00.0
edu=0000:00:08.0
export a b c nvme_a nvme_b e1000e xhci edu
programmable $a $b $c $nvme_a $nvme_b $e1000e $xhci $edu
guest() { python3 /job/qemu.py "$@"; }
fill() {
    head -c 20000 /dev/urandom >"/tmp/state-$1"
    content "$1" "/tmp/state-$1"
}
# into STREAM FUNCTION SLOT OPTION...: a QEMU with the function in this slot loads the stream; prints running.
into() {
    attribute "$2" state_size 0
    guest two start "$2" --slot "$3" "${@:4}" -incoming "exec:cat /tmp/$1"
    guest two wait running
}
# loaded FROM TO SLOT IDSTR OPTION...: migstream saves a function for this slot, and QEMU loads it into another function.
loaded() {
    local before
    fill "$1"
    before=$(state "$1")
    migstream save -o loaded.qevm "${@:5}" "$4=vfio:$1"
    into loaded.qevm "$2" "$3"
    guest two quit
    [ "$(state "$2")" = "$before" ] && echo equal
}
# ended NAME: waits until this QEMU has ended.
ended() {
    local pid
    pid=$(guest "$1" pid)
    while [ -e "/proc/$pid/exe" ]; do sleep 0.2; done
}
same_state() { [ "$(state "$1")" = "$(state "$2")" ]; }
export -f guest fill into loaded ended same_state

# --- as after a reset, in each kind of slot --------------------------------------------------------------------------------
loads='running*equal'
expect 0 "$loads" '' 'a virtual function of igb on the root bus' 'loaded $a $b root 0000:00:01.0/vfio'
expect 0 "$loads" '' 'below a root port' 'loaded $a $b root-port 0000:00:01.0:00.0/vfio --slot root-port'
expect 0 "$loads" '' 'below a switch' 'loaded $a $b switch 0000:00:01.0:00.0:00.0:00.0/vfio --slot root-port'
expect 0 "$loads" '' 'below pcie-pci-bridge' 'loaded $a $b pcie-pci-bridge 0000:00:01.0:01.0/vfio --slot pcie-pci-bridge'
expect 0 "$loads" '' 'below pci-bridge' 'loaded $a $b pci-bridge 0000:00:01.0:01.0/vfio --slot pci-bridge'
expect 0 "$loads" '' 'in a machine without PCI Express' 'loaded $a $b i440fx 0000:00:03.0/vfio --machine pc-i440fx-10.0'
expect 0 "$loads" '' 'a virtual function of NVMe on the root bus' 'loaded $nvme_a $nvme_b root 0000:00:01.0/vfio'
expect 0 "$loads" '' 'below a root port' 'loaded $nvme_a $nvme_b root-port 0000:00:01.0:00.0/vfio --slot root-port'
expect 0 "$loads" '' 'e1000e on the root bus' 'loaded $e1000e $e1000e root 0000:00:01.0/vfio'
expect 0 "$loads" '' 'xhci below a root port' 'loaded $xhci $xhci root-port 0000:00:01.0:00.0/vfio --slot root-port'
expect 0 "$loads" '' 'edu, with 256 bytes of configuration' 'loaded $edu $edu root 0000:00:01.0/vfio'
expect 2 '' '*name the kind of its slot*' 'a slot below a port or bridge is not guessed' \
    'migstream save -o guess.qevm 0000:00:01.0:00.0/vfio=vfio:$a'
expect 0 '*Bad config data*' '' 'QEMU refuses the stream for another slot' \
    'migstream save --slot pcie-pci-bridge -o wrong.qevm 0000:00:01.0:00.0/vfio=vfio:$a
     guest two start $b --slot root-port -incoming "exec:cat /tmp/wrong.qevm"; ended two; cat qemu-two.err'
expect 1 '*Bad config data*' '' 'check foretells this' \
    'migstream check --target vfio:$b --slot root-port wrong.qevm'

# --- out of a running QEMU -------------------------------------------------------------------------------------------------
fill $a
expect 0 'MSI-X' '' 'QEMU runs with a function, whose guest programs two vectors' \
    'guest one start $a --slot root; guest one interrupts; guest one registers >registers; guest one vectors >vectors'
expect 0 '' '*the MSI-X table of the guest is not saved*' 'without the monitor, the table is missing' \
    'migstream save -o lost.qevm vfio:$a@pid=$(guest one pid)'
expect 0 '' '*Express Device Control*' 'the monitor has the slot and the table; what QEMU read at its start is only assumed' \
    'migstream save --qmp /tmp/qemu-one.qmp --report pid.json -o pid.qevm \
         0000:00:01.0/vfio=vfio:$a@pid=$(guest one pid); grep -q "\"msixTable\" : \"monitor\"" pid.json'
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

# --- like a stream of that QEMU --------------------------------------------------------------------------------------------
expect 0 '' '' 'the stream of QEMU fits the function' 'migstream restore --dry-run -i one.qevm vfio:$b'
expect 0 '' '' 'it is restored into another function' \
    'attribute $b state_size 0; migstream restore -i one.qevm vfio:$b; same_state $a $b'
expect 0 '' '' 'a function is saved like it' 'migstream save --like one.qevm -o like.qevm vfio:$b'
expect 0 '' '' 'with the same configuration' 'migstream extract --what config -o like.config like.qevm; cmp one.config like.config'
expect 0 'running' '' 'QEMU loads it' 'into like.qevm $c root'
expect 0 '' '' 'its guest reads the same registers and vectors, and the function has the same state' \
    'guest two registers | cmp - registers; guest two vectors | cmp - vectors; same_state $a $c'
expect 0 '*' '' 'it quits' 'guest two quit'
expect 0 '' '' 'the data of a function replace those in the stream of QEMU' \
    'fill $b; migstream save -o b.qevm vfio:$b
     migstream convert --replace-data 0000:00:01.0/vfio=b.qevm -o replaced.qevm one.qevm'
expect 0 'running' '' 'QEMU loads the whole machine' 'into replaced.qevm $c root'
expect 0 '' '' 'with the new state' 'guest two vectors | cmp - vectors; same_state $b $c'
expect 0 '*' '' 'it quits' 'guest two quit'

# --- two functions at once ---------------------------------------------------------------------------------------------------
expect 0 '' '' 'two functions are saved together' \
    'fill $a; fill $nvme_a
     migstream save -o two.qevm 0000:00:01.0/vfio=vfio:$a 0000:00:02.0/vfio=vfio:$nvme_a'
expect 0 'running' '' 'QEMU loads both' \
    'attribute $nvme_b state_size 0
     into two.qevm $b root -device vfio-pci,host=$nvme_b,x-no-mmap=on,enable-migration=on,addr=2'
expect 0 '' '' 'both have their states' 'same_state $a $b; same_state $nvme_a $nvme_b'
expect 0 '*' '' 'it quits' 'guest two quit'
finish
