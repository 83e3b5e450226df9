# SPDX-License-Identifier: Apache-2.0
"""Writes or prints the MSI-X vectors in BAR 0 of a programmable device: vectors.py DESCRIPTOR OFFSET write|read"""
import os
import struct
import sys

descriptor, place = int(sys.argv[1]), int(sys.argv[2])
if sys.argv[3] == 'write':
    for vector in range(3):
        os.pwrite(descriptor, struct.pack('<QII', 0xfee00000, 0x4030 + vector, vector & 1), place + 16 * vector)
for vector in range(4):
    print('%x %x %x' % struct.unpack('<QII', os.pread(descriptor, 16, place + 16 * vector)))
