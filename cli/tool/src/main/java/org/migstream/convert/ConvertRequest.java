// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.util.List;
import java.util.Map;
import org.migstream.container.Compression;
import org.migstream.container.Input;

/**
 * What is wanted of a conversion. Without anything, the stream comes out as it went in, but for the containers around it.
 *
 * @param compression what the result is packed in
 * @param keep sections and commands that stay, while all others go; empty to let them stay
 * @param drop sections and commands that go
 * @param stripRam leave out the content of guest memory
 * @param redact zeroes for everything that a guest or a device has put in
 * @param machineType another machine type; null to leave it
 * @param ramFormat how guest memory stands in the result; null to leave it
 * @param replacements streams out of which the state of a device is taken, by the device's name
 */
public record ConvertRequest(
        Compression compression,
        List<SectionSelector> keep,
        List<SectionSelector> drop,
        boolean stripRam,
        boolean redact,
        String machineType,
        RamFormat ramFormat,
        Map<SectionSelector, Input> replacements) {
    /** How guest memory stands in a stream. */
    public enum RamFormat {
        /** As records, in the order in which it was sent. */
        RECORDS,
        /** Every page at a place of its own: QEMU's capability mapped-ram. */
        MAPPED
    }

    /** Copies that nobody can change. */
    public ConvertRequest {
        keep = List.copyOf(keep);
        drop = List.copyOf(drop);
        replacements = Map.copyOf(replacements);
    }

    /** Whether anything is wanted that only a main stream has. */
    boolean requiresMainStream() {
        return !keep.isEmpty()
                || !drop.isEmpty()
                || stripRam
                || machineType != null
                || ramFormat != null
                || !replacements.isEmpty();
    }
}
