# SPDX-License-Identifier: Apache-2.0
# Streams to and from an unmodified QEMU, and a device that is saved out of a running one.
. /job/common.sh
. /job/qemu-checks.sh
finish
