// SPDX-License-Identifier: Apache-2.0
package org.migstream.ram;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.migstream.io.ByteSource;
import org.migstream.ram.PageSink.PageCopy;
import org.migstream.stream.Configuration;
import org.migstream.stream.Element;
import org.migstream.stream.MigrationReader;
import org.migstream.stream.MultifdRamPacket;
import org.migstream.stream.RamRecord;
import org.migstream.stream.SectionSizes;

/** Collects the guest memory of a destination, page by page. */
final class MemoryImage implements PageSink {
    private final Map<String, TreeMap<Long, byte[]>> pages = new TreeMap<>();
    private final Map<String, Map<Long, Long>> orders = new HashMap<>();
    private long unknownPageCount;

    /** Reads a main stream and its multifd channels. */
    static MemoryImage read(byte[] main, byte[]... channels) throws IOException {
        MemoryImage image = new MemoryImage();
        try (MainStreamPageReader into = new MainStreamPageReader(image)) {
            MigrationReader reader = reader(main);
            for (Element element; (element = reader.next()) != null; ) {
                if (element instanceof RamRecord record) {
                    into.readRecord(record, reader);
                } else if (element instanceof Configuration configuration) {
                    into.setPageSize(configuration.pageSize());
                }
            }
        }
        for (byte[] channel : channels) {
            image.readChannel(channel);
        }
        return image;
    }

    private void readChannel(byte[] recording) throws IOException {
        try (MultifdPageReader into = new MultifdPageReader(this)) {
            MigrationReader reader = reader(recording);
            for (Element element; (element = reader.next()) != null; ) {
                if (element instanceof MultifdRamPacket packet) {
                    into.readPacket(packet, reader);
                }
            }
        }
    }

    private static MigrationReader reader(byte[] bytes) throws IOException {
        return MigrationReader.of(ByteSource.of(new ByteArrayInputStream(bytes)), SectionSizes.NONE);
    }

    @Override
    public void acceptPage(PageCopy copy) {
        long before =
                orders.computeIfAbsent(copy.block(), name -> new HashMap<>()).getOrDefault(copy.address(), -1L);
        if (copy.order() < before) {
            return;
        }
        orders.get(copy.block()).put(copy.address(), copy.order());
        if (!copy.isContentKnown()) {
            unknownPageCount++;
        } else if (copy.isZero()) {
            blockPages(copy.block()).remove(copy.address());
        } else {
            blockPages(copy.block()).put(copy.address(), Arrays.copyOf(copy.content(), copy.length()));
        }
    }

    @Override
    public boolean readLatestCopy(String block, long address, byte[] into) {
        Optional.ofNullable(blockPages(block).get(address))
                .ifPresent(page -> System.arraycopy(page, 0, into, 0, into.length));
        return true;
    }

    private TreeMap<Long, byte[]> blockPages(String name) {
        return pages.computeIfAbsent(name, block -> new TreeMap<>());
    }

    /** Returns the addresses and hashes of the pages of a block that are not all zero. */
    List<Map.Entry<Long, String>> content(String block) {
        return blockPages(block).entrySet().stream()
                .map(page -> Map.entry(page.getKey(), Arrays.hashCode(page.getValue()) + ""))
                .toList();
    }

    /** Returns the page at an address; zeroes if it was not sent. */
    byte[] page(String block, long address) {
        return blockPages(block).getOrDefault(address, new byte[4096]);
    }

    /** Returns the number of copies with unknown content. */
    long unknownPageCount() {
        return unknownPageCount;
    }
}
