# SPDX-License-Identifier: Apache-2.0
"""Records what QEMU sends to a Unix socket: record.py SOCKET PREFIX writes each connection to PREFIX.0, PREFIX.1 ...

Ends when all connections have ended.
"""
import socket
import sys
import threading


def record(connection, name):
    with connection, open(name, 'wb') as file:
        while data := connection.recv(1 << 20):
            file.write(data)


threads = []
with socket.socket(socket.AF_UNIX) as listener:
    listener.bind(sys.argv[1])
    listener.listen(16)
    while not threads or any(thread.is_alive() for thread in threads):
        # The first connection may take long; the others follow at once.
        listener.settimeout(1 if threads else 240)
        try:
            connection, _ = listener.accept()
        except socket.timeout:
            continue
        connection.settimeout(None)
        threads.append(threading.Thread(target=record, args=(connection, '%s.%d' % (sys.argv[2], len(threads)))))
        threads[-1].start()
