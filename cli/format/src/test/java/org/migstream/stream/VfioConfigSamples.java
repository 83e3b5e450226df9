// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.migstream.io.ByteSink;

/** Creates bodies of DEV_CONFIG_STATE. */
public final class VfioConfigSamples {
    private static final int MSIX_AT = 0x70;

    private VfioConfigSamples() {}

    public static VfioConfigLayout layout(int spaceBytes, int msixVectors, boolean display) {
        return new VfioConfigLayout(
                body(spaceBytes, msixVectors, display).length, spaceBytes, msixVectors, display, false);
    }

    /** Returns a body whose MSI-X table has only one-bits, so that no word in it is a zero. */
    public static byte[] body(int spaceBytes, int msixVectors, boolean display) {
        return body(spaceBytes, msixVectors, display, space -> {});
    }

    /** Returns a body with a configuration space that {@code change} has changed. */
    public static byte[] body(int spaceBytes, int msixVectors, boolean display, Consumer<byte[]> change) {
        byte[] space = new byte[spaceBytes];
        if (msixVectors > 0) {
            space[0x06] = 0x10;
            space[0x34] = 0x40;
            space[0x40] = 0x01;
            space[0x41] = MSIX_AT;
            space[MSIX_AT] = 0x11;
            space[MSIX_AT + 2] = (byte) (msixVectors - 1);
            space[MSIX_AT + 3] = (byte) (0xc0 | (msixVectors - 1) >> 8);
        }
        change.accept(space);
        try {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            ByteSink out = new ByteSink(body);
            out.writeBe32(2);
            out.writeBytes(space, spaceBytes);
            out.writeBytes(new byte[16], 16);
            for (int i = 0; i < msixVectors * 16 + (msixVectors + 7) / 8; i++) {
                out.writeU8(0xff);
            }
            if (display) {
                out.writeU8(ElementType.QEMU_VM_SUBSECTION);
                out.writeCountedString("VFIOPCIDevice/VFIODisplay");
                out.writeBe32(1);
                out.writeBytes(new byte[28], 28);
            }
            return body.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
