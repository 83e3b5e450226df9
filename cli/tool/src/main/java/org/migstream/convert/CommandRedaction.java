// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.util.Arrays;
import java.util.Optional;
import org.migstream.stream.Command;

/**
 * Zeroes what cannot be the data of a command. After a damaged length, content can be read as a command: of an unknown code
 * with up to 65,535 bytes, or of one of the two commands without a fixed length.
 */
final class CommandRedaction {
    private static final int PAGE_MASK = 0xfff;
    private static final int PAIR = 2 * Long.BYTES;

    private CommandRedaction() {}

    /** Returns the data without what is not a block's name, a list of ranges of pages, or of a fixed length. */
    static byte[] redact(Command command, byte[] data) {
        Optional<Command.Name> name = command.name();
        if (name.isEmpty()) {
            return new byte[data.length];
        }
        return switch (name.get()) {
            case RECV_BITMAP -> redact(data, 0);
            case POSTCOPY_RAM_DISCARD -> redact(data, 1);
            default -> data;
        };
    }

    /**
     * @param lengthAt the offset of the u8 length of the name, which follows it
     */
    private static byte[] redact(byte[] data, int lengthAt) {
        byte[] redacted = new byte[data.length];
        int end = Math.min(data.length, lengthAt + 1);
        System.arraycopy(data, 0, redacted, 0, end);
        int nameEnd = Math.min(data.length, end + (data.length > lengthAt ? Byte.toUnsignedInt(data[lengthAt]) : 0));
        if (isName(data, end, nameEnd)) {
            System.arraycopy(data, end, redacted, end, nameEnd - end);
        }
        for (int at = nameEnd + 1; at + PAIR <= data.length; at += PAIR) {
            if (isPages(data, at) && isPages(data, at + Long.BYTES)) {
                System.arraycopy(data, at, redacted, at, PAIR);
            }
        }
        return redacted;
    }

    /** Returns whether all characters occur in names of RAM blocks, such as {@code 0000:00:02.0/vga.vram}. */
    private static boolean isName(byte[] data, int from, int to) {
        for (byte character : Arrays.copyOfRange(data, from, to)) {
            if (!Character.isLetterOrDigit(character) && "-._:/@,".indexOf(character) < 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a be64 is an address or a length in pages, below 2^48. */
    private static boolean isPages(byte[] data, int at) {
        return data[at] == 0
                && data[at + 1] == 0
                && data[at + 7] == 0
                && (Byte.toUnsignedInt(data[at + 6]) << 8 & PAGE_MASK) == 0;
    }
}
