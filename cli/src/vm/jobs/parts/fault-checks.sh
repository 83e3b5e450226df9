# SPDX-License-Identifier: Apache-2.0
# The checks of group-faults and pci-faults: programmable devices a and b of one kind refuse, fail, and send data in pieces
# and rounds.
head -c 100000 /dev/urandom >/tmp/state
content "$a" /tmp/state
save='migstream save -o s.qevm vfio:$a'
restore='migstream restore --force -i s.qevm vfio:$b'
left='attribute $a mig_state; ls -A | grep s2.qevm; true'

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
expect 6 '' '*read the data: Input/output error; left in RUNNING*' 'a read fails' "${save/s.qevm/s2.qevm}"
expect 0 'RUNNING' '' 'the device is RUNNING, no file is left' "$left"
attribute $a fail_read 2
expect 6 '' '*read the data: Input/output error; left in RUNNING*' 'a later read fails' "${save/s.qevm/s2.qevm}"
attribute $a fail_read 0
attribute $a fail_info_errno 22
expect 6 '' '*Invalid argument*left in RUNNING*' 'VFIO_MIG_GET_PRECOPY_INFO fails' "${save/s.qevm/s2.qevm}"
attribute $a fail_info_errno 0
expect 0 'RUNNING' '' 'the device is RUNNING, no file is left' "$left"
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
attribute $b fail_write_at 50000
expect 6 '' '*write the data: Cannot allocate memory*left in RUNNING*' 'a write at 50000 bytes fails' "$restore"
attribute $b fail_write_at 0
attribute $b min_resume 200000
expect 6 '' '*go to STOP: Invalid argument*left in RUNNING*' 'a state that is too short is refused' "$restore"
attribute $b min_resume 0
attribute $b fail_arc 'RESUMING STOP 22 1'
expect 6 '' '*go to STOP: Invalid argument*left in RUNNING*' 'the state is refused' "$restore --run"
attribute $b fail_arc 'RESUMING STOP 121 1 error'
expect 6 '' '*go to STOP: Remote I/O error*left in RUNNING*' 'the device goes to ERROR' "$restore --run"
expect 0 'RUNNING' '' 'the device was reset' 'attribute $b mig_state'
