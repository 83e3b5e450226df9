// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.BLOCK_UNKNOWN_FLAGS;

import java.io.IOException;
import java.util.Optional;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.stream.Element.SelfDelimitingRecord;

/**
 * A record of the section {@code block}, in which QEMU up to 9.0 migrated disks (migration/block.c {@code block_load}):
 * be64 with flags in its low 9 bits. With DEVICE_BLOCK, a counted device name follows. With DEVICE_BLOCK and without
 * ZERO_BLOCK, the body is 1 MiB of the disk.
 *
 * @param offset of the be64
 * @param sector number of a 512-byte sector; with PROGRESS, a percentage; 55 bits
 * @param flags {@code BLK_MIG_FLAG_*}
 * @param device name of the disk; present with DEVICE_BLOCK
 */
public record BlockDeviceRecord(long offset, long sector, int flags, Optional<String> device)
        implements SelfDelimitingRecord {
    private static final int BLK_MIG_FLAG_DEVICE_BLOCK = 0x01;
    private static final int BLK_MIG_FLAG_EOS = 0x02;
    private static final int BLK_MIG_FLAG_PROGRESS = 0x04;
    private static final int BLK_MIG_FLAG_ZERO_BLOCK = 0x08;
    private static final int BLK_MIG_BLOCK_SIZE = 1 << 20;
    private static final int BDRV_SECTOR_BITS = 9;

    static BlockDeviceRecord read(ByteSource in) throws IOException {
        long offset = in.position();
        long word = in.readBe64();
        int flags = (int) word & ((1 << BDRV_SECTOR_BITS) - 1);
        if ((flags & (BLK_MIG_FLAG_DEVICE_BLOCK | BLK_MIG_FLAG_PROGRESS | BLK_MIG_FLAG_EOS)) == 0) {
            throw new MalformedStreamException(
                    BLOCK_UNKNOWN_FLAGS,
                    offset,
                    "0x%016x is not a record of a disk: no known flag is set".formatted(word));
        }
        Optional<String> device =
                (flags & BLK_MIG_FLAG_DEVICE_BLOCK) != 0 ? Optional.of(in.readCountedString()) : Optional.empty();
        return new BlockDeviceRecord(offset, word >>> BDRV_SECTOR_BITS, flags, device);
    }

    @Override
    public boolean isLast() {
        return (flags & BLK_MIG_FLAG_EOS) != 0;
    }

    @Override
    public long headLength() {
        return Long.BYTES + device.map(name -> 1L + name.length()).orElse(0L);
    }

    @Override
    public long bodyLength() {
        return device.isPresent() && (flags & BLK_MIG_FLAG_ZERO_BLOCK) == 0 ? BLK_MIG_BLOCK_SIZE : 0;
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        out.writeBe64(sector << BDRV_SECTOR_BITS | flags);
        if (device.isPresent()) {
            out.writeCountedString(device.get());
        }
    }
}
