# SPDX-License-Identifier: Apache-2.0
# Every arc that a save and a restore take fails, of one and of three programmable devices.
. /job/common.sh
load_lab
a=$(lab)
b=$(lab)
c=$(lab)
export a b c
. /job/matrix.sh
finish
