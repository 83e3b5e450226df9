// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.migstream.stream.StreamFindingCodes.CPR_FORMAT;
import static org.migstream.stream.StreamFindingCodes.CPR_VERSION;

import java.io.IOException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.UnsupportedStreamException;

/** Parses a CPR state: see {@link CprStateRecord}. */
final class CprStateParser implements ElementParser {
    /** Maximum length of a name. QEMU uses names of objects and devices, which have some tens of characters. */
    private static final int MAX_NAME_LENGTH = 1 << 12;

    private enum State {
        HEAD,
        DESCRIPTORS,
        SUBSECTION,
        DEVICES,
        TRAILING_BYTES
    }

    private State state = State.HEAD;

    @Override
    public @Nullable Element next(ByteSource in) throws IOException {
        long offset = in.position();
        switch (state) {
            case HEAD:
                state = State.DESCRIPTORS;
                return readHead(in, offset);
            case DESCRIPTORS:
                return isListEnd(in, State.SUBSECTION)
                        ? new CprStateRecord.ListEnd(offset)
                        : new CprStateRecord.Descriptor(offset, readName(in), (int) in.readBe32(), readNumber(in));
            case SUBSECTION:
                if (in.available(1) == 0) {
                    return null;
                }
                return readSubsection(in, offset);
            case DEVICES:
                return isListEnd(in, State.TRAILING_BYTES)
                        ? new CprStateRecord.ListEnd(offset)
                        : new CprStateRecord.Device(
                                offset, readName(in), (int) in.readBe32(), in.readBe32(), in.readBe32());
            default:
                if (in.available(1) == 0) {
                    return null;
                }
                throw new MalformedStreamException(
                        CPR_FORMAT, offset, "bytes follow the last list of the CPR state, which no known QEMU writes");
        }
    }

    private static CprStateRecord readHead(ByteSource in, long offset) throws IOException {
        in.readBe32();
        long version = in.readBe32();
        if (version != CprStateRecord.VERSION) {
            throw new UnsupportedStreamException(
                    CPR_VERSION,
                    offset,
                    "the CPR state has version " + version + ", but only version " + CprStateRecord.VERSION
                            + " is known (QEMU fails with: Unsupported migration stream version " + (int) version
                            + ")");
        }
        return new CprStateRecord.Head(offset);
    }

    /** Reads the byte before an element or after the last one. */
    private boolean isListEnd(ByteSource in, State next) throws IOException {
        long offset = in.position();
        int marker = in.readU8();
        if (marker > 1) {
            throw new MalformedStreamException(
                    CPR_FORMAT,
                    offset,
                    "a list of the CPR state has the byte 0x%02x between elements, not 0 or 1".formatted(marker));
        }
        if (marker == 0) {
            state = next;
        }
        return marker == 0;
    }

    private CprStateRecord readSubsection(ByteSource in, long offset) throws IOException {
        boolean known = in.readU8() == ElementType.QEMU_VM_SUBSECTION
                && in.readCountedString().equals(CprStateRecord.DEVICES_NAME)
                && in.readBe32() == 1;
        if (!known) {
            throw new UnsupportedStreamException(
                    CPR_FORMAT,
                    offset,
                    "after the descriptors, the CPR state has something other than \"" + CprStateRecord.DEVICES_NAME
                            + "\" version 1: its length cannot be determined");
        }
        state = State.DEVICES;
        return new CprStateRecord.DevicesHead(offset);
    }

    private static String readName(ByteSource in) throws IOException {
        long offset = in.position();
        long length = in.readBe32();
        if (length == 0 || length > MAX_NAME_LENGTH) {
            throw new MalformedStreamException(
                    CPR_FORMAT,
                    offset,
                    "a name in the CPR state claims " + length + " bytes, but it has 1 to " + MAX_NAME_LENGTH);
        }
        String name = in.readString((int) length);
        if (name.indexOf(0) != length - 1) {
            throw new MalformedStreamException(
                    CPR_FORMAT, offset, "a name in the CPR state does not end with its only NUL");
        }
        return name.substring(0, (int) length - 1);
    }

    /**
     * Reads the descriptor: one byte in its place ({@code qemu_file_put_fd}), or its number. The number of a
     * descriptor is far too small to start with the same byte.
     */
    private static OptionalLong readNumber(ByteSource in) throws IOException {
        if (in.available(1) == 1 && in.peek8(0) == CprStateRecord.PASSED_DESCRIPTOR) {
            in.readU8();
            return OptionalLong.empty();
        }
        return OptionalLong.of(in.readBe32());
    }
}
