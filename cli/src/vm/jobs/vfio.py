# SPDX-License-Identifier: Apache-2.0
"""Opens VFIO devices as a virtual machine monitor does, and runs a command while they are open.

  vfio.py [--lone] [--cdev] [--vf-token=UUID] DEVICE... -- COMMAND...

DEVICE is the UUID of a mediated device or the address of a PCI function. $HOLDER is the number of this process, $FDS the numbers of the device descriptors, which the command inherits. --lone
closes the groups and containers, as in a process that received the devices from another one. --vf-token sets the token
that the virtual functions of the devices require.
"""
import array
import fcntl
import glob
import os
import struct
import subprocess
import sys

GROUP_SET_CONTAINER, GROUP_GET_DEVICE_FD, SET_IOMMU = 0x3b68, 0x3b6a, 0x3b66
BIND_IOMMUFD, IOAS_ALLOC, ATTACH = 0x3b76, 0x3b81, 0x3b77
DEVICE_FEATURE, FEATURE_SET, FEATURE_PCI_VF_TOKEN = 0x3b75, 1 << 17, 0
TYPE1V2 = 3


def sysfs(name):
    directory, = glob.glob('/sys/bus/*/devices/' + name)
    return directory


def by_group(name, lone):
    sys_group = os.readlink(sysfs(name) + '/iommu_group')
    container = os.open('/dev/vfio/vfio', os.O_RDWR)
    group = os.open('/dev/vfio/' + os.path.basename(sys_group), os.O_RDWR)
    fcntl.ioctl(group, GROUP_SET_CONTAINER, array.array('i', [container]))
    fcntl.ioctl(container, SET_IOMMU, TYPE1V2)
    device = fcntl.ioctl(group, GROUP_GET_DEVICE_FD, bytearray(name.encode() + b'\0'))
    if lone:
        os.close(group)
        os.close(container)
    return device


def by_cdev(name):
    cdev, = os.listdir(sysfs(name) + '/vfio-dev')
    device = os.open('/dev/vfio/devices/' + cdev, os.O_RDWR)
    iommufd = os.open('/dev/iommu', os.O_RDWR)
    fcntl.ioctl(device, BIND_IOMMUFD, array.array('I', [16, 0, iommufd, 0]))
    ioas = array.array('I', [12, 0, 0])
    fcntl.ioctl(iommufd, IOAS_ALLOC, ioas)
    fcntl.ioctl(device, ATTACH, array.array('I', [12, 0, ioas[2]]))
    return device


words = sys.argv[1:]
at = words.index('--')
options = [word for word in words[:at] if word.startswith('--')]
fds = [by_cdev(word) if '--cdev' in options else by_group(word, '--lone' in options)
       for word in words[:at] if not word.startswith('--')]
for token in [option.split('=')[1] for option in options if option.startswith('--vf-token=')]:
    for fd in fds:
        fcntl.ioctl(fd, DEVICE_FEATURE, struct.pack('=II', 24, FEATURE_SET | FEATURE_PCI_VF_TOKEN)
                    + bytes.fromhex(token.replace('-', '')))
env = dict(os.environ, HOLDER=str(os.getpid()), FDS=' '.join(map(str, fds)))
sys.exit(subprocess.run(words[at + 1:], env=env, pass_fds=fds).returncode)
