# SPDX-License-Identifier: Apache-2.0
# Functions of the jobs pci-*, whose machine has PCI functions with an IOMMU; see "boot" for the list.
slots=/sys/bus/pci/devices
export slots

modprobe igb
modprobe nvme
modprobe vfio-pci enable_sriov=1 # the only driver besides vfiolab_pci that has VF tokens
insmod /job/modules/vfiolab_pci.ko || { echo 'NOT OK  load vfiolab_pci.ko'; exit 1; }

# virtual_functions ADDRESS COUNT: makes virtual functions, to which the kernel does not bind drivers.
virtual_functions() {
    echo 0 >"$slots/$1/sriov_drivers_autoprobe"
    echo "$2" >"$slots/$1/sriov_numvfs"
}

# bind ADDRESS DRIVER
bind() {
    unbind "$1"
    echo "$2" >"$slots/$1/driver_override"
    echo "$1" >/sys/bus/pci/drivers_probe
    [ "$(basename "$(readlink "$slots/$1/driver")")" = "$2" ]
}

# unbind ADDRESS
unbind() {
    [ ! -e "$slots/$1/driver" ] || echo "$1" >"$slots/$1/driver/unbind"
}

# programmable ADDRESS...: binds functions to the programmable driver.
programmable() {
    local address
    for address; do
        bind "$address" vfiolab_pci || { echo "NOT OK  bind $address to vfiolab_pci"; exit 1; }
    done
}
export -f virtual_functions bind unbind programmable
