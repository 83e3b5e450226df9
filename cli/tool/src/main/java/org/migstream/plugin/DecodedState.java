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
 * What a decoder made of a device's state. However it ended, what was read before is here. Closing it frees the fields.
 *
 * @param decoder its name
 * @param completeness what the decoder says, {@link Completeness#INCOMPLETE} if the state ended too early or made no sense;
 *     empty if the plugin failed
 * @param fields in the order of the bytes, with marks where everything before is void
 * @param droppedFields how many more there were than are kept
 * @param facts that hold at the end
 * @param findings all of them, the state's damage and the plugin's failure included; of very many only the first, and one
 *     more that counts the rest; offsets count from the start of the state
 * @param failure what the plugin did wrong, one of {@code findings}; empty if it did nothing
 */
public record DecodedState(
        String decoder,
        Optional<Completeness> completeness,
        SpillList<StateField> fields,
        long droppedFields,
        Facts facts,
        List<Finding> findings,
        Optional<Finding> failure)
        implements Closeable {
    /** A copy that nobody can change. */
    public DecodedState {
        findings = List.copyOf(findings);
    }

    /** The worst of all findings, INFO if there are none. */
    public Severity worstSeverity() {
        return findings.stream().map(Finding::severity).max(Severity::compareTo).orElse(Severity.INFO);
    }

    /** Whether the state ended too early, made no sense or lacks something, as far as its decoder got to say so. */
    public boolean isIncomplete() {
        return completeness.equals(Optional.of(Completeness.INCOMPLETE));
    }

    @Override
    public void close() throws IOException {
        fields.close();
    }
}
