# SPDX-License-Identifier: Apache-2.0
# What group-qemu and cdev-qemu have in common; CDEV is --cdev in the latter.
guest() { python3 /job/qemu.py "$@"; }
name() { if [ -n "$CDEV" ]; then echo "vfio:$(cdev "$1")"; else echo "vfio:$1"; fi; }
export -f guest name
export CDEV=${CDEV:-}
a=$(mtty 2)
b=$(mtty 2)
export a b

# --- a stream that QEMU wrote -------------------------------------------------------------------------------------
expect 0 '' '' 'QEMU runs with a device' 'guest one start $a $CDEV; guest one write 0 0x5a; guest one write 1 0xa5'
expect 0 '0x5a 0xa5' '' 'its guest has programmed it' 'guest one read'
expect 0 'completed' '' 'QEMU migrates into a file' 'guest one migrate "exec:cat >/tmp/qemu.qevm"'
expect 0 '*' '' 'and ends' 'guest one quit'
expect 0 '' '' 'the stream is restored into another device' 'migstream restore -i qemu.qevm $(name $b)'
expect 0 '' '' 'which is saved' 'migstream save -o b.qevm $(name $b)'
expect 0 '*scr *0x5a*scr *0xa5*' '' 'the registers that the guest programmed are there' \
    'migstream inspect b.qevm | grep scr'

# --- a stream that we wrote ---------------------------------------------------------------------------------------
c=$(mtty 2)
export c
expect 0 '' '' 'QEMU starts with a third device and our stream' 'guest two start $c $CDEV -incoming "exec:cat /tmp/b.qevm"'
expect 0 'running' '' 'it loads it, and its guest runs' 'guest two wait running'
expect 0 '0x5a 0xa5' '' 'the guest reads the registers' 'guest two read'

# --- saved out of a running QEMU ----------------------------------------------------------------------------------
expect 0 '' '' 'the guest programs it anew' 'guest two write 0 0x11; guest two write 1 0x22'
expect 0 '*used by*(qemu-system-x86)*now RUNNING*' '' 'QEMU has the device' 'migstream devices'
expect 0 '' '' 'it is saved without the help of QEMU' 'migstream save -o c.qevm $(name $c)@pid=$(guest two pid)'
expect 0 '*scr *0x11*scr *0x22*' '' 'with what the guest had programmed' 'migstream inspect c.qevm | grep scr'
expect 0 'running' '' 'QEMU runs on' 'guest two status'
expect 0 '0x33 0x22' '' 'its guest has the device as before' 'guest two write 0 0x33; guest two read'
expect 0 'completed' '' 'QEMU can still migrate' 'guest two migrate "exec:cat >/tmp/qemu2.qevm"'
expect 0 '*scr *0x33*scr *0x22*' '' 'and has noticed nothing' 'migstream inspect qemu2.qevm | grep scr'
expect 6 '' '*is borrowed from process*must not lose its state*' 'nothing is restored into a device of QEMU' \
    'migstream restore -i b.qevm $(name $c)@pid=$(guest two pid)'
expect 0 '*' '' 'QEMU ends' 'guest two quit'
