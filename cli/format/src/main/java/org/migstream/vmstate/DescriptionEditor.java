// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.migstream.io.Scratch;
import org.migstream.stream.Configuration;

/**
 * Changes a description, so that it says the truth about a stream that was changed. What need not be changed stays as it
 * is written, byte for byte: JSON whose keys repeat cannot be read and written anew.
 */
public final class DescriptionEditor {
    private static final byte[] SEPARATOR = ", ".getBytes(StandardCharsets.US_ASCII);

    private final Changes changes;
    private final List<Piece> pieces = new ArrayList<>();

    /** What is to be changed; asked once for each. */
    public interface Changes {
        /**
         * The length of the payload that a described section has in the changed stream; empty if it is not there any more.
         * The devices come in the order of the description.
         */
        OptionalLong length(DescribedSection section);

        /** What the configuration is now; null if it is what it was. */
        Configuration configuration();

        /** What shall stand in place of the {@linkplain VmDescription#extension extension}; null if it shall stay. */
        byte[] extension();
    }

    /** Bytes in place of a stretch. */
    private record Piece(Span replaced, byte[] replacement) {}

    private DescriptionEditor(Changes changes) {
        this.changes = changes;
    }

    /**
     * Writes the changed description.
     *
     * @param json the whole description, and nothing else
     * @throws VmDescriptionException when it is not what QEMU writes, or beyond a limit
     */
    public static void edit(Scratch json, Changes changes, OutputStream out) throws IOException {
        new DescriptionEditor(changes).edit(json, out);
    }

    private void edit(Scratch json, OutputStream out) throws IOException {
        Devices devices = new Devices();
        DescriptionReader.Rest rest = DescriptionReader.read(
                json.read(0, json.length()),
                json.length(),
                NodeBudget.none(),
                (section, description, place) -> devices.add(section, place));
        replace(
                rest.configurationPlace(),
                changes.configuration() == null ? null : DescriptionWriter.configuration(changes.configuration()));
        replace(rest.extensionPlace(), changes.extension());
        pieces.sort(Comparator.comparingLong(piece -> piece.replaced().start()));
        long from = 0;
        for (Piece piece : pieces) {
            json.read(from, piece.replaced().start() - from).transferTo(out);
            out.write(piece.replacement());
            from = piece.replaced().end();
        }
        json.read(from, json.length() - from).transferTo(out);
    }

    private void replace(Span place, byte[] replacement) {
        if (place != null && replacement != null) {
            pieces.add(new Piece(place, replacement));
        }
    }

    /** The list of devices: what stands between two of them goes with the one that goes. */
    private final class Devices {
        private static final byte[] NOTHING = {};

        private long end = -1;
        private boolean lastKept;
        private boolean anyKept;

        void add(DescribedSection section, Span place) {
            OptionalLong length = changes.length(section);
            boolean first = end < 0;
            boolean kept = length.isPresent();
            if (!kept) {
                replace(new Span(first ? place.start() : end, place.end()), NOTHING);
            } else if (!first && !lastKept) {
                replace(new Span(end, place.start()), anyKept ? SEPARATOR : NOTHING);
            }
            if (kept && section.oldStyle() && length.getAsLong() != section.payloadLength()) {
                replace(
                        place,
                        DescriptionWriter.oldStyle(
                                new DescribedSection(section.key(), null, 0, length.getAsLong(), true)));
            }
            end = place.end();
            lastKept = kept;
            anyKept |= kept;
        }
    }
}
