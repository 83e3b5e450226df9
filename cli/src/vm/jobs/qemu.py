# SPDX-License-Identifier: Apache-2.0
"""Controls an unmodified QEMU with one VFIO device: a mediated device (UUID) or a PCI function (address).

  qemu.py NAME start DEVICE [--cdev] [--slot SLOT] [OPTION...]
                                                      starts QEMU; prints nothing. SLOT: see SLOTS. OPTION: of QEMU,
                                                      such as -incoming URI
  qemu.py NAME pid                                    prints the process number
  qemu.py NAME status                                 prints running, paused, inmigrate ...
  qemu.py NAME write PORT VALUE                       writes the scratch register of a serial port, as a guest does
  qemu.py NAME read                                   prints the scratch registers of both ports
  qemu.py NAME interrupts                             programs two vectors of MSI-X, or MSI, as a driver of a guest does;
                                                      prints which of them
  qemu.py NAME registers                              prints the configuration space that the guest reads, 256 bytes
  qemu.py NAME vectors                                prints the table of MSI-X that the guest reads
  qemu.py NAME regions                                prints the addresses of the BARs
  qemu.py NAME migrate URI [CAPABILITY...]            migrates, waits; prints completed or the error
  qemu.py NAME load URI CAPABILITY...                 starts loading, after -incoming defer
  qemu.py NAME wait STATUS                            waits until QEMU has that status
  qemu.py NAME quit                                   quits; prints the standard error of QEMU
"""
import json
import os
import socket
import subprocess
import sys
import time

name, command, words = sys.argv[1], sys.argv[2], sys.argv[3:]
base = '/tmp/qemu-' + name
SCRATCH = 7
TIMEOUT = 240 # seconds
Q35, PC = 'pc-q35-10.0', 'pc-i440fx-10.0'
ROOT_PORT = 'pcie-root-port,id=port0,chassis=1,slot=1,addr=1'
# SLOT: the machine, the bridges above the device, and the place of the device
SLOTS = {
    'root': (Q35, [], 'addr=1'),
    'root-port': (Q35, [ROOT_PORT], 'bus=port0'),
    'switch': (Q35, [ROOT_PORT, 'x3130-upstream,id=up,bus=port0', 'xio3130-downstream,id=down,bus=up,chassis=2,slot=2'], 'bus=down'),
    'pcie-pci-bridge': (Q35, ['pcie-pci-bridge,id=bridge,addr=1'], 'bus=bridge,addr=1'),
    'pci-bridge': (Q35, ['pci-bridge,id=bridge,addr=1,chassis_nr=1'], 'bus=bridge,addr=1'),
    'i440fx': (PC, [], 'addr=3'),  # PIIX3 has slot 1
}


def start(device, *rest):
    rest = list(rest)
    slot = 'root'
    if '--slot' in rest:
        at = rest.index('--slot')
        slot = rest[at + 1]
        del rest[at:at + 2]
    machine, bridges, place = SLOTS[slot]
    cdev = '--cdev' in rest
    if cdev:
        rest.remove('--cdev')
    if ':' in device:
        device = 'vfio-pci,host=%s' % device
        # With BARs mapped for DMA, QEMU asks a kernel without IOMMUFD for the dirty pages of a part of a BAR that is not
        # a whole number of pages, and gives up: "Failed to get dirty bitmap for iova".
        device += '' if cdev else ',x-no-mmap=on'
    else:
        # mtty has no real dirty page tracking
        device = 'vfio-pci,sysfsdev=/sys/bus/mdev/devices/%s,x-device-dirty-page-tracking=off' % device
    device += ',id=m0,enable-migration=on,' + place
    args = ['qemu-system-x86_64', '-M', machine, '-accel', 'tcg', '-m', '24M', '-nodefaults', '-display', 'none',
            '-qmp', 'unix:%s.qmp,server=on,wait=off' % base,
            '-qtest', 'unix:%s.qtest,server=on,wait=off' % base, '-qtest-log', 'none']
    for bridge in bridges:
        args += ['-device', bridge]
    if cdev:
        args += ['-object', 'iommufd,id=i0']
        device += ',iommufd=i0'
    args += ['-device', device] + rest
    if '-incoming' in rest:
        launch(args, TIMEOUT)
        return
    # The firmware assigns the I/O ports. In an emulated machine in an emulated machine it may hang, so it has two tries.
    for _ in range(2):
        process = launch(args, TIMEOUT)
        deadline = time.monotonic() + TIMEOUT / 2
        while time.monotonic() < deadline:
            if has_addresses(pci()):
                time.sleep(1)
                return
            time.sleep(0.5)
        process.kill()
        process.wait()
        os.unlink(base + '.qmp')
    sys.exit('the firmware has twice not assigned addresses within %d s' % (TIMEOUT / 2))


