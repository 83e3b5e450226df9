# SPDX-License-Identifier: Apache-2.0
# PCI functions that are opened by their character devices, by migstream and by a QEMU with an iommufd: between functions, to and
# from QEMU on the root bus and below a root port, and when the kernel requests a function back.
. /job/common.sh
CDEV=--cdev
. /job/pci.sh
. /job/removal.sh
virtual_functions $igb 2
virtual_functions $nvme 2
programmable $a $b $nvme_a $nvme_b $e1000e
fill $a

expect 0 "*vfio:$a *vfiolab_pci *vfio[0-9]*v2 with STOP_COPY, P2P, PRE_COPY; now RUNNING*8086:10ca*" '' \
    'devices lists functions with their character devices' 'migstream devices --probe --timeout 60'

# --- between functions --------------------------------------------------------------------------------------------------------
expect 0 '' '' 'virtual functions of igb' 'moved $a $b'
expect 0 '' '' 'virtual functions of NVMe' 'fill $nvme_a; moved $nvme_a $nvme_b'
expect 6 '' '*process * (python3) has it*' 'in use through its group' 'python3 /job/vfio.py $a -- migstream probe $(name $a)'

# --- QEMU with an iommufd ---------------------------------------------------------------------------------------------------------
. /job/load-checks.sh
expect 0 'MSI-X' '' 'QEMU runs with a function below a root port, which logs its DMA' \
    'fill $a; attribute $a dma_log 2; guest one start $a $CDEV --slot root-port; guest one interrupts'
expect 0 '*used by*(qemu-system-x86)*now RUNNING*' '' 'devices shows this QEMU' 'migstream devices --timeout 60'
expect 0 'completed' '' 'it migrates' 'guest one migrate "exec:cat >/tmp/port.qevm"'
expect 0 '*' '' 'and quits' 'guest one quit'
expect 0 '' '' 'the function is restored from this stream' \
    'attribute $b state_size 0; migstream restore --run -i port.qevm $(name $b); same_state $a $b'

# --- the kernel requests a function back ------------------------------------------------------------------------------------------
expect 0 '' '' 'a stream' 'fill $a; migstream save -o s.qevm $(name $a)'
expect 0 'STOP 20000
signal
hold: 143
command: 0' '' 'a held function has its state' 'holding $b "measured $b"'
expect 0 "$released" "$requested" 'unbind of a held function' 'holding $b "unbind $b"'
programmable $b
expect 0 "$released" "$requested" 'sriov_numvfs=0 while a function is held' 'holding $b "echo 0 >$slots/$igb/sriov_numvfs"'
fill $nvme_a
expect 0 "$both" "$requested" 'unbind during the save' 'saving $nvme_a "unbind $nvme_a" && complete saved.qevm'
fill $e1000e
expect 0 "$both" "$requested" 'removal during the save' 'saving $e1000e "echo 1 >$slots/$e1000e/remove" && complete saved.qevm'
expect 6 '' '*no such device*' 'the function has vanished' 'migstream save -o gone.qevm vfio:$e1000e'

# --- tokens: Linux before 7.2 has them for groups alone -----------------------------------------------------------------------------
token=11111111-2222-3333-4444-555555555555
pf=0000:02:00.0
vf=0000:02:10.0
export token pf vf
programmable $pf
expect 0 '' '' 'a program opens a physical function, sets a token and makes a virtual function' \
    'python3 /job/vfio.py --cdev --vf-token=$token $pf -- bash -c "virtual_functions $pf 1"'
programmable $vf
fill $vf
expect 6 '' '*the kernel is older than 7.2 and accepts a token only with a group*' 'a token for the character device' \
    'migstream save -o t.qevm $(name $vf),vf-token=$token'
expect 0 '' '' 'with a token, an address leads to the group' 'migstream save -o t.qevm vfio:$vf,vf-token=$token; complete t.qevm'
expect 0 '' '' 'no part of a file is left' 'ls -A | grep -e part -e gone.qevm; true'
finish
