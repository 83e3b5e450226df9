// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.util.List;

/**
 * Reads one format of device state: names every byte of it, and says what is wrong.
 *
 * <p>A decoder holds no state of its own: one object serves many devices, perhaps at the same time.
 */
public interface StateDecoder {
    /** How many bytes from the start of a state {@link #match} may see. */
    int HEAD_LENGTH = 64;

    /**
     * The stable name of the format, which is also that of the driver in profiles: lower case letters, digits, {@code
     * _}; for instance {@code mlx5}.
     */
    String name();

    /** The PCI ids that the driver binds to; empty for devices without, and where that is not known. */
    List<PciId> devices();

    /**
     * How sure the decoder is that a state is in its format. The surest of all decoders gets the state; if there are
     * two, none does and the user is told to choose.
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
     * <p>It is called in a thread of its own, and given up when it makes no progress.
     *
     * @return whether all bytes were there that a device needs to be restored
     * @throws StateException if the state ends too early or makes no sense; what was read before stays valid
     * @throws IOException if the bytes cannot be read for reasons that are not the state's
     */
    Completeness decode(FieldReader in) throws IOException;
}
