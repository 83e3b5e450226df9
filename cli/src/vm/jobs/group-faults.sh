# SPDX-License-Identifier: Apache-2.0
# Faults that mtty does not have: a programmable device that refuses, fails, sends data in pieces and rounds, and has vectors.
. /job/common.sh
load_lab
shape='mig_flags=7 config_size=4096 caps=7 msix=64 msix_table_offset=8192 bar0_size=16384 bar0_flags=12'
a=$(lab $shape)
b=$(lab $shape)
export a b
. /job/fault-checks.sh

# --- vectors, which the device keeps while it is open -------------------------------------------------------------
holding='python3 /job/vfio.py'
vectors='python3 /job/vectors.py'
export holding vectors
expect 0 '*fee00000 4032 0*' '*may have changed since then*' 'programmed vectors are saved with the device' \
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