def launch(args, seconds):
    process = subprocess.Popen(args, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                               stderr=open(base + '.err', 'wb'), start_new_session=True)
    open(base + '.pid', 'w').write(str(process.pid))
    deadline = time.monotonic() + seconds
    while not os.path.exists(base + '.qmp'):
        if process.poll() is not None or time.monotonic() > deadline:
            sys.exit('QEMU did not start: ' + open(base + '.err').read())
        time.sleep(0.1)
    return process


def qmp(execute, **arguments):
    deadline = time.monotonic() + TIMEOUT
    with socket.socket(socket.AF_UNIX) as connection:
        while True:
            try:
                connection.connect(base + '.qmp')
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        stream = connection.makefile('rw')
        stream.readline()
        answer = {}
        for request in ({'execute': 'qmp_capabilities'}, {'execute': execute, 'arguments': arguments}):
            stream.write(json.dumps(request) + '\n')
            stream.flush()
            answer = {'event': None}
            while 'event' in answer:
                try:
                    line = stream.readline()
                except ConnectionResetError:
                    line = ''
                answer = json.loads(line) if line else sys.exit('QEMU has ended: ' + open(base + '.err').read())
        return answer.get('return', answer.get('error'))


def hmp(line):
    return qmp('human-monitor-command', **{'command-line': line})


def pci():
    """Returns what query-pci reports of the VFIO device."""
    rest = [device for bus in qmp('query-pci') for device in bus['devices']]
    while rest:
        device = rest.pop()
        if device.get('qdev_id') == 'm0':
            return device
        rest += device.get('pci_bridge', {}).get('devices', [])
    return {'regions': []}


def has_addresses(device):
    # 6 is the ROM, which the firmware maps only for a while.
    bars = [region for region in device['regions'] if region['bar'] != 6]
    return bool(bars) and all(0 < region['address'] < (0xffff if region['type'] == 'io' else 1 << 63) for region in bars)


def ports():
    return [region['address'] for region in pci()['regions'] if region['type'] == 'io']


