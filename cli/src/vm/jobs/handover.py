# SPDX-License-Identifier: Apache-2.0
"""Receives the devices of migstream restore --handover, and runs a command while they are open.

  handover.py SOCKET COMMAND...

$DEVICES is the JSON document that came with them, $FDS the numbers of the device descriptors, which the command
inherits.
"""
import json
import os
import socket
import subprocess
import sys

with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(sys.argv[1])
    listener.listen(1)
    connection, _ = listener.accept()
with connection:
    line, files, _, _ = socket.recv_fds(connection, 1 << 16, 253)
    while not line.endswith(b'\n'):
        line += connection.recv(1 << 16)
kinds = [kind for device in json.loads(line)['devices'] for kind in device['files']]
if len(kinds) != len(files):
    sys.exit('received %d files, the document lists %d' % (len(files), len(kinds)))
fds = [fd for fd, kind in zip(files, kinds) if kind == 'device']
env = dict(os.environ, DEVICES=line.decode().strip(), FDS=' '.join(map(str, fds)))
sys.exit(subprocess.run(sys.argv[2:], env=env, pass_fds=files).returncode)
