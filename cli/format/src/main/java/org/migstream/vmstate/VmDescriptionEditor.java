// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.migstream.io.SpillBuffer;
import org.migstream.stream.Configuration;

/**
 * Changes a description, so that it says the truth about a stream that was changed. What need not be changed stays as it
 * is written, byte for byte: JSON whose keys repeat cannot be read and written anew.
 */
public final class VmDescriptionEditor {
    private static final byte[] SEPARATOR = ", ".getBytes(StandardCharsets.US_ASCII);

    private final Changes changes;
    private final List<RangeReplacement> replacements = new ArrayList<>();

    /** What is to be changed; asked once for each. */
    public interface Changes {
        /**
         * The length of the payload that a described section has in the changed stream; empty if it is not there any more.
         * The devices come in the order of the description.
         */
        OptionalLong newPayloadLength(DescribedSection section);

        /** What the configuration is now; null if it is what it was. */
        Configuration newConfiguration();

        /** What shall stand in place of the {@linkplain VmDescription#extension extension}; null if it shall stay. */
        byte[] newExtension();
    }

    /** Bytes in place of a stretch. */
    private record RangeReplacement(ByteRange range, byte[] bytes) {}

    private VmDescriptionEditor(Changes changes) {
        this.changes = changes;
    }

    /**
     * Writes the changed description.
     *
     * @param json the whole description, and nothing else
     * @throws VmDescriptionException when it is not what QEMU writes, or beyond a limit
     */
    public static void edit(SpillBuffer json, Changes changes, OutputStream out) throws IOException {
        new VmDescriptionEditor(changes).edit(json, out);
    }

    private void edit(SpillBuffer json, OutputStream out) throws IOException {
        DeviceListEditor devices = new DeviceListEditor();
        VmDescriptionReader.GlobalProperties rest = VmDescriptionReader.read(
                json.openRange(0, json.length()),
                json.length(),
                DescriptionBudget.none(),
                (section, description, place) -> devices.add(section, place));
        addReplacement(
                rest.configurationRange(),
                changes.newConfiguration() == null
                        ? null
                        : VmDescriptionWriter.writeConfiguration(changes.newConfiguration()));
        addReplacement(rest.extensionRange(), changes.newExtension());
        replacements.sort(Comparator.comparingLong(piece -> piece.range().start()));
        long from = 0;
        for (RangeReplacement piece : replacements) {
            json.openRange(from, piece.range().start() - from).transferTo(out);
            out.write(piece.bytes());
            from = piece.range().end();
        }
        json.openRange(from, json.length() - from).transferTo(out);
    }

    private void addReplacement(ByteRange place, byte[] replacement) {
        if (place != null && replacement != null) {
            replacements.add(new RangeReplacement(place, replacement));
        }
    }

    /** The list of devices: what stands between two of them goes with the one that goes. */
    private final class DeviceListEditor {
        private static final byte[] EMPTY = {};

        private long previousEnd = -1;
        private boolean previousKept;
        private boolean anyKept;

        void add(DescribedSection section, ByteRange place) {
            OptionalLong length = changes.newPayloadLength(section);
            boolean first = previousEnd < 0;
            boolean kept = length.isPresent();
            if (!kept) {
                addReplacement(new ByteRange(first ? place.start() : previousEnd, place.end()), EMPTY);
            } else if (!first && !previousKept) {
                addReplacement(new ByteRange(previousEnd, place.start()), anyKept ? SEPARATOR : EMPTY);
            }
            if (kept && section.oldStyle() && length.getAsLong() != section.payloadLength()) {
                addReplacement(
                        place,
                        VmDescriptionWriter.writeOldStyleSection(
                                new DescribedSection(section.key(), null, 0, length.getAsLong(), true)));
            }
            previousEnd = place.end();
            previousKept = kept;
            anyKept |= kept;
        }
    }
}
