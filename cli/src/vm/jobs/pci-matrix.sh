# SPDX-License-Identifier: Apache-2.0
# Every arc that a save and a restore take fails, of one and of three PCI functions.
. /job/common.sh
. /job/pci.sh
virtual_functions $igb 3
programmable $a $b $c
. /job/matrix.sh
finish
