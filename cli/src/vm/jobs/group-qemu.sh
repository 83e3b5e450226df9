# SPDX-License-Identifier: Apache-2.0
# Streams from and to an unmodified QEMU, and a device that is saved while QEMU uses it.
. /job/common.sh
. /job/qemu-checks.sh
finish
