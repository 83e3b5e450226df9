# SPDX-License-Identifier: Apache-2.0
# Signals end saves and restores of PCI functions, or what they need is missing.
. /job/common.sh
. /job/pci.sh
virtual_functions $igb 4
programmable $a $b $c $d
. /job/signals.sh
finish
