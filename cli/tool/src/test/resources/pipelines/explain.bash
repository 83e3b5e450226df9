# SPDX-License-Identifier: Apache-2.0
# A log is explained as it comes.
echo 'qemu-system-x86_64: load of migration failed: Bad address' | migstream explain - | head -n 1
#= load of migration failed: Bad address
