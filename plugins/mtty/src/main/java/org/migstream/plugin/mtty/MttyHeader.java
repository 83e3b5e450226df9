// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import java.io.IOException;
import java.nio.ByteOrder;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Symbols;

/**
 * The beginning of a state. The kernel refuses it with EFAULT unless all of it is as expected (mtty_resume_write()).
 *
 * @param accepted whether a card with as many ports would take it
 * @param layoutKnown whether what follows are {@code nrPorts} ports as version 1.0 has them; a wrong magic number does
 *     not speak against it if all the rest is right
 * @param nrPorts how many ports follow; 1 or 2 if {@code layoutKnown}
 */
record MttyHeader(boolean accepted, boolean layoutKnown, long nrPorts) {
    /** In bytes. */
    static final int SIZE = 24;

    static final int MAJOR = 1;
    static final int MINOR = 0;
    private static final int MAX_PORTS = 2;

    static MttyHeader read(FieldReader in) throws IOException {
        boolean magic = readMagic(in);
        boolean version = readVersion(in);
        long nrPorts = in.u32(MttyDecoder.NR_PORTS);
        boolean count = isValidPortCount(nrPorts);
        if (count) {
            in.fact(MttyDecoder.NR_PORTS, nrPorts);
        } else {
            in.error("BAD_NR_PORTS", "nr_ports is " + nrPorts + ", but a card has 1 or 2");
        }
        boolean flags = readFlags(in);
        return new MttyHeader(magic && version && count && flags, version && count, nrPorts);
    }

    static boolean isValidPortCount(long nrPorts) {
        return nrPorts >= 1 && nrPorts <= MAX_PORTS;
    }

    private static boolean readMagic(FieldReader in) throws IOException {
        long magic = in.u64("magic", Symbols.HEXADECIMAL);
        if (magic == Long.reverseBytes(MttySignature.MAGIC)) {
            in.order(ByteOrder.BIG_ENDIAN);
            in.error(
                    "BAD_MAGIC",
                    "the magic number is byte-swapped: the state was written on a big-endian host, and little-endian"
                            + " ones refuse it");
        } else if (magic != MttySignature.MAGIC) {
            in.error("BAD_MAGIC", "the magic number is not that of mtty, so the kernel refuses the state");
        }
        return magic == MttySignature.MAGIC;
    }

    private static boolean readVersion(FieldReader in) throws IOException {
        long major = in.u32("major");
        long minor = in.u32("minor");
        boolean known = major == MAJOR && minor == MINOR;
        if (!known) {
            in.error(
                    "UNSUPPORTED_VERSION",
                    "the state has version " + major + "." + minor + ", but all kernels write and accept only 1.0");
        }
        return known;
    }

    private static boolean readFlags(FieldReader in) throws IOException {
        boolean none = in.u32("flags", Symbols.HEXADECIMAL) == 0;
        if (!none) {
            in.error("UNKNOWN_FLAGS", "the kernel knows no flags and refuses the state");
        }
        return none;
    }
}
