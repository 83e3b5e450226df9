// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Compression;
import org.migstream.container.Input;
import org.migstream.stream.SectionKey;

/**
 * The options of one conversion. {@link #COPY} only removes the containers around the stream.
 *
 * @param compression compression of the result
 * @param keep sections and commands to keep; all others are removed; empty to keep all
 * @param drop sections and commands to remove
 * @param stripRam whether the content of guest memory is removed
 * @param redact whether everything that a guest or a device wrote is replaced by zeroes
 * @param machineType the new machine type; null to keep the machine type of the input
 * @param ramFormat the format of guest memory in the result; null to keep the format of the input
 * @param replacements streams that provide the state of a device, by the device's name
 */
public record ConvertRequest(
        Compression compression,
        List<SectionSelector> keep,
        List<SectionSelector> drop,
        boolean stripRam,
        boolean redact,
        @Nullable String machineType,
        @Nullable RamFormat ramFormat,
        Map<String, Replacement> replacements) {
    /** Changes nothing and writes an uncompressed stream. */
    public static final ConvertRequest COPY =
            new ConvertRequest(Compression.NONE, List.of(), List.of(), false, false, null, null, Map.of());

    /** The format of guest memory in a stream. */
    public enum RamFormat {
        /** Records, in the order in which the source sent the pages. */
        RECORDS,
        /** A fixed file offset for each page: QEMU's capability mapped-ram. */
        MAPPED
    }

    /**
     * A stream that provides the state of a device.
     *
     * @param source the stream
     * @param keepsConfiguration whether only the data of the device are replaced, and the configuration is kept
     */
    public record Replacement(Input source, boolean keepsConfiguration) {}

    /** Copies the collections. */
    public ConvertRequest {
        keep = List.copyOf(keep);
        drop = List.copyOf(drop);
        replacements = Map.copyOf(replacements);
    }

    /** Returns whether the names to keep and to drop remove the sections with this key. */
    boolean removesByName(SectionKey key) {
        return !keep.isEmpty() && keep.stream().noneMatch(name -> name.matches(key))
                || drop.stream().anyMatch(name -> name.matches(key));
    }

    /** Returns a copy with this compression of the result. */
    public ConvertRequest withCompression(Compression other) {
        return new ConvertRequest(other, keep, drop, stripRam, redact, machineType, ramFormat, replacements);
    }

    /** Returns a copy that removes all sections and commands except these; an empty list keeps all. */
    public ConvertRequest withKeep(List<SectionSelector> names) {
        return new ConvertRequest(compression, names, drop, stripRam, redact, machineType, ramFormat, replacements);
    }

    /** Returns a copy that removes these sections and commands. */
    public ConvertRequest withDrop(List<SectionSelector> names) {
        return new ConvertRequest(compression, keep, names, stripRam, redact, machineType, ramFormat, replacements);
    }

    /** Returns a copy that removes the content of guest memory if {@code strip} is true. */
    public ConvertRequest withStripRam(boolean strip) {
        return new ConvertRequest(compression, keep, drop, strip, redact, machineType, ramFormat, replacements);
    }

    /** Returns a copy that replaces guest and device data by zeroes if {@code zeroData} is true. */
    public ConvertRequest withRedact(boolean zeroData) {
        return new ConvertRequest(compression, keep, drop, stripRam, zeroData, machineType, ramFormat, replacements);
    }

    /** Returns a copy with this machine type; null keeps the machine type of the input. */
    public ConvertRequest withMachineType(@Nullable String name) {
        return new ConvertRequest(compression, keep, drop, stripRam, redact, name, ramFormat, replacements);
    }

    /** Returns a copy with this format of guest memory; null keeps the format of the input. */
    public ConvertRequest withRamFormat(@Nullable RamFormat format) {
        return new ConvertRequest(compression, keep, drop, stripRam, redact, machineType, format, replacements);
    }

    /** Returns a copy that takes the states of these devices from these streams. */
    public ConvertRequest withReplacements(Map<String, Replacement> sources) {
        return new ConvertRequest(compression, keep, drop, stripRam, redact, machineType, ramFormat, sources);
    }

    /** Returns whether an option applies to main streams only. */
    boolean requiresMainStream() {
        return !keep.isEmpty()
                || !drop.isEmpty()
                || stripRam
                || machineType != null
                || ramFormat != null
                || !replacements.isEmpty();
    }
}
