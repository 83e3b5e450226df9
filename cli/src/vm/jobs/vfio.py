# SPDX-License-Identifier: Apache-2.0
"""Opens VFIO devices as a virtual machine monitor does, and runs a command while they are open.

  vfio.py [--lone] [--cdev] UUID... -- COMMAND...

$HOLDER is the number of this process, $FDS the numbers of the device descriptors, which the command inherits. --lone
closes the groups and containers, as in a process that received the devices from another one.
"""
import array
import fcntl
import os
import subprocess
import sys

GROUP_SET_CONTAINER, GROUP_GET_DEVICE_FD, SET_IOMMU = 0x3b68, 0x3b6a, 0x3b66
BIND_IOMMUFD, IOAS_ALLOC, ATTACH = 0x3b76, 0x3b81, 0x3b77
TYPE1V2 = 3


def by_group(uuid, lone):
    sys_group = os.readlink('/sys/bus/mdev/devices/%s/iommu_group' % uuid)
    container = os.open('/dev/vfio/vfio', os.O_RDWR)
    group = os.open('/dev/vfio/' + os.path.basename(sys_group), os.O_RDWR)
    fcntl.ioctl(group, GROUP_SET_CONTAINER, array.array('i', [container]))
    fcntl.ioctl(container, SET_IOMMU, TYPE1V2)
    device = fcntl.ioctl(group, GROUP_GET_DEVICE_FD, bytearray(uuid.encode() + b'\0'))
    if lone:
        os.close(group)
        os.close(container)
    return device


def by_cdev(uuid):
    name, = os.listdir('/sys/bus/mdev/devices/%s/vfio-dev' % uuid)
    device = os.open('/dev/vfio/devices/' + name, os.O_RDWR)
    iommufd = os.open('/dev/iommu', os.O_RDWR)
    fcntl.ioctl(device, BIND_IOMMUFD, array.array('I', [16, 0, iommufd, 0]))
    ioas = array.array('I', [12, 0, 0])
    fcntl.ioctl(iommufd, IOAS_ALLOC, ioas)
    fcntl.ioctl(device, ATTACH, array.array('I', [12, 0, ioas[2]]))
    return device


words = sys.argv[1:]
at = words.index('--')
options = [word for word in words[:at] if word.startswith('--')]
fds = [by_cdev(uuid) if '--cdev' in options else by_group(uuid, '--lone' in options)
       for uuid in words[:at] if not uuid.startswith('--')]
env = dict(os.environ, HOLDER=str(os.getpid()), FDS=' '.join(map(str, fds)))
sys.exit(subprocess.run(words[at + 1:], env=env, pass_fds=fds).returncode)
