// SPDX-License-Identifier: Apache-2.0
package org.migstream.qemu.monitor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.migstream.report.PrintableText;

/**
 * Reads guest-physical memory with the command {@code xp} (memory_dump in monitor/hmp-cmds-target.c). It prints single
 * bytes, so their order does not depend on the processor.
 *
 * <pre>
 *   00000000fe480000: 0x00 0x00 0xe0 0xfe 0x00 0x00 0x00 0x00
 * </pre>
 */
final class MemoryDump {
    private static final Pattern LINE = Pattern.compile("(\\p{XDigit}{1,16}):((?: 0x\\p{XDigit}{2})+)");

    private MemoryDump() {}

    /** Reads {@code length} bytes from an address. */
    static byte[] read(QmpClient client, long address, int length) throws IOException {
        String output = client.executeHuman("xp /" + length + "xb 0x" + Long.toHexString(address));
        ByteBuffer bytes = ByteBuffer.allocate(length);
        for (String line : output.lines().toList()) {
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || Long.parseUnsignedLong(matcher.group(1), 16) != address + bytes.position()) {
                throw unexpected(address, line);
            }
            for (String value : matcher.group(2).trim().split(" ", -1)) {
                if (!bytes.hasRemaining()) {
                    throw unexpected(address, line);
                }
                bytes.put((byte) Integer.parseInt(value.substring(2), 16));
            }
        }
        if (bytes.hasRemaining()) {
            throw unexpected(address, "only " + bytes.position() + " of " + length + " bytes");
        }
        return bytes.array();
    }

    private static MonitorException unexpected(long address, String answer) {
        return new MonitorException("QEMU does not print the memory at 0x" + Long.toHexString(address) + ": "
                + PrintableText.escape(answer));
    }
}
