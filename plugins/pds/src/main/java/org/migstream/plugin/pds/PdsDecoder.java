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

/** Recognizes the states of pds_vfio_pci and checks their length; only the firmware can read their content. */
final class PdsDecoder implements StateDecoder {
    static final String NAME = "pds";

    /** The only id of the driver (pds_vfio_pci_table). */
    static final PciId VIRTUAL_FUNCTION = new PciId(0x1dd8, 0x1003);

    /** PDS_LM_DEVICE_STATE_LENGTH, in bytes. */
    private static final long MAX_SIZE = 65536;

    /**
     * Estimated minimum size, in bytes. The configuration space alone has 256 bytes, and a state probably also has
     * rings and interrupts.
     */
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
            in.error("NO_PAYLOAD", "the state is empty: the kernel would restore 64 KiB of zeros and report success");
            return Completeness.INCOMPLETE;
        }
        boolean valid = checkSize(in, size);
        if (zeros.isAllZero()) {
            in.warning("ALL_ZERO", "all bytes are zero: probably the capture failed, and the kernel would not notice");
        } else if (valid) {
            in.info("OPAQUE", "only the length can be checked; the firmware decides whether it loads the state");
        }
        return Completeness.UNKNOWN;
    }

    private static boolean checkSize(FieldReader in, long size) {
        boolean odd = size % Integer.BYTES != 0;
        if (odd) {
            in.warning(
                    "ODD_LENGTH",
                    "the length " + size
                            + " is not a multiple of 4, but a state consists of 32-bit words: it may be truncated");
        }
        if (size > MAX_SIZE) {
            in.error(
                    "TOO_LARGE",
                    "the length is " + size + ", but the kernel accepts at most " + MAX_SIZE
                            + " bytes: writing fails with EINVAL");
        } else if (size < MIN_PLAUSIBLE_SIZE) {
            in.warning(
                    "SUSPICIOUSLY_SMALL",
                    "the length " + size
                            + " is too small for the state of a function: the kernel would append zeros without an error");
        }
        return !odd && size >= MIN_PLAUSIBLE_SIZE && size <= MAX_SIZE;
    }

    /** The driver has no pre-copy. */
    @Override
    public boolean alwaysSendsStopCopyData() {
        return true;
    }
}
