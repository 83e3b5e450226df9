# SPDX-License-Identifier: Apache-2.0
# The checks of group-transfers and cdev-transfers.
a=$(mtty 2)
b=$(mtty 2)
one=$(mtty 1)
export a b one

# A state that differs from that of a new device.
expect 0 '' '' 'a programmed state is saved' 'migstream save -o s.qevm sim:mtty,scr0=0x41,lcr0=3,scr1=0x5a@device'
expect 0 '' '' 'and restored into a device' 'migstream restore --run -i s.qevm $(name $a)'
expect 0 '*24 bytes*72 bytes*' '*' 'the device is saved with pre-copy' 'migstream save -v -o a.qevm $(name $a) 2>&1'
expect 0 '' '' 'and without pre-copy' 'migstream save --no-pre-copy -o n.qevm $(name $a)'
expect 0 '' '' 'both saves are equal' '[ $(digest a.qevm) = $(digest s.qevm) ] && [ $(digest n.qevm) = $(digest s.qevm) ]'
expect 0 '*scr *0x41*scr *0x5a*' '' 'the values are those that were programmed' 'migstream inspect --all a.qevm | grep scr'
expect 0 '' '' 'a pipe from save to restore' 'env migstream save $(name $a) | env migstream restore --run $(name $b)'
expect 0 '' '' 'the states are equal' 'migstream save -o b.qevm $(name $b); [ $(digest a.qevm) = $(digest b.qevm) ]'

# --- --hold and --handover keep a descriptor open, because closing the last one resets a device -----------------------
held() {
    env migstream restore --hold -i a.qevm "$(name "$b")" >held &
    until [ -s held ] || ! kill -0 $!; do sleep 0.5; done
    read -r _ device state idstr <held
    echo "$state $idstr"
    migstream save --leave-stopped -o held.qevm "$device"
    kill $!
    wait $!
}
handed_over() {
    python3 /job/handover.py /tmp/socket bash -c 'echo "$DEVICES"; env migstream save -o handed.qevm "fd:$FDS"' &
    until [ -S /tmp/socket ]; do sleep 0.2; done
    migstream restore --handover /tmp/socket -i a.qevm "$(name "$b")" || return
    wait $!
}
export -f held handed_over
expect 143 'STOP 0000:00:01.0/vfio' '' '--hold: another process saves the device' 'held'
expect 0 '' '' 'the states are equal' '[ $(digest held.qevm) = $(digest a.qevm) ]'
expect 0 '*"idstr":"0000:00:01.0/vfio"*"state":"STOP","files":\["device",*' '' \
    '--handover: the receiver saves the device' 'handed_over'
expect 0 '' '' 'the states are equal' '[ $(digest handed.qevm) = $(digest a.qevm) ]'

expect 0 '' '' 'a state of one port' 'migstream save -o one.qevm $(name $one)'
expect 1 '' '*NR_PORTS_MISMATCH*' 'restore into a device of two ports is refused' \
    'migstream restore --report r.json -i one.qevm $(name $a)'
expect 1 '' '' 'the device never entered RESUMING' 'grep RESUMING r.json'
expect 6 '' '*write the data: Bad address: mtty returns EFAULT for a write*left in*' 'with --force the kernel refuses it' \
    'migstream restore --force -i one.qevm $(name $a)'
expect 0 '*now RUNNING*' '' 'the device is RUNNING' 'migstream devices --probe --timeout 60 | grep -A 1 "vfio:$a"'
