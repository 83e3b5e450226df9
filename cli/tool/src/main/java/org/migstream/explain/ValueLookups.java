// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.migstream.io.ResourceLines;

/** The meanings of values in a message that do not depend on a stream: feature bits of virtio, and magic numbers. */
final class ValueLookups {
    private static final String FEATURES = "virtio-features.txt";
    private static final String ANY_TYPE = "virtio";
    private static final int MAX_BITS = 128;

    /** The lowest bit above the first word of device features; device types other than net use none of these. */
    private static final int FIRST_HIGH_BIT = 50;

    /** First bytes as 8 hexadecimal digits, as QEMU prints a be32; the longest matching prefix counts. */
    private static final Map<String, String> MAGICS = Map.ofEntries(
            Map.entry("5145564d", "QEVM: a migration stream, so the other side does not expect one here"),
            Map.entry("51435052", "QCPR: a CPR state of QEMU, not a migration stream"),
            Map.entry("28b52ffd", "zstd: decompress the file first"),
            Map.entry("1f8b", "gzip: decompress the file first"),
            Map.entry("fd377a58", "xz: decompress the file first"),
            Map.entry("425a68", "bzip2: decompress the file first"),
            Map.entry("04224d18", "lz4: decompress the file first"),
            Map.entry("894c5a4f", "lzop: decompress the file first"),
            Map.entry(
                    "4c696276", "Libv: a save image of libvirt; restore it with virsh, or remove its header (convert)"),
            Map.entry("514649fb", "a qcow2 image; its snapshots are loaded with loadvm"),
            Map.entry("11223344", "a multifd channel: multifd is on only at the source"),
            Map.entry("1603", "a TLS handshake: TLS is on only at the source"),
            Map.entry("1503", "a TLS alert: TLS is on only at the source"),
            Map.entry("7f454c46", "ELF: a memory dump or a program, not a migration stream"),
            Map.entry("00000000", "zeros: the input is empty or was not written at its beginning"));

    private ValueLookups() {}

    /** Adds what a stream or a channel that begins with {@code {magic}} is. */
    static void explainMagic(MessageMatch match, StreamEvidence evidence) {
        match.group("magic").map(ValueLookups::padded).ifPresent(magic -> MAGICS.entrySet().stream()
                .filter(entry -> magic.startsWith(entry.getKey()))
                .findFirst()
                .ifPresent(entry -> evidence.addText("0x" + magic + " is " + entry.getValue())));
    }

    private static String padded(String hex) {
        return hex.length() < 8 ? "0".repeat(8 - hex.length()) + hex : hex;
    }

    /**
     * Adds the names of the bits of {@code {features}} that {@code {allowed}} does not have. QEMU compares the features
     * that the guest's driver accepted with those of the target's device (virtio_load in hw/virtio/virtio.c).
     */
    static void explainFeatures(MessageMatch match, StreamEvidence evidence) {
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

    private static String featureName(int bit, List<String> types, Map<String, Map<Integer, String>> names) {
        String common = names.getOrDefault(ANY_TYPE, Map.of()).get(bit);
        if (common != null) {
            return common;
        }
        List<String> candidates = types.isEmpty() && bit >= FIRST_HIGH_BIT ? List.of("virtio-net") : types;
        for (String type : candidates) {
            String name = names.getOrDefault(type, Map.of()).get(bit);
            if (name != null) {
                return types.isEmpty() ? name + " (if it is a " + type + ")" : name;
            }
        }
        return types.isEmpty() ? "(its name depends on the type of the device)" : "(no name known)";
    }

    /** Reads lines of a type, a bit and a name. */
    private static Map<String, Map<Integer, String>> readFeatureNames() {
        Map<String, Map<Integer, String>> names = new TreeMap<>();
        for (String line : ResourceLines.read(ValueLookups.class, FEATURES)) {
            String[] parts = line.split(" ", -1);
            names.computeIfAbsent(parts[0], type -> new TreeMap<>()).put(Integer.valueOf(parts[1]), parts[2]);
        }
        return names;
    }
}
