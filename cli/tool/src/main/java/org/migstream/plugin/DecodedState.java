// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.migstream.io.SpillList;
import org.migstream.spi.Completeness;
import org.migstream.spi.Facts;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * The result of decoding a device's state. It contains everything that was read before the decoder ended, also after an
 * error. Closing it frees the fields.
 *
 * @param decoder the name of the decoder
 * @param completeness what the decoder reported; {@link Completeness#COMPLETE} only if its format proves it, {@link
 *     Completeness#INCOMPLETE} if the state ended too early or was malformed; empty if the plugin failed
 * @param fields the fields in the order of the bytes; {@link StateField.Kind#RESTART} marks where all earlier fields
 *     are void
 * @param droppedFields the number of fields over the limit, which are not kept
 * @param facts the facts that are valid at the end
 * @param findings the decoder's findings, the damage of the state and the failure of the plugin; if there are many,
 *     only the first ones and one more that counts the others; offsets are bytes from the start of the state
 * @param failure the failure of the plugin, which is one of {@code findings}; empty if the plugin did not fail
 * @param needsStopCopyData whether the driver always sends data after the guest has stopped; false if this is not known
 */
public record DecodedState(
        String decoder,
        Optional<Completeness> completeness,
        SpillList<StateField> fields,
        long droppedFields,
        Facts facts,
        List<Finding> findings,
        Optional<Finding> failure,
        boolean needsStopCopyData)
        implements Closeable {
    /** Copies the list. */
    public DecodedState {
        findings = List.copyOf(findings);
    }

    /** Returns a copy that has no fields, and counts none as dropped. */
    public DecodedState withoutFields() {
        return new DecodedState(
                decoder,
                completeness,
                new SpillList<>(StateField.CODEC),
                0,
                facts,
                findings,
                failure,
                needsStopCopyData);
    }

    /** Returns the worst severity of all findings, INFO if there are none. */
    public Severity worstSeverity() {
        Severity worst = Severity.INFO;
        for (Finding finding : findings) {
            worst = finding.severity().compareTo(worst) > 0 ? finding.severity() : worst;
        }
        return worst;
    }

    /** Returns whether the state ended too early, was malformed, or lacks data according to its decoder. */
    public boolean isIncomplete() {
        return completeness.equals(Optional.of(Completeness.INCOMPLETE));
    }

    @Override
    public void close() throws IOException {
        fields.close();
    }
}
