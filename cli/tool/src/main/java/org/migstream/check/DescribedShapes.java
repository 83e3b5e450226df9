// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.migstream.check.EmulatedDevices.FieldKey;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/**
 * The shapes of sections and subsections: SHA-256 over names, types and sizes of their fields in wire order. QEMU reads
 * each by its own list of fields ({@code vmstate_load_state} in migration/vmstate.c), so that two shapes that differ
 * may be two layouts.
 *
 * <p>Not a part of the shape around them are: a subsection, because QEMU writes it only if it is needed, and a field
 * whose length differs between streams ({@link FieldLengths}). Such an array of structures has a shape of its own, that
 * of its first element.
 */
final class DescribedShapes {
    private static final int MAX_SHAPES = 1 << 14;

    private final Map<FieldKey, String> sections = new LinkedHashMap<>();
    private final Map<FieldKey, String> elements = new LinkedHashMap<>();
    private final Deque<OpenShape> open = new ArrayDeque<>();
    private boolean complete = true;

    /** A shape that is being computed. A nested structure has the digest of the shape around it and no key. */
    private record OpenShape(@Nullable FieldKey key, boolean isElement, MessageDigest digest) {}

    /** Begins a section, whose path is empty, or a subsection. */
    void begin(FieldKey key) {
        open.push(new OpenShape(key, false, sha256()));
    }

    /** Begins an element of an array whose length differs. */
    void beginElement(FieldKey array) {
        open.push(new OpenShape(array, true, sha256()));
    }

    /** Begins any other structure. */
    void beginStructure(String label) {
        update("struct " + label);
        open.push(new OpenShape(null, false, open.getFirst().digest()));
    }

    /** Adds a field, or an element of an array. */
    void addValue(String label, VmStateField field) {
        update(label + " " + field.type() + " " + field.elementSize() + " " + field.count());
    }

    /** Adds a field of a type that has own rules for its length. */
    void addOfAnyLength(VmStateField field) {
        update(field.name() + " " + field.type());
    }

    private void update(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MessageDigest digest = open.getFirst().digest();
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    /** Ends the innermost section, subsection or structure. Sections with the same key have one shape together. */
    void end() {
        OpenShape shape = open.pop();
        if (shape.key() == null) {
            update("end");
            return;
        }
        Map<FieldKey, String> finished = shape.isElement() ? elements : sections;
        boolean isKnown = finished.containsKey(shape.key());
        if (isKnown && shape.isElement()) {
            return;
        }
        if (!isKnown && sections.size() + elements.size() >= MAX_SHAPES) {
            complete = false;
            return;
        }
        String text = HexFormat.of().formatHex(shape.digest().digest());
        finished.merge(shape.key(), text, (first, next) -> HexFormat.of()
                .formatHex(sha256().digest((first + next).getBytes(StandardCharsets.US_ASCII))));
    }

    /** Returns the shape of each section (with an empty path) and of each subsection. */
    Map<FieldKey, String> sections() {
        return sections;
    }

    /** Returns the shape of the first element of each array whose length differs, by the path of the array. */
    Map<FieldKey, String> elements() {
        return elements;
    }

    /** Returns whether no shape was left out because of their number. */
    boolean complete() {
        return complete;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }
}
