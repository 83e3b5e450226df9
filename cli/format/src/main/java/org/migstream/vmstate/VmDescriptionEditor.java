// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.migstream.io.SpillBuffer;
import org.migstream.stream.Configuration;
import org.migstream.vmstate.VmDescription.DescribedSection;
import org.migstream.vmstate.VmDescriptionReader.ByteRange;

/**
 * Edits a vmdescription so that it describes a changed stream. All other bytes are copied unchanged, because a JSON
 * library cannot parse and write an object with repeated keys.
 */
public final class VmDescriptionEditor {
    private static final byte[] SEPARATOR = ", ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_BYTES = {};

    private final Changes changes;
    private final List<Replacement> replacements = new ArrayList<>();

    /** The changes to make. Each method is called once for each value. */
    public interface Changes {
        /**
         * Returns the payload length of a described section in the changed stream; empty to remove the section. The
         * editor calls this method in the order of the vmdescription.
         */
        OptionalLong newPayloadLength(DescribedSection section);

        /** Returns the new configuration; empty to leave it unchanged. */
        Optional<Configuration> newConfiguration();

        /** Returns the new {@linkplain VmDescription#extension extension}; empty to leave it unchanged. */
        Optional<byte[]> newExtension();
    }

    @SuppressWarnings("ArrayRecordComponent") // Instances are never compared.
    private record Replacement(ByteRange range, byte[] bytes) {}

    private VmDescriptionEditor(Changes changes) {
        this.changes = changes;
    }

    /**
     * Writes the changed vmdescription.
     *
     * @param json the whole vmdescription, without other bytes
     * @throws VmDescription.VmDescriptionException if the text is not a vmdescription as QEMU writes it, or exceeds a
     *     limit
     */
    public static void edit(SpillBuffer json, Changes changes, OutputStream out) throws IOException {
        new VmDescriptionEditor(changes).edit(json, out);
    }

    private void edit(SpillBuffer json, OutputStream out) throws IOException {
        DeviceListEditor devices = new DeviceListEditor();
        VmDescriptionReader.GlobalProperties properties = VmDescriptionReader.read(
                json.openRange(0, json.length()),
                json.length(),
                DescriptionBudget.none(),
                (section, description, range) -> devices.add(section, range));
        replaceIfPresent(
                properties.configurationRange(),
                changes.newConfiguration().map(VmDescriptionWriter::writeConfiguration));
        Optional<byte[]> extension = changes.newExtension();
        if (properties.extensionRange() == null && extension.isPresent()) {
            insertExtension(json, extension.get());
        } else {
            replaceIfPresent(properties.extensionRange(), extension);
        }
        replacements.sort(
                Comparator.comparingLong(replacement -> replacement.range().start()));
        long from = 0;
        for (Replacement replacement : replacements) {
            json.openRange(from, replacement.range().start() - from).transferTo(out);
            out.write(replacement.bytes());
            from = replacement.range().end();
        }
        json.openRange(from, json.length() - from).transferTo(out);
    }

    /** Inserts the extension as the first member. */
    private void insertExtension(SpillBuffer json, byte[] extension) throws IOException {
        try (InputStream in = json.openRange(0, json.length())) {
            long start = 1;
            while (in.read() != '{') {
                start++;
            }
            int next = in.read();
            while (next >= 0 && next <= ' ') {
                next = in.read();
            }
            ByteArrayOutputStream member = new ByteArrayOutputStream();
            member.writeBytes(('"' + VmDescriptionWriter.EXTENSION_KEY + "\": ").getBytes(StandardCharsets.US_ASCII));
            member.writeBytes(extension);
            member.writeBytes(next == '}' ? NO_BYTES : SEPARATOR);
            replace(new ByteRange(start, start), member.toByteArray());
        }
    }

    private void replaceIfPresent(@Nullable ByteRange range, Optional<byte[]> bytes) {
        if (range != null && bytes.isPresent()) {
            replace(range, bytes.get());
        }
    }

    private void replace(ByteRange range, byte[] bytes) {
        replacements.add(new Replacement(range, bytes));
    }

    /** Edits the list of devices. With a device, it also removes the separator before the device. */
    private final class DeviceListEditor {
        private long previousEnd = -1;
        private boolean previousKept;
        private boolean anyKept;

        void add(DescribedSection section, ByteRange range) {
            OptionalLong length = changes.newPayloadLength(section);
            boolean first = previousEnd < 0;
            boolean kept = length.isPresent();
            if (!kept) {
                replace(new ByteRange(first ? range.start() : previousEnd, range.end()), NO_BYTES);
            } else if (!first && !previousKept) {
                replace(
                        new ByteRange(/* start= */ previousEnd, /* end= */ range.start()),
                        anyKept ? SEPARATOR : NO_BYTES);
            }
            if (kept && section.oldStyle() && length.getAsLong() != section.payloadLength()) {
                replace(
                        range,
                        VmDescriptionWriter.writeOldStyleSection(
                                new DescribedSection(section.key(), null, 0, length.getAsLong(), true)));
            }
            previousEnd = range.end();
            previousKept = kept;
            anyKept |= kept;
        }
    }
}
