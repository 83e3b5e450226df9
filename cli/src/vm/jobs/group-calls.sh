# SPDX-License-Identifier: Apache-2.0
# Package vfio on devices that are opened by their group: mtty, and a programmable device with faults.
. /job/common.sh

two=$(mtty 2)
other=$(mtty 2)
one=$(mtty 1)
export two other one
expect 0 'v2 \[STOP_COPY, P2P, PRE_COPY\], RUNNING, 4348:3253, 4096 bytes of configuration, 0 vectors, driver mtty*pre-copy: 24 bytes announced, 24 read*stop-copy: 72 bytes*restored 96 bytes*equal' \
    '' 'the state of one device is restored into the other' 'trial vfio:$two vfio:$other'
expect 6 '*refused: write the data: Cannot allocate memory; in RESUMING*after a reset in RUNNING*' '' \
    'a state of two ports is refused by a device of one port' 'trial vfio:$two vfio:$one'
expect 0 '*pre-copy: 24 bytes announced, 24 read*stop-copy: 72 bytes*equal' '' 'borrowed from another process' \
    'python3 /job/vfio.py $two -- bash -c "trial vfio:$two@pid=\$HOLDER"'
expect 6 '*the device is borrowed from process * (python3); a borrowed device can only be saved*' '' \
    'nothing is restored into a borrowed device' \
    'python3 /job/vfio.py $two -- bash -c "trial vfio:$other vfio:$two@pid=\$HOLDER"'
expect 0 '*equal' '' 'inherited' 'python3 /job/vfio.py $two -- bash -c "trial vfio:$other fd:\$FDS"'

load_lab
# Two devices of the same shape.
big=$(lab mig_flags=7 msix=64 msix_table_offset=8192 bar0_size=16384 config_size=4096 vendor=0x15b3 device=0x101e)
blank=$(lab mig_flags=7 msix=64 msix_table_offset=8192 bar0_size=16384 config_size=4096 vendor=0x15b3 device=0x101e)
export big blank
attributes=/sys/bus/mdev/devices
head -c 67108864 /dev/urandom >/tmp/state
export attributes
expect 0 '' '' '64 MiB of state' \
    'echo 0 >$attributes/$big/lab/state_size; dd status=none if=/tmp/state of=$attributes/$big/lab/state bs=4096'
expect 0 '*15b3:101e, 4096 bytes of configuration, 64 vectors, driver null*restored 67108864 bytes*equal' '' \
    '64 MiB are moved' 'trial vfio:$big vfio:$blank'
echo 1 >$attributes/$big/lab/short_read
echo 100 >$attributes/$blank/lab/state_size
echo 300 >$attributes/$big/lab/state_size
expect 0 '*restored 300 bytes*equal' '' 'byte by byte' 'trial vfio:$big vfio:$blank'
echo 0 >$attributes/$big/lab/short_read
echo 42 >$attributes/$big/lab/precopy_end_errno
echo 100 >$attributes/$big/lab/precopy_bytes
expect 0 '*pre-copy: * 100 read*stop-copy: 200 bytes*equal' '' 'ENOMSG ends a round of pre-copy' 'trial vfio:$big vfio:$blank'
echo 'RESUMING STOP 121 1' >$attributes/$blank/lab/fail_arc
expect 6 '*refused: go to STOP: Remote I/O error; in RESUMING*after a reset in RUNNING*' '' \
    'a refusal on leaving RESUMING' 'trial vfio:$big vfio:$blank'
echo 'RESUMING STOP 5 1 error' >$attributes/$blank/lab/fail_arc
expect 6 '*refused: go to STOP: Input/output error; in ERROR*after a reset in RUNNING*' '' \
    'a refusal that leads to ERROR' 'trial vfio:$big vfio:$blank'
echo 'PRE_COPY_P2P STOP_COPY 16 1' >$attributes/$big/lab/fail_arc
expect 6 '*go to STOP_COPY: Device or resource busy' '' 'a source on which STOP_COPY fails' 'trial vfio:$big'
expect 0 'RUNNING' '' 'goes on running' 'cat $attributes/$big/lab/mig_state'

finish
