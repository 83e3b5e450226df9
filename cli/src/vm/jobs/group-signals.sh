# SPDX-License-Identifier: Apache-2.0
# Signals end saves and restores of programmable devices, or what they need is missing.
. /job/common.sh
load_lab
a=$(lab)
b=$(lab)
c=$(lab)
d=$(lab)
export a b c d
. /job/signals.sh
finish
