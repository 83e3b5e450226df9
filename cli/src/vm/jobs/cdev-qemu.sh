# SPDX-License-Identifier: Apache-2.0
# The same through the device's own file and an iommufd, for migstream and for QEMU.
. /job/common.sh
CDEV=--cdev
. /job/qemu-checks.sh
finish
