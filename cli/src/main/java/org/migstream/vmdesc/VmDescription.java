// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmdesc;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.migstream.stream.SectionKey;

/**
 * What a vmdescription says about the sections of its stream: enough to split the stream, not to read the devices.
 * Immutable; the memory it takes grows with the number of devices, not with their fields.
 */
public final class VmDescription {
    private final DescriptionReader.Preamble preamble;
    private final List<DescribedSection> sections;
    private final Map<SectionKey, OptionalLong> lengths = new HashMap<>();

    private VmDescription(DescriptionReader.Preamble preamble, List<DescribedSection> sections) {
        this.preamble = preamble;
        this.sections = List.copyOf(sections);
        sections.forEach(s -> lengths.merge(
                new SectionKey(s.idstr(), s.instanceId()),
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
        DescriptionReader.Preamble preamble = DescriptionReader.read(
                json, maxBytes, NodeBudget.none(), (section, description) -> sections.add(section));
        return new VmDescription(preamble, sections);
    }

    /** Bytes of a guest page, if the description says so. */
    public OptionalInt pageSize() {
        return preamble.pageSize();
    }

    /** Bytes of the CONFIGURATION element behind its type byte, if they are described. */
    public OptionalLong configurationLength() {
        return preamble.configurationLength();
    }

    /** The described sections, in the order of the description, which is that of the stream. */
    public List<DescribedSection> sections() {
        return sections;
    }

    /**
     * The payload length of the FULL section of that name and instance; empty if there is none, and if there are
     * several of different length: QEMU's slirp gives every user network the name {@code slirp} and the instance 0.
     */
    public OptionalLong payloadLength(String idstr, long instanceId) {
        return lengths.getOrDefault(new SectionKey(idstr, instanceId), OptionalLong.empty());
    }
}
