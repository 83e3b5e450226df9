# SPDX-License-Identifier: Apache-2.0
# Faults of PCI functions: those of group-faults, a function that cannot be opened, and slow ones.
. /job/common.sh
. /job/pci.sh
virtual_functions $igb 2
programmable $a $b
. /job/fault-checks.sh

# --- a function that cannot be opened ----------------------------------------------------------------------------------
attribute $a fail_open 16
expect 6 '' '*open 0000:01:10.0: Device or resource busy*' 'the driver refuses to open the function' "$save"
attribute $a fail_open 0

# --- a function that fails or hangs in the middle ----------------------------------------------------------------------
# broken: the function goes to ERROR on its own while it is read.
broken() {
    attribute $a delay_read 2000
    (
        until [ "$(attribute $a mig_state)" = STOP_COPY ]; do sleep 0.2; done
        attribute $a to_error 1
    ) &
    migstream save -o s2.qevm vfio:$a
    local status=$?
    attribute $a delay_read 0
    return $status
}
export -f broken
expect 6 '' '*read the data: No such device*left in RUNNING*' 'the function goes to ERROR while it is read' 'broken'
expect 0 'RUNNING' '' 'the function is RUNNING, no file is left' "$left"
attribute $a delay_read 600000
expect 6 '' '*read the data: no answer within 3 s*left in an unknown state*' 'a read hangs' \
    'env migstream save --timeout 3 -o s2.qevm vfio:$a'
attribute $a delay_read 0
expect 0 'RUNNING' '' 'the function is RUNNING, no file is left' "$left"
attribute $a delay_arc 600000
expect 6 '' '*go from RUNNING to PRE_COPY: no answer within 3 s*left in an unknown state*' 'a state change hangs' \
    'env migstream save --timeout 3 -o s2.qevm vfio:$a'
attribute $a delay_arc 0
expect 0 'RUNNING' '' 'the function is RUNNING, no file is left' "$left"
attribute $b delay_write 600000
expect 6 '' '*write the data: no answer within 3 s*left in an unknown state*' 'a write hangs' \
    'env migstream restore --timeout 3 -i s.qevm vfio:$b'
attribute $b delay_write 0
expect 0 'RUNNING' '' 'the function is RUNNING' 'attribute $b mig_state'
finish
