// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.migstream.stream.Configuration;
import org.migstream.stream.Configuration.Capabilities;
import org.migstream.stream.MappedRamRegion;
import org.migstream.stream.RamBlock;

/** What says in a stream that its pages have fixed places in the file. */
final class MappedRamFormat {
    private static final String CAPABILITY = "mapped-ram";

    private MappedRamFormat() {}

    /** The same machine without the capability. */
    static Configuration removeFrom(Configuration configuration) {
        List<Configuration.Subsection> rest = configuration.subsections().stream()
                .flatMap(subsection ->
                        subsection instanceof Capabilities some ? removeFrom(some) : Stream.of(subsection))
                .toList();
        return new Configuration(configuration.offset(), configuration.machine(), rest);
    }

    private static Stream<Configuration.Subsection> removeFrom(Capabilities some) {
        List<String> others = some.capabilities().stream()
                .filter(name -> !name.equals(CAPABILITY))
                .toList();
        return others.isEmpty() && !some.capabilities().isEmpty() ? Stream.of() : Stream.of(new Capabilities(others));
    }

    /** The same block without places. */
    static RamBlock removeFrom(RamBlock block) {
        return new RamBlock(
                block.offset(), block.name(), block.usedLength(), block.pageSize(), block.guestAddress(), null);
    }

    /** The same machine with the capability. */
    static Configuration addTo(Configuration configuration) {
        List<String> capabilities = new ArrayList<>(configuration.capabilities());
        capabilities.add(CAPABILITY);
        List<Configuration.Subsection> subsections = new ArrayList<>(configuration.subsections());
        subsections.removeIf(Capabilities.class::isInstance);
        // Behind the page size, in front of the UUID: a loader expects them in this order.
        boolean sized = !subsections.isEmpty() && subsections.get(0) instanceof Configuration.TargetPageBits;
        subsections.add(sized ? 1 : 0, new Capabilities(capabilities));
        return new Configuration(configuration.offset(), configuration.machine(), subsections);
    }

    /** The same block with places. */
    static RamBlock addTo(RamBlock block, MappedRamRegion.Header header) {
        return new RamBlock(
                block.offset(), block.name(), block.usedLength(), block.pageSize(), block.guestAddress(), header);
    }
}
