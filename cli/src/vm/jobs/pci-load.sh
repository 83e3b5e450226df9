# SPDX-License-Identifier: Apache-2.0
# Functions that migstream has saved are loaded by an unmodified QEMU, in each kind of slot: as after a reset, like a stream of
# that QEMU, and out of a running QEMU.
. /job/common.sh
. /job/pci.sh
virtual_functions $igb 3
virtual_functions $nvme 2
programmable $a $b $c $nvme_a $nvme_b $e1000e $xhci $edu
. /job/load-checks.sh

# ended NAME: waits until this QEMU has ended.
ended() {
    local pid
    pid=$(guest "$1" pid)
    while [ -e "/proc/$pid/exe" ]; do sleep 0.2; done
}
export -f ended

# --- as after a reset, in the other slots ------------------------------------------------------------------------------------
expect 0 "$loads" '' 'a virtual function of igb below a switch' 'loaded $a $b switch 0000:00:01.0:00.0:00.0:00.0/vfio --slot root-port'
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

# --- like the stream of QEMU ---------------------------------------------------------------------------------------------------
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
