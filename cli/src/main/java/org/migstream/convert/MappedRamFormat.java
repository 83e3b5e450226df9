// SPDX-License-Identifier: Apache-2.0
package org.migstream.convert;

import java.util.List;
import java.util.stream.Stream;
import org.migstream.stream.Configuration;
import org.migstream.stream.Configuration.Capabilities;
import org.migstream.stream.RamBlock;

/** What says in a stream that its pages have fixed places in the file. */
final class MappedRamFormat {
    private static final String CAPABILITY = "mapped-ram";

    private MappedRamFormat() {}

    /** Whether it is such a stream. */
    static boolean isIn(Configuration configuration) {
        return configuration.capabilities().contains(CAPABILITY);
    }

    /** The same machine without the capability. */
    static Configuration without(Configuration configuration) {
        List<Configuration.Subsection> rest = configuration.subsections().stream()
                .flatMap(subsection -> subsection instanceof Capabilities some ? without(some) : Stream.of(subsection))
                .toList();
        return new Configuration(configuration.offset(), configuration.machine(), rest);
    }

    private static Stream<Configuration.Subsection> without(Capabilities some) {
        List<String> others =
                some.capabilities().stream().filter(name -> !name.equals(CAPABILITY)).toList();
        return others.isEmpty() && !some.capabilities().isEmpty() ? Stream.of() : Stream.of(new Capabilities(others));
    }

    /** The same block without places. */
    static RamBlock without(RamBlock block) {
        return new RamBlock(
                block.offset(), block.name(), block.usedLength(), block.pageSize(), block.guestAddress(), null);
    }
}
