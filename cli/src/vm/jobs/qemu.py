# SPDX-License-Identifier: Apache-2.0
"""Controls an unmodified QEMU with one VFIO device in slot 1.

  qemu.py NAME start UUID [--cdev] [-incoming URI]    starts QEMU; prints nothing
  qemu.py NAME pid                                    prints the process number
  qemu.py NAME status                                 prints running, paused, inmigrate ...
  qemu.py NAME write PORT VALUE                       writes the scratch register of a serial port, as a guest does
  qemu.py NAME read                                   prints the scratch registers of both ports
  qemu.py NAME migrate URI                            migrates, waits; prints completed or the error
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


def start(uuid, *rest):
    device = 'vfio-pci,sysfsdev=/sys/bus/mdev/devices/%s,id=m0,addr=1,enable-migration=on' % uuid
    device += ',x-device-dirty-page-tracking=off'  # mtty has no real dirty page tracking
    args = ['qemu-system-x86_64', '-M', 'pc-q35-10.0', '-accel', 'tcg', '-m', '24M', '-nodefaults', '-display', 'none',
            '-qmp', 'unix:%s.qmp,server=on,wait=off' % base]
    rest = list(rest)
    if '--cdev' in rest:
        rest.remove('--cdev')
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
            if len(ports()) == 2:
                time.sleep(1)
                return
            time.sleep(0.5)
        process.kill()
        process.wait()
        os.unlink(base + '.qmp')
    sys.exit('the firmware has twice not assigned the I/O ports within %d s' % (TIMEOUT / 2))


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
        for line in ({'execute': 'qmp_capabilities'}, {'execute': execute, 'arguments': arguments}):
            stream.write(json.dumps(line) + '\n')
            stream.flush()
            answer = {'event': None}
            while 'event' in answer:
                answer = json.loads(stream.readline() or '{"error": "QEMU has ended"}')
        return answer.get('return', answer.get('error'))


def hmp(line):
    return qmp('human-monitor-command', **{'command-line': line})


def ports():
    found = []
    for bus in qmp('query-pci'):
        for device in bus['devices']:
            if device.get('qdev_id') == 'm0':
                found = [region['address'] for region in device['regions']
                         if region['type'] == 'io' and 0 < region['address'] < 0xffff]
    return found


def migrate(uri):
    qmp('migrate', uri=uri)
    deadline = time.monotonic() + TIMEOUT
    while time.monotonic() < deadline:
        answer = qmp('query-migrate')
        if answer.get('status') in ('completed', 'failed', 'cancelled'):
            return answer['status'] + (': ' + answer['error-desc'] if 'error-desc' in answer else '')
        time.sleep(0.2)
    return 'timeout: ' + json.dumps(answer)


def load(uri, *capabilities):
    qmp('migrate-set-capabilities', capabilities=[{'capability': name, 'state': True} for name in capabilities])
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
    qmp('quit')
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
        'migrate': lambda: migrate(*words),
        'load': lambda: load(*words),
        'wait': lambda: wait(*words),
        'quit': quit,
    }[command]())
