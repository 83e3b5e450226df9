// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.stream.SectionKey;
import org.migstream.stream.SectionSizes;

/**
 * The sections that a vmdescription describes, with their lengths: one {@link DescribedSection} for each. The lengths
 * suffice to split the stream, but not to decode the devices. The memory of this object grows with the number of
 * devices, not with the number of fields. Immutable.
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
     * @throws VmDescriptionException if the text is not a vmdescription as QEMU writes it, or exceeds a limit
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
     * Returns the payload length of a FULL section; empty if no section has this key, or if several sections with this
     * key have different lengths: QEMU names each user network {@code slirp} with instance 0.
     */
    @Override
    public OptionalLong fullPayloadLength(SectionKey key) {
        return payloadLengths.getOrDefault(key, OptionalLong.empty());
    }

    /**
     * Reports an unusable vmdescription: it is not JSON, does not have the structure that QEMU writes, or exceeds a
     * limit.
     */
    public static final class VmDescriptionException extends IOException {
        private static final long serialVersionUID = 1L;

        private final long offset;
        private final boolean limit;

        VmDescriptionException(long offset, String message, boolean limit) {
            super(message);
            this.offset = offset;
            this.limit = limit;
        }

        /** Returns whether the text exceeds a limit of migstream. Then it may be a vmdescription as QEMU writes it. */
        public boolean isLimit() {
            return limit;
        }

        /** Returns the position of the error, in bytes from the first byte of the JSON. */
        public long offset() {
            return offset;
        }
    }

    /**
     * Entry of a vmdescription for the FULL section of one device.
     *
     * @param key name and instance of the section
     * @param vmsdName name of the device's VMStateDescription; null for an old-style device, which has none
     * @param version version of that VMStateDescription; 0 for an old-style device
     * @param payloadLength bytes between the header and the footer of the section
     * @param oldStyle whether only the size is described (QEMU {@code vmstate_save_old_style}, which VFIO uses)
     */
    public record DescribedSection(
            SectionKey key, @Nullable String vmsdName, long version, long payloadLength, boolean oldStyle) {
        /** Rejects a section without a name and a negative length. */
        public DescribedSection {
            Objects.requireNonNull(key);
            if (payloadLength < 0) {
                throw new IllegalArgumentException("payload length " + payloadLength);
            }
        }
    }
}
