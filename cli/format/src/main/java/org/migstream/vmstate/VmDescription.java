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
 * What a vmdescription says about the sections of its stream: enough to split the stream, not to read the devices.
 * Immutable; the memory it takes grows with the number of devices, not with their fields.
 */
public final class VmDescription implements SectionSizes {
    private final VmDescriptionReader.GlobalProperties properties;
    private final List<DescribedSection> sections;
    private final Map<SectionKey, OptionalLong> payloadLengths = new HashMap<>();

    private VmDescription(VmDescriptionReader.GlobalProperties rest, List<DescribedSection> sections) {
        this.properties = rest;
        this.sections = List.copyOf(sections);
        sections.forEach(s -> payloadLengths.merge(
                s.key(),
                OptionalLong.of(s.payloadLength()),
                (first, next) -> first.equals(next) ? first : OptionalLong.empty()));
    }

    /**
     * Reads a whole description.
     *
     * @param json the bytes behind the length word of the VMDESCRIPTION element, to their end
     * @param maxBytes how many bytes of it to accept
     * @throws VmDescriptionException when it is not what QEMU writes, or beyond a limit
     * @throws IOException when the input fails
     */
    public static VmDescription read(InputStream json, long maxBytes) throws IOException {
        List<DescribedSection> sections = new ArrayList<>();
        VmDescriptionReader.GlobalProperties rest = VmDescriptionReader.read(
                json, maxBytes, DescriptionBudget.none(), (section, description, place) -> sections.add(section));
        return new VmDescription(rest, sections);
    }

    @Override
    public OptionalInt pageSize() {
        return properties.pageSize();
    }

    /** What {@code migstream} added when it wrote the stream: JSON; empty if that is not so. */
    public Optional<byte[]> extension() {
        return Optional.ofNullable(properties.extension());
    }

    /** The described sections, in the order of the description, which is that of the stream. */
    public List<DescribedSection> sections() {
        return sections;
    }

    /** Empty also for several of different length: QEMU's slirp gives every user network {@code slirp} and 0. */
    @Override
    public OptionalLong fullPayloadLength(SectionKey key) {
        return payloadLengths.getOrDefault(key, OptionalLong.empty());
    }
}
