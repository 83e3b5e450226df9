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
import org.migstream.check.EmulatedDevices.FieldKey;
import org.migstream.vmstate.VmStateDescription.VmStateField;

/**
 * The shapes of sections and subsections: SHA-256 over names, types and sizes of their fields in wire order. QEMU reads
 * each by its own list of fields ({@code vmstate_load_state} in migration/vmstate.c), so that two shapes that differ
 * may be two layouts. They may also be one layout with lists or arrays whose length depends on the state. A subsection
 * is not a part of the shape around it, because QEMU writes it only if it is needed.
 */
final class DescribedShapes {
    private static final int MAX_SHAPES = 1 << 14;
    /** The arrays whose length is the number of system registers; their registers are compared as a set. */
    private static final String CPU_REGISTERS = "cpreg_vmstate_";

    private final Map<FieldKey, String> finished = new LinkedHashMap<>();
    private final Deque<OpenShape> open = new ArrayDeque<>();
    private boolean complete = true;

    private record OpenShape(FieldKey key, MessageDigest digest) {}

    /** Begins a section, whose path is empty, or a subsection. */
    void begin(FieldKey key) {
        open.push(new OpenShape(key, sha256()));
    }

    void addStructure(String path) {
        update("struct " + path);
    }

    void addValue(String path, VmStateField field) {
        if (!field.name().startsWith(CPU_REGISTERS)) {
            update(path + " " + field.type() + " " + field.elementSize() + " " + field.count());
        }
    }

    private void update(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        MessageDigest digest = open.getFirst().digest();
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    /** Ends the innermost section or subsection. Sections with the same key have one shape together. */
    void end() {
        OpenShape shape = open.pop();
        if (finished.size() >= MAX_SHAPES && !finished.containsKey(shape.key())) {
            complete = false;
            return;
        }
        String text = HexFormat.of().formatHex(shape.digest().digest());
        finished.merge(shape.key(), text, (first, next) -> HexFormat.of()
                .formatHex(sha256().digest((first + next).getBytes(StandardCharsets.US_ASCII))));
    }

    /** Returns the shape of each section (with an empty path) and of each subsection. */
    Map<FieldKey, String> all() {
        return finished;
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
