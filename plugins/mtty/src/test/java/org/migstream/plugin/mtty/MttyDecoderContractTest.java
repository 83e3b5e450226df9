// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.mtty;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.migstream.spi.StateDecoder;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

/** The laws for all decoders. */
class MttyDecoderContractTest extends StateDecoderContract {
    private static final Path CASES = Path.of("../../samples/vendor-cases/mtty");

    @Override
    protected StateDecoder decoder() {
        return new MttyDecoder();
    }

    @Override
    protected List<Sample> samples() {
        return Stream.of(
                        "valid-1port-a",
                        "valid-2port-a",
                        "pad-nonzero-a",
                        "fifo-range-a",
                        "bigendian-a",
                        "version-a",
                        "trailing-a",
                        "header-only-a")
                .map(name -> Sample.of(CASES.resolve(name + ".bin")))
                .toList();
    }
}
