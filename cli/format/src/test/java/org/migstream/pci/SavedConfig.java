// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A real configuration record from the test resources; their README.md has the sources. */
public record SavedConfig(ConfigSpace space, List<Integer> irqState, MsixTable table) {
    static final List<String> ALL = List.of("mlx5", "virtio", "hisi_acc", "xe", "mtty");
    private static final int VERSION_SIZE = 4;

    public static SavedConfig load(String device) {
        ByteBuffer record =
                ByteBuffer.wrap(readResource(device + ".config.bin")).position(VERSION_SIZE);
        byte[] space = new byte[record.remaining() >= ConfigSpace.EXPRESS_SIZE ? 4096 : 256];
        record.get(space);
        List<Integer> irqState =
                IntStream.range(0, 4).mapToObj(pin -> record.getInt()).toList();
        int vectors = record.remaining() * 8 / (MsixTable.ENTRY_SIZE * 8 + 1);
        byte[] table = new byte[vectors * MsixTable.ENTRY_SIZE];
        record.get(table);
        byte[] pendingBits = new byte[record.remaining()];
        record.get(pendingBits);
        return new SavedConfig(new ConfigSpace(space), irqState, new MsixTable(table, pendingBits));
    }

    /** Loads a dump in the format that lspci reads: a title line, then rows that start with their offset. */
    public static ConfigSpace loadHexDump(String name) {
        StringBuilder digits = new StringBuilder();
        lspciLines(name + ".hex").skip(1).forEach(row -> digits.append(row.substring(row.indexOf(':') + 1)));
        return new ConfigSpace(HexFormat.of().parseHex(digits.toString().replace(" ", "")));
    }

    public PciConfiguration decode() {
        return PciConfiguration.decode(space, irqState, table);
    }

    public static Stream<String> lspciLines(String name) {
        return new String(readResource(name), StandardCharsets.UTF_8).lines();
    }

    private static byte[] readResource(String name) {
        try (InputStream in = SavedConfig.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
