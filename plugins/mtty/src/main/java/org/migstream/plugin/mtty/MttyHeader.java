// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import java.io.IOException;
import java.nio.ByteOrder;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Symbols;

/**
 * The header of a state. The kernel refuses the header with EFAULT if any field differs from the header of the target
 * (mtty_resume_write()).
 *
 * @param accepted whether a card with the same number of ports accepts the header
 * @param layoutKnown whether {@code nrPorts} ports of version 1.0 follow; the magic number may be wrong
 * @param nrPorts the field nr_ports; 1 or 2 if {@code layoutKnown}
 */
record MttyHeader(boolean accepted, boolean layoutKnown, long nrPorts) {
    /** The length in bytes. */
    static final int SIZE = 24;

    static final int MAJOR = 1;
    static final int MINOR = 0;
    private static final int MAX_PORTS = 2;

    /** Reads the header and reports each wrong field. */
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
                    "the magic number is byte-swapped: a big-endian host wrote the state, and little-endian hosts"
                            + " refuse it");
        } else if (magic != MttySignature.MAGIC) {
            in.error(
                    "BAD_MAGIC",
                    "the state does not start with the magic number of mtty; the kernel refuses the state");
        }
        return magic == MttySignature.MAGIC;
    }

    private static boolean readVersion(FieldReader in) throws IOException {
        long major = in.u32("major");
        long minor = in.u32("minor");
        boolean supported = major == MAJOR && minor == MINOR;
        if (!supported) {
            in.error(
                    "UNSUPPORTED_VERSION",
                    "the state has version " + major + "." + minor + ", but all kernels write and accept only 1.0");
        }
        return supported;
    }

    private static boolean readFlags(FieldReader in) throws IOException {
        boolean isZero = in.u32("flags", Symbols.HEXADECIMAL) == 0;
        if (!isZero) {
            in.error("UNKNOWN_FLAGS", "mtty defines no flags; the kernel refuses the state");
        }
        return isZero;
    }
}
