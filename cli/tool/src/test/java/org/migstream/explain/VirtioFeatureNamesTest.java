// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Compares the names of feature bits with those of the plugin for virtio, which sees only the interface for plugins and
 * thus has a copy. Its classes are not public, so its source is read.
 */
class VirtioFeatureNamesTest {
    private static final Path PLUGIN = Path.of("plugins/virtio/src/main/java/org/migstream/plugin/virtio");
    private static final Pattern BIT = Pattern.compile("\\.bit\\(([0-9]+), \"([A-Z0-9_]+)\"\\)");
    private static final Pattern TYPE = Pattern.compile("\\b(NET|BLOCK)\\(0x[0-9a-f]+, 0x([0-9a-f]+)\\)");

    /** The plugin omits the bit GSO of legacy devices, which is not in the table either. */
    private static final int TYPE_BITS = 24;

    @Test
    void commonNames_areThoseOfThePlugin() throws IOException {
        Map<Integer, String> plugin = new TreeMap<>();
        Matcher matcher = BIT.matcher(Files.readString(PLUGIN.resolve("VirtioFeatures.java")));
        while (matcher.find()) {
            plugin.put(Integer.valueOf(matcher.group(1)), matcher.group(2));
        }
        assertEquals(VirtioFeatureNames.readFeatureNames().get("virtio"), plugin);
    }

    @Test
    void bitsOfNetAndBlock_areThoseOfThePlugin() throws IOException {
        Map<String, Long> plugin = new TreeMap<>();
        Matcher matcher = TYPE.matcher(Files.readString(PLUGIN.resolve("VirtioDeviceType.java")));
        while (matcher.find()) {
            plugin.put(matcher.group(1), Long.parseLong(matcher.group(2), 16));
        }
        assertEquals(Map.of("NET", mask("virtio-net"), "BLOCK", mask("virtio-blk") & ~legacyBlockBits()), plugin);
    }

    private static long mask(String type) {
        return VirtioFeatureNames.readFeatureNames().get(type).keySet().stream()
                .filter(bit -> bit < TYPE_BITS)
                .mapToLong(bit -> 1L << bit)
                .sum();
    }

    /** BARRIER 0 and SCSI 7, under VIRTIO_BLK_NO_LEGACY in linux/virtio_blk.h. */
    private static long legacyBlockBits() {
        Map<Integer, String> names = VirtioFeatureNames.readFeatureNames().get("virtio-blk");
        assertTrue("BARRIER".equals(names.get(0)) && "SCSI".equals(names.get(7)), names::toString);
        return 1 | 1 << 7;
    }
}
