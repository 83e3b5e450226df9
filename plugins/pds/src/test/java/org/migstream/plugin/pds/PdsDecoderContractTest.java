// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.pds;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

/** The laws for all decoders. */
class PdsDecoderContractTest extends StateDecoderContract {
    private static final Path CASES = Path.of("../../samples/vendor-cases/pds");

    @Override
    protected StateDecoder decoder() {
        return new PdsDecoder();
    }

    @Override
    protected List<Sample> samples() {
        return Stream.of("valid-a", "odd-length-a", "all-zero-a", "too-long-a", "empty-a")
                .map(name -> Sample.of(CASES.resolve(name + ".bin")))
                .toList();
    }
}
