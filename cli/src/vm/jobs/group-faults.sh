# SPDX-License-Identifier: Apache-2.0
# Faults that mtty does not have: a programmable device that refuses, fails, sends data in pieces and rounds, and has vectors.
. /job/common.sh
load_lab
shape='mig_flags=7 config_size=4096 caps=7 msix=64 msix_table_offset=8192 bar0_size=16384 bar0_flags=12'
a=$(lab $shape)
b=$(lab $shape)
export a b
head -c 100000 /dev/urandom >/tmp/state
content "$a" /tmp/state
state() { sha256sum <"/sys/bus/mdev/devices/$1/lab/state"; }
export -f state
save='migstream save -o s.qevm vfio:$a'
restore='migstream restore --force -i s.qevm vfio:$b'

# --- without faults ------------------------------------------------------------------------------------
expect 0 '' '' 'a save' "$save"
expect 0 '' '' 'a state without a decoder is restored into a device with the same ids' 'migstream restore -i s.qevm vfio:$b'
expect 0 '' '*' 'a restore' "$restore"
expect 0 '' '' 'the states are equal' '[ "$(state $a)" = "$(state $b)" ]'
attribute $a short_read 7000
attribute $b short_write 3000
attribute $a precopy_bytes 60000
attribute $a precopy_initial 20000
attribute $a precopy_chunk 5000
attribute $a precopy_advance 2
attribute $a precopy_end_errno 42
attribute $b state_size 0
expect 0 '*' '*' 'data in pieces, rounds that end with ENOMSG' "migstream save -v -o s.qevm vfio:\$a; $restore"
expect 0 '' '' 'the states are equal' '[ "$(state $a)" = "$(state $b)" ]'
attribute $a short_read 0
attribute $b short_write 0

# --- faults during save -----------------------------------------------------------------------------------
attribute $a fail_read 1
attribute $a fail_read_errno 5
expect 6 '' '*read the data: Input/output error; left in RUNNING*' 'a read fails' "rm -f s2.qevm; ${save/s.qevm/s2.qevm}"
expect 0 'RUNNING' '' 'the device is RUNNING' 'attribute $a mig_state; ls s2.qevm 2>/dev/null; true'
attribute $a fail_read 0
attribute $a fail_arc 'PRE_COPY_P2P STOP_COPY 16 1'
expect 6 '' '*go to STOP_COPY: Device or resource busy; left in RUNNING*' 'STOP_COPY fails' "$save"
attribute $a fail_arc '* STOP_COPY 5 1 error'
expect 6 '' '*Input/output error*' 'the device goes to ERROR' "$save"
expect 0 'RUNNING' '' 'the device was reset' 'attribute $a mig_state'

# --- faults during restore --------------------------------------------------------------------------------
expect 0 '' '' 'a stream' "$save"
attribute $b fail_write 1
attribute $b fail_write_errno 12
expect 6 '' '*write the data: Cannot allocate memory*left in RUNNING*' 'a write fails' "$restore"
attribute $b fail_write 0
attribute $b fail_arc 'RESUMING STOP 22 1'
expect 6 '' '*go to STOP: Invalid argument*left in RUNNING*' 'the state is refused' "$restore --run"
attribute $b fail_arc 'RESUMING STOP 121 1 error'
expect 6 '' '*go to STOP: Remote I/O error*left in RUNNING*' 'the device goes to ERROR' "$restore --run"
expect 0 'RUNNING' '' 'the device was reset' 'attribute $b mig_state'

# --- vectors, which the device keeps while it is open -------------------------------------------------------------
holding='python3 /job/vfio.py'
vectors='python3 /job/vectors.py'
export holding vectors
expect 0 '*fee00000 4032 0*' '' 'programmed vectors are saved with the device' \
    '$holding $a -- bash -c "$vectors \$FDS 8192 write; migstream save -o v.qevm vfio:$a@pid=\$HOLDER"'
expect 0 '*"msixEntries" : 64*' '' 'the stream has 64 vectors' 'migstream inspect --json v.qevm'
expect 0 'fee00000 4030 0
fee00000 4031 1
fee00000 4032 0
*' '*' 'and are restored' \
    '$holding $b -- bash -c "env migstream restore --force -i v.qevm fd:\$FDS; $vectors \$FDS 8192 read"'

# --- a large state ---------------------------------------------------------------------------------------------------
dd status=none if=/dev/urandom of=/tmp/state bs=1M count=64
content $a /tmp/state
expect 0 '' '*' '64 MiB through a pipe' 'env migstream save vfio:$a | env migstream restore --force vfio:$b'
expect 0 '' '' 'the states are equal' '[ "$(state $a)" = "$(state $b)" ]'
finish
