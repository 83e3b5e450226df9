# SPDX-License-Identifier: Apache-2.0
# Version 1 of the migration uAPI through the kernel's regions: reads and writes of a region with a capability.
. /job/common.sh
. /job/pci.sh
virtual_functions $igb 4
programmable $a $b $c $d
for device in $a $b $c $d; do
    attribute $device protocol 1
done
attribute $c v1_ndma 1
attribute $d v1_ndma 1
head -c 200000 /dev/urandom >/tmp/one
head -c 5000 /dev/urandom >/tmp/two
content $a /tmp/one
content $c /tmp/two
save='migstream save -v -o s.qevm vfio:$a 2>&1'
restore='migstream restore -v --run -i s.qevm vfio:$b 2>&1'
equal='[ "$(state $a)" = "$(state $b)" ]'
left='attribute $a mig_state; ls -A | grep s2.qevm; true'

expect 0 "*vfio:$a *v1; now RUNNING*vfio:$c *v1 with NDMA; now RUNNING*" '' 'functions with v1' 'migstream devices --probe --timeout 60'

# --- without faults -----------------------------------------------------------------------------------------------------
expect 0 '*states *RUNNING at*SAVING at*RUNNING at*stopped *200000 bytes) in 4 records*' '' 'a save' "${save/-v/-v --no-pre-copy}"
expect 0 '*states *RUNNING at*RESUMING at*RUNNING at*' '' 'a restore' "$restore"
expect 0 '' '' 'the states are equal' "$equal"
attribute $a precopy_bytes 100000
attribute $a precopy_chunk 30000
attribute $b state_size 0
expect 0 '*RUNNING at*SAVING|RUNNING at*SAVING at*running *100000 bytes) in 4 records, 4 rounds*stopped *100000 bytes) in 2 records*' \
    '' 'rounds of pre-copy' "${save/-v/-v --max-downtime-bytes 0}"
expect 0 '' '' 'are restored' "$restore >&2 2>/dev/null; $equal"

# --- a driver that refuses to change several bits at once ---------------------------------------------------------------
attribute $a v1_one_bit 1
attribute $b v1_one_bit 1
attribute $b state_size 0
expect 0 '*states *RUNNING at*, 0 at*SAVING at*, 0 at*RUNNING at*request *RUNNING to SAVING: failed*' '' \
    'a save changes one bit after the other' "${save/-v/-v --no-pre-copy}"
expect 0 '*states *RUNNING at*, 0 at*RESUMING at*, 0 at*RUNNING at*request *RUNNING to RESUMING: failed*' '' 'a restore, too' "$restore"
expect 0 '' '' 'the states are equal' "$equal"
attribute $a v1_one_bit 0
attribute $b v1_one_bit 0

# --- faults -------------------------------------------------------------------------------------------------------------
save='migstream save -o s2.qevm vfio:$a'
restore='migstream restore --run -i s.qevm vfio:$b'
attribute $a fail_arc '* STOP_COPY 16 1'
expect 6 '' '*go from SAVING|RUNNING to SAVING: *Device or resource busy; left in RUNNING' 'a failed state change' "$save"
attribute $a fail_read 2
expect 6 '' '*read the migration region: Input/output error; left in RUNNING' 'a failed read' "$save"
attribute $a fail_read 0
attribute $a fail_arc '* STOP_COPY 5 1 error'
expect 6 '' '*Input/output error; it reported ERROR; it was reset and has lost its state; left in RUNNING' 'ERROR, and a reset' "$save"
expect 0 'RUNNING' '' 'the function is RUNNING, no file is left' "$left"
attribute $b fail_write 2
expect 6 '' '*write the migration region: Input/output error*left in RUNNING' 'a failed write' "$restore"
attribute $b fail_write 0
attribute $b min_resume 300000
expect 6 '' '*the driver refuses the state: *left in RUNNING' 'a refused state' "$restore"
attribute $b min_resume 0
attribute $b fail_arc 'RESUMING STOP 22 1 error'
expect 6 '' '*it reported ERROR; it was reset*left in RUNNING' 'ERROR, and a reset' "$restore"
expect 0 'RUNNING' '' 'the function is RUNNING' 'attribute $b mig_state'

# --- NDMA ---------------------------------------------------------------------------------------------------------------
x=0000:00:01.0/vfio
y=0000:00:02.0/vfio
export x y
content $d /tmp/one
expect 6 '' '*DMA*' 'two functions without NDMA are not saved together' 'migstream save -o two.qevm $x=vfio:$a $y=vfio:$b'
expect 0 '*NDMA|SAVING|RUNNING at*' '' 'two with NDMA' 'migstream save -v -o two.qevm $x=vfio:$c $y=vfio:$d 2>&1'
expect 0 '*NDMA|RUNNING at*' '' 'are restored crosswise' \
    'migstream restore -v --run -i two.qevm --map $x=vfio:$d --map $y=vfio:$c 2>&1'
expect 0 "$(sha256sum </tmp/one)
$(sha256sum </tmp/two)" '' 'each has the state of the other' 'state $c; state $d'
finish
