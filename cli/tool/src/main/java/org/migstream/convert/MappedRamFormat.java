// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.migstream.stream.Configuration;
import org.migstream.stream.Configuration.Capabilities;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.RamRecord.RamBlock;

/** Adds and removes the elements that announce mapped-ram, the format in which each page has a fixed file offset. */
final class MappedRamFormat {
    /** QEMU's {@code MAPPED_RAM_FILE_OFFSET_ALIGNMENT}, in bytes. */
    private static final long ALIGNMENT = 1 << 20;

    private MappedRamFormat() {}

    /** Returns the file offset of the pages of a block whose bitmap ends at a file offset. */
    static long alignPages(long bitmapEnd) {
        return (bitmapEnd + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    /** Returns a copy of the configuration without the capability. */
    static Configuration removeFrom(Configuration configuration) {
        List<Configuration.Subsection> rest = configuration.subsections().stream()
                .flatMap(subsection -> subsection instanceof Capabilities capabilities
                        ? removeFrom(capabilities)
                        : Stream.of(subsection))
                .toList();
        return new Configuration(configuration.offset(), configuration.machine(), rest);
    }

    private static Stream<Configuration.Subsection> removeFrom(Capabilities capabilities) {
        List<String> others = capabilities.capabilities().stream()
                .filter(name -> !name.equals(Configuration.MAPPED_RAM))
                .toList();
        return others.isEmpty() && !capabilities.capabilities().isEmpty()
                ? Stream.of()
                : Stream.of(new Capabilities(others));
    }

    /** Returns a copy of the block without the header of its mapped-ram region. */
    static RamBlock removeFrom(RamBlock block) {
        return new RamBlock(
                block.offset(), block.name(), block.usedLength(), block.pageSize(), block.guestAddress(), null);
    }

    /** Returns a copy of the configuration with the capability. */
    static Configuration addTo(Configuration configuration) {
        List<String> capabilities = new ArrayList<>(configuration.capabilities());
        capabilities.add(Configuration.MAPPED_RAM);
        List<Configuration.Subsection> subsections = new ArrayList<>(configuration.subsections());
        subsections.removeIf(Capabilities.class::isInstance);
        // A loader expects this order: page size, capabilities, UUID.
        boolean sized = !subsections.isEmpty() && subsections.get(0) instanceof Configuration.TargetPageBits;
        subsections.add(sized ? 1 : 0, new Capabilities(capabilities));
        return new Configuration(configuration.offset(), configuration.machine(), subsections);
    }

    /** Returns a copy of the block with this header of its mapped-ram region. */
    static RamBlock addTo(RamBlock block, MappedRamRegion.Header header) {
        return new RamBlock(
                block.offset(), block.name(), block.usedLength(), block.pageSize(), block.guestAddress(), header);
    }
}
