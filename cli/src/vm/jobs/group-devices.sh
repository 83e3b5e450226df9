# SPDX-License-Identifier: Apache-2.0
# Devices that are opened by their group: what is there, what it says, what goes wrong.
. /job/common.sh

expect 0 '' '* compared*' "the headers of this kernel say what the Java sources do" 'sh /job/abi /job/vfio-abi.txt 1>&2'

expect 1 'no VFIO devices:*no device has a VFIO driver*' '' 'no device yet' 'migstream devices'
expect 1 '*"devices" : \[ \]*"obstacles"*' '' 'the same for programs' 'migstream devices --json'

two=$(mtty 2)
one=$(mtty 1)
export two one
expect 0 "*vfio:$two *mtty*v2 with STOP_COPY, P2P, PRE_COPY; now RUNNING; about 96 bytes once stopped; decoder mtty*" '' \
    'two devices' 'migstream devices'
expect 0 '*"uapi" : "v2"*"state" : "RUNNING"*"stopCopyBytes" : 60*' '' 'the same for programs' 'migstream devices --json'

expect 0 '*"driver" : "mtty"*"pci" : "4348:3253"*"kernel" : "6.*"nr_ports" : 2*' '' 'a profile of two ports' \
    'migstream probe vfio:$two'
expect 0 '' '' 'a profile of one port, in a file' 'migstream probe -o one.json vfio:$one'
expect 0 '*"nr_ports" : 1*' '' 'which has it' 'cat one.json'

# --- permission, and others who have the device -------------------------------------------------------------------
expect 1 "*Permission denied: this user must be allowed to read and write it*" '' 'an ordinary user is told what is missing' \
    'as_user 65534 migstream devices'
expect 6 '' "*vfio:$two: open /dev/vfio/*: Permission denied: this user must be allowed*" 'also by a probe' \
    'as_user 65534 migstream probe vfio:$two'
expect 0 '*"nr_ports" : 2*' '' 'one who has the file of the group needs nothing else' \
    'chown 65534 "$(group $two)"; as_user 65534 migstream probe vfio:$two'

holding='python3 /job/vfio.py'
export holding
expect 6 '' '*Device or resource busy: process * (python3) has it*@pid=*' 'a device in use: by whom' \
    '$holding $two -- migstream probe vfio:$two'
expect 6 '' '*Device or resource busy: another process has it, and only root can see which one*' \
    'a device in use by a process that cannot be seen' \
    '$holding $two -- setpriv --reuid 65534 --regid 65534 --clear-groups migstream probe vfio:$two'
expect 0 "*vfio:$two *mtty * (python3)*v2 with*now RUNNING*" '' 'it is asked through that process' \
    '$holding $two -- migstream devices'

# --- borrowed and inherited ---------------------------------------------------------------------------------------
expect 0 '*"driver" : "mtty"*"nr_ports" : 2*' '' 'borrowed from another process' \
    '$holding $two -- bash -c "migstream probe vfio:$two@pid=\$HOLDER"'
expect 0 '*"nr_ports" : 1*' '' 'one of two, by name' \
    '$holding $two $one -- bash -c "migstream probe vfio:$one@pid=\$HOLDER"'
expect 6 '' '*which of its files that is cannot be told: it has 2 that may be, this host has 2 such devices*' \
    'not told apart: refused' '$holding --lone $two $one -- bash -c "migstream probe vfio:$one@pid=\$HOLDER"'
expect 6 '' '*it does not have that device open*' 'from one who does not have it' \
    '$holding $two -- bash -c "migstream probe vfio:$one@pid=\$HOLDER"'
expect 6 '' '*look into process 999999: No such process*' 'from nobody' 'migstream probe vfio:$one@pid=999999'
expect 6 '' '*its files cannot be seen*' 'from somebody else, as an ordinary user' \
    '$holding $two -- bash -c "as_user 65534 migstream probe vfio:$two@pid=\$HOLDER"'
expect 0 '*"nr_ports" : 2*' '' 'inherited' '$holding $two -- sh -c "migstream probe fd:\$FDS"'
expect 6 '' '*it is no VFIO device but /*' 'an inherited file that is no device' 'env migstream probe fd:9 9</etc/passwd'
expect 6 '' '*it is not open here*' 'one that is not there' 'migstream probe fd:99'

# --- names --------------------------------------------------------------------------------------------------------
expect 6 '' '*there is no such device; migstream devices lists*' 'a device that is not there' \
    'migstream probe vfio:00000000-0000-0000-0000-000000000000'
expect 6 '' "*it has *driver*: bind the VFIO driver of its vendor to it*" 'a device of the host' 'migstream probe vfio:00:00.0'
expect 2 '' "*'vfio:a,b' names no device*" 'a name that makes no sense' 'migstream probe vfio:a,b'

# --- JNA's library ------------------------------------------------------------------------------------------------
mkdir -p /tmp/noexec
mount -t tmpfs -o noexec none /tmp/noexec
expect 6 '' '*must be allowed to run (not mounted noexec)*MIGSTREAM_JAVA_OPTS=-Djna.tmpdir=*' 'where nothing can be run' \
    'MIGSTREAM_JAVA_OPTS="$MIGSTREAM_JAVA_OPTS -Djna.tmpdir=/tmp/noexec" env migstream probe vfio:$two'

finish
