# SPDX-License-Identifier: Apache-2.0
# The checks of group-qemu and cdev-qemu.
a=$(mtty 2)
b=$(mtty 2)
export a b

# --- QEMU writes the stream -------------------------------------------------------------------------------------
expect 0 '' '' 'QEMU runs with a device' 'guest one start $a $CDEV; guest one write 0 0x5a; guest one write 1 0xa5'
expect 0 '0x5a 0xa5' '' 'the guest has programmed the registers' 'guest one read'
expect 0 'completed' '' 'QEMU migrates to a file' 'guest one migrate "exec:cat >/tmp/qemu.qevm"'
expect 0 '*' '' 'and quits' 'guest one quit'
expect 0 '' '' 'the stream is restored into another device' 'migstream restore -i qemu.qevm $(name $b)'
expect 0 '' '' 'that device is saved' 'migstream save -o b.qevm $(name $b)'
expect 0 '*scr *0x5a*scr *0xa5*' '' 'the state has the registers of the guest' \
    'migstream inspect --all b.qevm | grep scr'

# --- migstream writes the stream ---------------------------------------------------------------------------------------
c=$(mtty 2)
export c
expect 0 '' '' 'QEMU starts with a third device and the stream of migstream' 'guest two start $c $CDEV -incoming "exec:cat /tmp/b.qevm"'
expect 0 'running' '' 'QEMU loads it, and the guest runs' 'guest two wait running'
expect 0 '0x5a 0xa5' '' 'the guest reads the registers' 'guest two read'

# --- the device is saved while QEMU uses it ----------------------------------------------------------------------------------
expect 0 '' '' 'the guest programs other values' 'guest two write 0 0x11; guest two write 1 0x22'
expect 0 '*used by*(qemu-system-x86)*now RUNNING*' '' 'QEMU has the device' 'migstream devices --timeout 60'
expect 0 '' '' 'the device is saved with @pid' 'migstream save -o c.qevm $(name $c)@pid=$(guest two pid)'
expect 0 '*scr *0x11*scr *0x22*' '' 'the state has these values' 'migstream inspect --all c.qevm | grep scr'
expect 0 'running' '' 'QEMU goes on running' 'guest two status'
expect 0 '0x33 0x22' '' 'the guest uses the device as before' 'guest two write 0 0x33; guest two read'
expect 0 'completed' '' 'QEMU can still migrate' 'guest two migrate "exec:cat >/tmp/qemu2.qevm"'
expect 0 '*scr *0x33*scr *0x22*' '' 'with the values of the guest' 'migstream inspect --all qemu2.qevm | grep scr'
expect 6 '' '*is borrowed from process*can only be saved*' 'restore into a device of QEMU is refused' \
    'migstream restore -i b.qevm $(name $c)@pid=$(guest two pid)'
expect 0 '*' '' 'QEMU quits' 'guest two quit'