class Guest:
    """Accesses the configuration space and the memory of the device as a driver of the guest does."""

    def __init__(self):
        self.device = pci()
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(base + '.qtest')
        self.stream = self.connection.makefile('rw')

    def send(self, line):
        self.stream.write(line + '\n')
        self.stream.flush()
        while True:
            answer = self.stream.readline().split()
            if not answer or answer[0] in ('OK', 'FAIL', 'ERR'):
                return int(answer[1], 16) if len(answer) > 1 else 0

    def config(self, offset, size, value=None):
        device = self.device
        self.send('outl 0xcf8 0x%x' % (1 << 31 | device['bus'] << 16 | device['slot'] << 11 | device['function'] << 8 | offset & ~3))
        port = 0xcfc + (offset & 3)
        letter = {1: 'b', 2: 'w', 4: 'l'}[size]
        if value is None:
            return self.send('in%s 0x%x' % (letter, port))
        return self.send('out%s 0x%x 0x%x' % (letter, port, value))

    def capability(self, id):
        at = self.config(0x34, 1)
        while at and self.config(at, 1) != id:
            at = self.config(at + 1, 1)
        return at

    def registers(self):
        return ' '.join('%08x' % self.config(offset, 4) for offset in range(0, 256, 4))

    def entries(self, at):
        """Returns the address of the table of the MSI-X capability at this offset."""
        table = self.config(at + 4, 4)
        address, = [region['address'] + (table & ~7) for region in self.device['regions'] if region['bar'] == table & 7]
        return address

    def vectors(self):
        at = self.capability(0x11)
        words = 4 * ((self.config(at + 2, 2) & 0x7ff) + 1)
        return ' '.join('%08x' % self.send('readl 0x%x' % (self.entries(at) + 4 * word)) for word in range(words))

    def interrupts(self):
        self.config(4, 2, 0x0407)  # I/O, memory, bus master, no INTx
        at = self.capability(0x11)
        if at:
            entries = self.entries(at)
            self.config(at + 2, 2, 0x8000)
            for vector in range(2):
                for offset, value in enumerate((0xfee00000 | vector << 12, 0, 0x4030 + vector, 0)):
                    self.send('writel 0x%x 0x%x' % (entries + 16 * vector + 4 * offset, value))
            return 'MSI-X'
        at = self.capability(5)
        if at:
            flags = self.config(at + 2, 2)
            self.config(at + 4, 4, 0xfee01000)
            self.config(at + (12 if flags & 0x80 else 8), 2, 0x4055)
            self.config(at + 2, 2, flags | 1)
            return 'MSI'
        return 'none'


def migrate(uri, *capabilities):
    enable(capabilities)
    # Without dirty page tracking all memory is always dirty, so the last round must have time for it.
    qmp('migrate-set-parameters', **{'downtime-limit': 1000 * TIMEOUT, 'max-bandwidth': 1 << 40})
    qmp('migrate', uri=uri)
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        answer = qmp('query-migrate')
        if answer.get('status') in ('completed', 'failed', 'cancelled'):
            return answer['status'] + (': ' + answer['error-desc'] if 'error-desc' in answer else '')
        time.sleep(0.2)
    return 'timeout: ' + json.dumps(answer)


def enable(capabilities):
    qmp('migrate-set-capabilities', capabilities=[{'capability': name, 'state': True} for name in capabilities])


def load(uri, *capabilities):
    enable(capabilities)
    answer = qmp('migrate-incoming', uri=uri)
    return answer.get('desc', 'loading')


def wait(status):
    deadline = time.monotonic() + TIMEOUT
    now = ''
    while now != status and time.monotonic() < deadline:
        time.sleep(0.2)
        now = qmp('query-status').get('status', 'ended')
    return now


def quit():
    try:
        qmp('quit')
    except SystemExit:
        pass  # it may end before it has answered
    pid = int(open(base + '.pid').read())
    deadline = time.monotonic() + TIMEOUT
    while os.path.exists('/proc/%d/exe' % pid):
        if time.monotonic() > deadline:
            sys.exit('QEMU has not ended within %d s' % TIMEOUT)
        time.sleep(0.1)
    os.unlink(base + '.pid')
    return open(base + '.err').read().strip()


if command == 'start':
    start(*words)
elif command == 'write':
    hmp('o /b 0x%x 0x%x' % (ports()[int(words[0])] + SCRATCH, int(words[1], 0)))
else:
    print({
        'pid': lambda: open(base + '.pid').read(),
        'status': lambda: qmp('query-status')['status'],
        'read': lambda: ' '.join(hmp('i /b 0x%x' % (port + SCRATCH)).strip().split()[-1] for port in ports()),
        'interrupts': lambda: Guest().interrupts(),
        'registers': lambda: Guest().registers(),
        'vectors': lambda: Guest().vectors(),
        'regions': lambda: ' '.join('%d=0x%x' % (region['bar'], region['address']) for region in pci()['regions']),
        'migrate': lambda: migrate(*words),
        'load': lambda: load(*words),
        'wait': lambda: wait(*words),
        'quit': quit,
    }[command]())
