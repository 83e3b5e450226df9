# SPDX-License-Identifier: Apache-2.0
# QEMU loads the results of convert and extract.
. /job/common.sh
guest() { python3 /job/qemu.py "$@"; }
export -f guest
a=$(mtty 2)
b=$(mtty 2)
export a b

# loaded FILE: into a QEMU with the second device, whose guest then reads its registers.
loaded() {
    guest two start "$b" -incoming "exec:cat /tmp/$1"
    guest two wait running
    guest two read
    guest two quit
}
export -f loaded

expect 0 '' '' 'QEMU runs with a device' 'guest one start $a; guest one write 0 0x5a; guest one write 1 0xa5'
expect 0 'completed' '' 'it migrates to a file' 'guest one migrate "exec:cat >/tmp/vm.qevm"'
expect 0 '*' '' 'and quits' 'guest one quit'

expect 0 '' '' 'the state is replaced' \
    'migstream save -o other.qevm sim:mtty,scr0=0x77,scr1=0x66@sim &&
     migstream convert --replace 0000:00:01.0/vfio=other.qevm -o replaced.qevm vm.qevm'
expect 0 'running
0x77 0x66*' '' 'QEMU loads it' 'loaded replaced.qevm'

expect 0 '' '' 'only the device is extracted' 'migstream extract -o device.qevm vm.qevm'
expect 0 'running
0x5a 0xa5*' '' 'QEMU loads it' 'loaded device.qevm'

# kvm-tpr-opt reads guest memory when it is loaded, so its section is dropped.
expect 0 '' '' 'memory is removed' 'migstream convert --strip-ram --drop kvm-tpr-opt -o stripped.qevm vm.qevm'
expect 0 'running
0x5a 0xa5*' '' 'QEMU loads it' 'loaded stripped.qevm'

expect 0 '' '' 'the stream becomes a mapped-ram file' 'migstream convert --mapped-ram -o mapped.qevm vm.qevm'
expect 0 'loading
running
0x5a 0xa5*' '' 'QEMU loads it' \
    'guest two start $b -incoming defer; guest two load file:/tmp/mapped.qevm mapped-ram; guest two wait running
     guest two read; guest two quit'
expect 0 '' '' 'and a stream again' 'migstream convert --no-mapped-ram -o plain.qevm mapped.qevm; migstream diff --quiet vm.qevm plain.qevm'
expect 0 'running
0x5a 0xa5*' '' 'QEMU loads it' 'loaded plain.qevm'
finish
