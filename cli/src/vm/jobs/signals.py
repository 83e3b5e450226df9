# SPDX-License-Identifier: Apache-2.0
"""Sends signals to saves and restores of programmable devices, and checks what they leave.

  signals.py measure DEVICE...         measures undisturbed runs; DEVICE: four devices with different states, of which the first
                                       is in 1.qevm and the first three are in 3.qevm
  signals.py run SEED NUMBER COUNT     COUNT runs, of which the first has this number
  signals.py counts                    prints a table of all runs

A signal comes at a random time after the first device has left RUNNING, in every sixth run at a random time before. After a run,
each device must be RUNNING with a whole state, and a save of all devices must succeed. The output must be whole or absent, with
nothing beside it. The exit status of "run" is 1 if anything is wrong. All files are in the working directory.
"""
import functools
import glob
import hashlib
import json
import os
import random
import re
import signal
import subprocess
import sys
import time

# Name: the commands, of which the second one reads the output of the first one. a, b, c and d are devices.
MAP = '--map 0000:00:0%d.0/vfio=%s'
THREE = ' '.join(MAP % (i + 1, name) for i, name in enumerate('{b} {c} {d}'.split()))
OPERATIONS = {
    'save 1': ['save -o out.qevm {a}'],
    'save 3': ['save -o out.qevm {a} {b} {c}'],
    'save | restore': ['save {a}', 'restore --run {d}'],
    'restore 1': ['restore -i 1.qevm {d}'],
    'restore 3': ['restore --run -i 3.qevm ' + THREE],
}
# The devices that are restored, and the device whose state each of them gets.
RESTORED = {'save | restore': {3: 0}, 'restore 1': {3: 0}, 'restore 3': {1: 0, 2: 1, 3: 2}}
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL]
SLOW = {'delay_arc': 100, 'delay_read': 100, 'delay_write': 100, 'short_read': 5000, 'short_write': 5000}


@functools.lru_cache(None)
def sysfs(device, name):
    return glob.glob('/sys/bus/*/devices/%s/lab/%s' % (device, name))[0]


def mig_state(device):
    with open(sysfs(device, 'mig_state')) as file:
        return file.read().strip()


def digest(device):
    with open(sysfs(device, 'state'), 'rb') as file:
        return hashlib.sha256(file.read()).hexdigest()


def make_slow(devices, slow):
    for device in devices:
        for name, value in SLOW.items():
            with open(sysfs(device, name), 'w') as file:
                file.write('%d\n' % (value if slow else 0))


def migstream(*words):
    """Runs a command in the Java process of common.sh; returns its status and its stderr."""
    server = os.environ['server']
    with open(server + '/request', 'w') as file:
        file.write(''.join(word + '\0' for word in words))
    with open(server + '/status') as file:
        status = int(file.read())
    with open(server + '/err') as file:
        return status, file.read()


def allow_signals():
    for number in SIGNALS[:3]:
        signal.signal(number, signal.SIG_DFL)


class Run:
    """The processes of one operation."""

    def __init__(self, operation, devices):
        names = {letter: 'vfio:' + device for letter, device in zip('abcd', devices)}
        commands = [command.format(**names).split() for command in OPERATIONS[operation]]
        self.devices = devices
        self.processes = []
        self.began = time.monotonic()
        pipe = subprocess.DEVNULL
        for number, words in enumerate(commands):
            last = number == len(commands) - 1
            with open('stderr.%d' % number, 'w') as err, open('stdout', 'w') as out:
                process = subprocess.Popen(['migstream'] + words, stdin=pipe, stderr=err, preexec_fn=allow_signals,
                                           stdout=out if last else subprocess.PIPE)
            if pipe != subprocess.DEVNULL:
                pipe.close()
            pipe = process.stdout
            self.processes.append(process)

    def seconds(self):
        return time.monotonic() - self.began

    def has_ended(self):
        return all(process.poll() is not None for process in self.processes)

    def has_begun(self):
        return any(mig_state(device) != 'RUNNING' for device in self.devices)

    def await_begin(self):
        while not self.has_begun() and not self.has_ended():
            time.sleep(0.05)

    def end(self):
        """Returns the status and the stderr of each process."""
        results = []
        for number, process in enumerate(self.processes):
            status = process.wait(120)
            with open('stderr.%d' % number) as file:
                results.append((128 - status if status < 0 else status, file.read()))
        return results


def measure(devices):
    """Measures a save and a restore of three devices, because Java needs many seconds to start under emulation."""
    measured = {'devices': devices, 'digests': [digest(device) for device in devices], 'times': {}}
    make_slow(devices, True)
    for kind in 'save', 'restore':
        run = Run(kind + ' 3', devices)
        run.await_begin()
        start = run.seconds()
        results = run.end()
        total = run.seconds()
        if any(status or err for status, err in results):
            sys.exit('%s: %r' % (kind, results))
        measured['times'][kind] = start, total - start
        print('%s: starts after %.1f s, ends after %.1f s' % (kind, start, total))
    os.unlink('out.qevm')
    with open('measured.json', 'w') as file:
        json.dump(measured, file)


def expected_times(operation, times):
    """Returns the seconds until the first device leaves RUNNING, and from then to the end."""
    kinds = re.findall('save|restore', operation)
    share = 1 if '3' in operation else 1 / 3
    return times[kinds[0]][0], share * sum(times[kind][1] for kind in kinds)


