# SPDX-License-Identifier: Apache-2.0
# explain reads a log line from a pipe.
echo 'qemu-system-x86_64: load of migration failed: Bad address' | migstream explain - | head -n 1
#= load of migration failed: Bad address
