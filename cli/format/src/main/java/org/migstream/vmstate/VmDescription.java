// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.migstream.stream.SectionKey;
import org.migstream.stream.SectionSizes;

/**
 * The sections and their lengths from a vmdescription: enough to split the stream, not to decode the devices. Immutable.
 * Its memory grows with the number of devices, not with the number of fields.
 */
public final class VmDescription implements SectionSizes {
    private final VmDescriptionReader.GlobalProperties properties;
    private final List<DescribedSection> sections;
    private final Map<SectionKey, OptionalLong> payloadLengths = new HashMap<>();

    private VmDescription(VmDescriptionReader.GlobalProperties properties, List<DescribedSection> sections) {
        this.properties = properties;
        this.sections = List.copyOf(sections);
        sections.forEach(section -> payloadLengths.merge(
                section.key(),
                OptionalLong.of(section.payloadLength()),
                (first, next) -> first.equals(next) ? first : OptionalLong.empty()));
    }

    /**
     * Reads a whole vmdescription.
     *
     * @param json the bytes of the VMDESCRIPTION element after its length word
     * @param maxBytes maximum number of bytes to read
     * @throws VmDescriptionException if QEMU does not write such a text, or if it exceeds a limit
     * @throws IOException if the input fails
     */
    public static VmDescription read(InputStream json, long maxBytes) throws IOException {
        List<DescribedSection> sections = new ArrayList<>();
        VmDescriptionReader.GlobalProperties properties = VmDescriptionReader.read(
                json, maxBytes, DescriptionBudget.none(), (section, description, range) -> sections.add(section));
        return new VmDescription(properties, sections);
    }

    @Override
    public OptionalInt pageSize() {
        return properties.pageSize();
    }

    /** Returns the JSON value that {@code migstream} added when it wrote the stream; empty for other streams. */
    public Optional<byte[]> extension() {
        return Optional.ofNullable(properties.extension());
    }

    /** Returns the described sections, in the order of the vmdescription and of the stream. */
    public List<DescribedSection> sections() {
        return sections;
    }

    /**
     * Returns the payload length of a FULL section. Empty also if several sections with this key have different lengths:
     * QEMU names each user network {@code slirp} with instance 0.
     */
    @Override
    public OptionalLong fullPayloadLength(SectionKey key) {
        return payloadLengths.getOrDefault(key, OptionalLong.empty());
    }
}