def problems(operation, targets, number, run, results, digests, old):
    """Returns what is wrong after a run."""
    found = []
    for index, (status, err) in enumerate(results):
        if re.search(r'Exception|Error\b.*\n\s+at |^\s+at ', err, re.M):
            found.append('stack trace: ' + err)
        if index in targets:
            if status not in (0, 6, 128 + number):
                found.append('status %d' % status)
            if status == 6 and 'left in' not in err or status != 6 and err:
                found.append('status %d, stderr %r' % (status, err))
        elif status not in (0, 3, 5, 6, 141):
            found.append('the other process of the pipe: status %d, stderr %r' % (status, err))
    for index, device in enumerate(run.devices):
        state = mig_state(device)
        if state != 'RUNNING':
            found.append('%s is in %s' % (device, state))
        # A restored device has the state of the stream, or the state before.
        state = digest(device)
        new = digests[RESTORED.get(operation, {}).get(index, index)]
        if state != new and (results[-1][0] == 0 or state != digests[index]):
            found.append('%s has another state' % device)
    files = sorted(glob.glob('out.qevm') + glob.glob('.out.qevm*'))
    parts = [file for file in files if file != 'out.qevm']
    to_file = operation in ('save 1', 'save 3')
    if parts and (number != signal.SIGKILL or len(parts) > 1 or not to_file):
        found.append('left: %s' % ' '.join(parts))
    if 'out.qevm' in files:
        status, err = migstream('inspect', 'out.qevm')
        if status:
            found.append('the output is not whole: %d, %s' % (status, err))
    elif old or to_file and results[0][0] == 0:
        found.append('the output is missing')
    # All devices are usable, and the next save to the same output takes away what SIGKILL has left.
    make_slow(run.devices, False)
    status, err = migstream('save', '-o', 'out.qevm', *('vfio:' + device for device in run.devices))
    if status or err:
        found.append('the next save: status %d, %s' % (status, err))
    files = sorted(glob.glob('.out.qevm*'))
    if files:
        found.append('left after the next save: %s' % ' '.join(files))
    return found


def refill(devices, digests):
    """Gives the devices their own states again."""
    for index, device in enumerate(devices):
        if digest(device) != digests[index]:
            with open('state.%d' % index, 'rb') as file:
                state = file.read()
            with open(sysfs(device, 'state_size'), 'w') as file:
                file.write('0\n')
            with open(sysfs(device, 'state'), 'wb', buffering=0) as file:
                for at in range(0, len(state), 4096):
                    file.write(state[at:at + 4096])


def one_run(seed, number, measured):
    """Makes the run with this number; returns whether it is as it must be. A seed and a number give the same choices."""
    choice = random.Random('%d/%d' % (seed, number))
    devices, digests = measured['devices'], measured['digests']
    operation = list(OPERATIONS)[number % len(OPERATIONS)]
    start, transfer = expected_times(operation, measured['times'])
    sent = choice.choice(SIGNALS)
    early = number % 6 == 0
    delay = choice.uniform(0, start if early else 0.9 * transfer)
    targets = choice.choice([[0], [1], [0, 1]]) if '|' in operation else [0]
    old = choice.random() < 0.5
    if not old and os.path.exists('out.qevm'):
        os.unlink('out.qevm')
    old = os.path.exists('out.qevm')
    refill(devices, digests)
    make_slow(devices, True)
    run = Run(operation, devices)
    if not early:
        run.await_begin()
    time.sleep(delay)
    when = 'end' if run.has_ended() else 'transfer' if run.has_begun() else 'start'
    if when == 'start' and not early:
        when = 'transfer' # between two requests, or after the last one
    for target in targets:
        if run.processes[target].poll() is None:
            run.processes[target].send_signal(sent)
    results = run.end()
    duration = run.seconds()
    parts = glob.glob('.out.qevm*')
    found = problems(operation, targets, sent, run, results, digests, old)
    case = 'run %d: %s, SIG%s to %s in the %s after %.1f s, %s' % (
        number, operation, sent.name[3:], ' and '.join(str(target + 1) for target in targets), when, duration,
        ', '.join('status %d' % status for status, _ in results))
    print(case + (', a part is left' if parts else ''))
    for problem in found:
        print('NOT OK  %s, seed %d: %s' % (case, seed, problem))
    with open('runs.json', 'a') as file:
        json.dump([operation, sent.name, when, [results[target][0] for target in targets], len(parts), len(found)], file)
        file.write('\n')
    return not found


def counts():
    with open('runs.json') as file:
        runs = [json.loads(line) for line in file]
    print('%-16s %-8s %5s %6s %9s %4s   %s' % ('OPERATION', 'SIGNAL', 'RUNS', 'START', 'TRANSFER', 'END', 'STATUSES'))
    for operation in OPERATIONS:
        for sent in SIGNALS:
            some = [run for run in runs if run[:2] == [operation, sent.name]]
            if some:
                statuses = [status for run in some for status in run[3]]
                print('%-16s %-8s %5d %6d %9d %4d   %s' % (
                    operation, sent.name, len(some), *(sum(run[2] == when for run in some)
                                                       for when in ('start', 'transfer', 'end')),
                    ', '.join('%d: %d' % (status, statuses.count(status)) for status in sorted(set(statuses)))))
    in_transfer = sum(run[2] == 'transfer' for run in runs)
    wrong = sum(run[5] > 0 for run in runs)
    print('%d runs, %d signals in a transfer, %d parts left by SIGKILL, %d runs wrong' % (
        len(runs), in_transfer, sum(run[4] for run in runs), wrong))
    sys.exit(wrong > 0 or in_transfer * 3 < len(runs) * 2)


if __name__ == '__main__':
    if sys.argv[1] == 'measure':
        measure(sys.argv[2:])
    elif sys.argv[1] == 'run':
        with open('measured.json') as file:
            measured = json.load(file)
        seed, first, count = map(int, sys.argv[2:])
        sys.exit(not all([one_run(seed, number, measured) for number in range(first, first + count)]))
    else:
        counts()
