// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.io.IOException;
import java.util.List;

/**
 * Reads one format of device state: names every byte and reports faults.
 *
 * <p>A decoder object has no mutable fields: migstream uses one object for many states, possibly at the same time.
 */
public interface StateDecoder {
    /** The maximum number of bytes that {@link #match} receives. */
    int HEAD_LENGTH = 64;

    /**
     * Returns the stable name of the format, which is also the name of the driver in profiles. It consists of lower
     * case letters, digits and {@code _}, such as {@code mlx5}.
     */
    String name();

    /** Returns the PCI ids that the driver binds to; empty if there are none or they are unknown. */
    List<PciId> devices();

    /**
     * Returns how certain it is that a state has this format. The decoder with the strongest match reads the state; on
     * a tie, none does, and the user has to choose one.
     *
     * <p>The first bytes have priority over the identity. For a magic number, return {@link Match#CERTAIN} or at least
     * {@link Match#LIKELY}. Without a magic number, return {@link Match#LIKELY} for an identity in {@link #devices()},
     * and a weaker match for another known identity.
     *
     * <p>Raw data, which have no identity, are decoded if the match is at least {@link Match#LIKELY}. So return this for
     * an unknown identity only if it is next to impossible that bytes of another format match. After a weaker match, raw
     * data count as a state only if this decoder alone matches and decodes all of them without an error.
     *
     * @param identity the known ids of the device
     * @param head the first bytes of the state: {@value #HEAD_LENGTH}, or all if there are fewer
     */
    Match match(DeviceIdentity identity, byte[] head);

    /**
     * Reads a state from its first byte to its last; each read names its bytes, see {@link FieldReader}. Report a fault
     * with {@link FieldReader#error} or {@link FieldReader#warning} if reading can continue; otherwise throw {@link
     * FieldReader#malformed}. Bytes that this method does not read become a field {@code unread}.
     *
     * <p>migstream calls this method in a separate thread and stops it after a timeout without progress.
     *
     * @return whether the state has all bytes that a device needs
     * @throws StateException if the state is truncated or malformed; the fields before the error stay valid
     * @throws IOException if the input fails
     */
    Completeness decode(FieldReader in) throws IOException;

    /**
     * Returns whether the format itself proves that a state is complete: a state that lacks bytes at its end, even whole
     * records, never looks like a complete one. Sizes and counts at the start, or a record that marks the end, prove
     * this; a sequence of records without an end mark does not.
     *
     * <p>Only then does {@link Completeness#COMPLETE} count. Otherwise migstream replaces it with {@link
     * Completeness#UNKNOWN}: the state may be used only if a migration stream around it shows where it ends.
     *
     * @return false by default: the format does not prove it
     */
    default boolean provesCompleteness() {
        return false;
    }

    /**
     * Returns whether the driver always sends data after the guest has stopped. Then a state without such data is
     * incomplete, even if the records of the migration stream are.
     *
     * @return false by default: this is not known
     */
    default boolean alwaysSendsStopCopyData() {
        return false;
    }

    /**
     * Returns whether the driver of the target drops an unfinished state if the source begins another one in the same
     * stream, see {@link FieldReader#restart}. Only then a save may read a v1 device to its end a second time, after it
     * has failed once.
     *
     * @return false by default: this is not known
     */
    default boolean acceptsRestart() {
        return false;
    }

    /**
     * Returns whether the bytes of a field are content: they belong to the guest or to the firmware, may be secret, and
     * become zeros when migstream removes secrets from a stream ({@code migstream convert --redact}). All other fields
     * are structure, which has to stay for the state to be read: numbers of records, lengths, versions, registers.
     *
     * <p>Opaque bytes and filler are always content. A field that decides which findings the state has should be
     * structure; of a text, the bytes after its NUL become zeros in any case. Declare checksums over content with {@link
     * FieldReader#expectNumber}.
     *
     * @return by default whether the value is not a number
     */
    default boolean isContent(Field field) {
        return !(field.value() instanceof FieldValue.Number);
    }
}
