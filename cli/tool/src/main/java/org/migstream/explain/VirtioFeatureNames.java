// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.migstream.io.ResourceLines;

/** The names of the feature bits of virtio in a message. */
final class VirtioFeatureNames {
    private static final String FEATURES = "virtio-features.txt";
    private static final String ANY_TYPE = "virtio";
    private static final int MAX_BITS = 128;

    /** The maximum number of types whose names are listed for a bit, if the text does not name the type. */
    private static final int MAX_TYPES = 2;

    private VirtioFeatureNames() {}

    /**
     * Adds the names of the bits of {@code {features}} that {@code {allowed}} does not have. QEMU compares the features
     * that the guest's driver accepted with those of the target's device (virtio_load in hw/virtio/virtio.c).
     */
    static void explain(MessageMatch match, StreamEvidence evidence) {
        Optional<BigInteger> features = match.bits("features");
        Optional<BigInteger> allowed = match.bits("allowed");
        if (features.isEmpty() || allowed.isEmpty()) {
            return;
        }
        BigInteger missing = features.get().andNot(allowed.get());
        Map<String, Map<Integer, String>> names = readFeatureNames();
        List<String> types =
                names.keySet().stream().filter(evidence::namesDeviceType).toList();
        List<String> texts = new ArrayList<>();
        for (int bit = 0; bit < MAX_BITS; bit++) {
            if (missing.testBit(bit)) {
                texts.add(bit + " " + featureName(bit, types, names));
            }
        }
        if (!texts.isEmpty()) {
            evidence.addText("the guest accepted these feature bits, which the target's device does not have: "
                    + String.join(", ", texts));
        }
    }

    /** Returns the name of a bit. Without a type, the names for all types that have one, as conditions. */
    private static String featureName(int bit, List<String> types, Map<String, Map<Integer, String>> names) {
        String common = names.getOrDefault(ANY_TYPE, Map.of()).get(bit);
        if (common != null) {
            return common;
        }
        List<String> candidates = names.entrySet().stream()
                .filter(type -> types.isEmpty() || types.contains(type.getKey()))
                .filter(type -> type.getValue().containsKey(bit))
                .map(type -> type.getValue().get(bit) + (types.isEmpty() ? " (if it is a " + type.getKey() + ")" : ""))
                .toList();
        if (candidates.isEmpty() && !types.isEmpty()) {
            return "(no name known)";
        }
        return candidates.isEmpty() || candidates.size() > MAX_TYPES
                ? "(its name depends on the type of the device)"
                : String.join(" or ", candidates);
    }

    /** Returns the names by the type of device and the number of the bit; the type {@code virtio} means every type. */
    static Map<String, Map<Integer, String>> readFeatureNames() {
        Map<String, Map<Integer, String>> names = new TreeMap<>();
        for (String line : ResourceLines.read(VirtioFeatureNames.class, FEATURES)) {
            String[] parts = line.split(" ", -1);
            names.computeIfAbsent(parts[0], type -> new TreeMap<>()).put(Integer.valueOf(parts[1]), parts[2]);
        }
        return names;
    }
}
