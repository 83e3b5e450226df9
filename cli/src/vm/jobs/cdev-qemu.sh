# SPDX-License-Identifier: Apache-2.0
# The checks of group-qemu, with the character device and an iommufd.
. /job/common.sh
CDEV=--cdev
. /job/qemu-checks.sh
finish
