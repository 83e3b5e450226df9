# SPDX-License-Identifier: Apache-2.0
# What the jobs pci-* and cdev-functions share. Their machine has PCI functions with an IOMMU; see "boot" for the list.
slots=/sys/bus/pci/devices
# virtual functions of igb and NVMe, which "virtual_functions" makes, and physical functions
igb=0000:01:00.0
a=0000:01:10.0
b=0000:01:10.2
c=0000:01:10.4
d=0000:01:10.6
nvme=0000:03:00.0
nvme_a=0000:03:00.1
nvme_b=0000:03:00.2
e1000e=0000:04:00.0
xhci=0000:05:00.0
edu=0000:00:08.0
export slots igb a b c d nvme nvme_a nvme_b e1000e xhci edu

for driver in igb nvme vfio-pci; do
    [ -e "/sys/bus/pci/drivers/$driver" ] || modprobe "$driver"
done
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

# fill ADDRESS: gives a function a random state, which is also in /tmp/state.
fill() {
    head -c 20000 /dev/urandom >/tmp/state
    content "$1" /tmp/state
}

# moved FROM TO: moves the state of one function to another and compares.
moved() {
    migstream save -o moved.qevm "$(name "$1")" && migstream restore --run -i moved.qevm "$(name "$2")" && same_state "$1" "$2"
}

# same_state ADDRESS ADDRESS
same_state() { [ "$(state "$1")" = "$(state "$2")" ]; }
export -f virtual_functions bind unbind programmable fill moved same_state
