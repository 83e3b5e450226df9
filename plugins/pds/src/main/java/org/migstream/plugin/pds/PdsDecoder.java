// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.pds;

import java.io.IOException;
import java.util.List;
import org.migstream.spi.Completeness;
import org.migstream.spi.DeviceIdentity;
import org.migstream.spi.FieldReader;
import org.migstream.spi.Match;
import org.migstream.spi.PciId;
import org.migstream.spi.StateDecoder;

/** Measures a state that only the firmware can read. */
final class PdsDecoder implements StateDecoder {
    static final String NAME = "pds";

    /** The virtual function of the card (pds_vfio_pci_table). */
    static final PciId VIRTUAL_FUNCTION = new PciId(0x1dd8, 0x1003);

    /** PDS_LM_DEVICE_STATE_LENGTH, in bytes. */
    private static final long MAX_SIZE = 65536;

    /** A function has a configuration space of 256 bytes, and its state holds rings and interrupts besides. */
    private static final long MIN_PLAUSIBLE_SIZE = 1024;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<PciId> devices() {
        return List.of(VIRTUAL_FUNCTION);
    }

    @Override
    public Match match(DeviceIdentity identity, byte[] head) {
        return identity.pci().filter(VIRTUAL_FUNCTION::equals).isPresent() ? Match.LIKELY : Match.NONE;
    }

    @Override
    public Completeness decode(FieldReader in) throws IOException {
        ZeroCheck zeros = new ZeroCheck();
        long size = in.opaqueRest("state", zeros);
        if (size == 0) {
            in.error("NO_PAYLOAD", "there is no state: the kernel would restore 64 KiB of zeros without a word");
            return Completeness.INCOMPLETE;
        }
        boolean sound = checkSize(in, size);
        if (zeros.isAllZero()) {
            in.warning("ALL_ZERO", "all of it is zero: probably the capture failed, and the kernel would not notice");
        } else if (sound) {
            in.info("OPAQUE", "nothing but the length can be checked: the firmware decides");
        }
        return Completeness.UNKNOWN;
    }

    private static boolean checkSize(FieldReader in, long size) {
        boolean odd = size % Integer.BYTES != 0;
        if (odd) {
            in.warning(
                    "ODD_LENGTH",
                    "the length " + size + " is no multiple of 4, but a state is made of 32-bit words: it may be cut");
        }
        if (size > MAX_SIZE) {
            in.error(
                    "TOO_LARGE",
                    "the length is " + size + ", but the kernel takes no more than " + MAX_SIZE
                            + " bytes: writing fails with EINVAL");
        } else if (size < MIN_PLAUSIBLE_SIZE) {
            in.warning(
                    "SUSPICIOUSLY_SMALL",
                    "the length " + size
                            + " is too small for the state of a function: the kernel would append zeros in silence");
        }
        return !odd && size >= MIN_PLAUSIBLE_SIZE && size <= MAX_SIZE;
    }
}
