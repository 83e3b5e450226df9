// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.util.List;

/**
 * Reads one format of device state: names every byte and reports faults.
 *
 * <p>A decoder holds no state of its own: one object serves many devices, perhaps at the same time.
 */
public interface StateDecoder {
    /** The number of first bytes of a state that {@link #match} gets. */
    int HEAD_LENGTH = 64;

    /**
     * The stable name of the format, which is also that of the driver in profiles: lower case letters, digits, {@code
     * _}; for instance {@code mlx5}.
     */
    String name();

    /** The PCI ids that the driver binds to; empty for devices without, and where that is not known. */
    List<PciId> devices();

    /**
     * Returns how certain it is that a state has this format. The decoder with the strongest match reads the state; on a
     * tie none does, and the user has to choose one.
     *
     * <p>The bytes decide before the identity does: a magic number is {@link Match#CERTAIN} or at least {@link
     * Match#LIKELY}; without one, an identity out of {@link #devices()} is {@link Match#LIKELY}; an identity that is
     * known and foreign speaks against formats without a magic number.
     *
     * @param identity of the device, as far as it is known
     * @param head the first bytes of the state: {@value #HEAD_LENGTH}, or all if there are fewer
     */
    Match match(DeviceIdentity identity, byte[] head);

    /**
     * Reads a state from its first byte to its last. Everything that is read is named by that very act; see {@link
     * FieldReader}. What must not be, but can be read over, is reported with {@link FieldReader#error} and {@link
     * FieldReader#warning}; where reading on makes no sense, throw {@link FieldReader#malformed}. Bytes that are left
     * over when this returns become a field {@code unread}.
     *
     * <p>migstream calls it in a separate thread and gives up after a timeout without progress.
     *
     * @return whether all bytes were there that a device needs to be restored
     * @throws StateException if the state ends too early or makes no sense; what was read before stays valid
     * @throws IOException if the bytes cannot be read for reasons that are not the state's
     */
    Completeness decode(FieldReader in) throws IOException;
}
