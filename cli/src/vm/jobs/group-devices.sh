# SPDX-License-Identifier: Apache-2.0
# devices and probe on devices that are opened by their group, and their errors.
. /job/common.sh

expect 0 '' '* compared*' 'the headers of this kernel agree with the Java sources' 'sh /job/abi /job/vfio-abi.txt 1>&2'

expect 0 'no VFIO devices:*no device has a VFIO driver*' '' 'no device' 'migstream devices'
expect 0 '*"devices" : \[ \]*"obstacles"*' '' 'the JSON document' 'migstream devices --json'

two=$(mtty 2)
one=$(mtty 1)
export two one
expect 0 "*vfio:$two *mtty*not asked, because opening it usually resets it; ask it with --probe*" '' \
    'free devices are not opened' 'migstream devices'
expect 0 "*vfio:$two *mtty*v2 with STOP_COPY, P2P, PRE_COPY; now RUNNING; about 96 bytes once stopped; decoder mtty*" '' \
    'two devices' 'migstream devices --probe --timeout 60'
expect 0 '*"uapi" : "v2"*"state" : "RUNNING"*"stopCopyBytes" : 60*' '' 'the JSON document' 'migstream devices --json --probe --timeout 60'

expect 0 '*"driver" : "mtty"*"pci" : "4348:3253"*"kernel" : "6.*"nr_ports" : 2*' '' 'a profile of two ports' \
    'migstream probe vfio:$two'
expect 0 '' '' 'a profile of one port, written to a file' 'migstream probe -o one.json vfio:$one'
expect 0 '*"nr_ports" : 1*' '' 'the file has the profile' 'cat one.json'

# --- permissions, and devices in use -------------------------------------------------------------------
expect 0 "*Permission denied: this user needs read and write permission*" '' 'an ordinary user sees the missing permission' \
    'as_user 65534 migstream devices --probe --timeout 60'
expect 6 '' "*vfio:$two: open /dev/vfio/*: Permission denied: this user needs*" 'probe reports it, too' \
    'as_user 65534 migstream probe vfio:$two'
expect 0 '*"nr_ports" : 2*' '' 'the owner of the group file needs no other permission' \
    'chown 65534 "$(group $two)"; as_user 65534 migstream probe vfio:$two'

holding='python3 /job/vfio.py'
export holding
expect 6 '' '*Device or resource busy: process * (python3) has it*@pid=*' 'a device in use: the process is named' \
    '$holding $two -- migstream probe vfio:$two'
expect 6 '' '*Device or resource busy: another process has it open; only root can see which one*' \
    'a device in use by an invisible process' \
    '$holding $two -- setpriv --reuid 65534 --regid 65534 --clear-groups migstream probe vfio:$two'
expect 0 "*vfio:$two *mtty * (python3)*v2 with*now RUNNING*" '' 'the device is queried through that process' \
    '$holding $two -- migstream devices --timeout 60'

# --- borrowed and inherited ---------------------------------------------------------------------------------------
expect 0 '*"driver" : "mtty"*"nr_ports" : 2*' '' 'borrowed from another process' \
    '$holding $two -- bash -c "migstream probe vfio:$two@pid=\$HOLDER"'
expect 0 '*"nr_ports" : 1*' '' 'one of two devices, by UUID' \
    '$holding $two $one -- bash -c "migstream probe vfio:$one@pid=\$HOLDER"'
expect 6 '' '*cannot identify the device: 2 open files of the process and 2 devices of the host have these PCI ids*' \
    'two devices that cannot be distinguished: refused' '$holding --lone $two $one -- bash -c "migstream probe vfio:$one@pid=\$HOLDER"'
expect 6 '' '*the process does not have this device open*' 'borrowed from a process without the device' \
    '$holding $two -- bash -c "migstream probe vfio:$one@pid=\$HOLDER"'
expect 6 '' '*open process 999999: No such process*' 'borrowed from a process that does not exist' 'migstream probe vfio:$one@pid=999999'
expect 6 '' '*the open files of the process cannot be listed*' 'borrowed from a process of another user' \
    '$holding $two -- bash -c "as_user 65534 migstream probe vfio:$two@pid=\$HOLDER"'
expect 0 '*"nr_ports" : 2*' '' 'inherited' '$holding $two -- sh -c "migstream probe fd:\$FDS"'
expect 6 '' '*it is not a VFIO device but /*' 'an inherited file that is not a device' 'env migstream probe fd:9 9</etc/passwd'
expect 6 '' '*it is not open in this process*' 'a descriptor that is not open' 'migstream probe fd:99'

# --- names --------------------------------------------------------------------------------------------------------
expect 6 '' '*no such device (*migstream devices*' 'a device that does not exist' \
    'migstream probe vfio:00000000-0000-0000-0000-000000000000'
expect 6 '' "**driver*; bind the VFIO driver of its vendor to it*" 'a device with a host driver' 'migstream probe vfio:00:00.0'
expect 2 '' "*'vfio:a,b' is not a device name*" 'an invalid name' 'migstream probe vfio:a,b'

# --- JNA's library ------------------------------------------------------------------------------------------------
mkdir -p /tmp/noexec
mount -t tmpfs -o noexec none /tmp/noexec
# An empty directory in place of the directory native: JNA then writes its native code to jna.tmpdir.
expect 4 '' '*native code of JNA cannot be loaded from the directory /tmp/noexec*MIGSTREAM_JAVA_OPTS=-Djna.tmpdir=*' \
    'a temporary directory mounted noexec' \
    'MIGSTREAM_JAVA_OPTS="$MIGSTREAM_JAVA_OPTS -Djna.boot.library.path=/tmp/noexec -Djna.tmpdir=/tmp/noexec" env migstream probe vfio:$two'

finish
