// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.List;
import org.migstream.spi.testkit.ByteBuilder;
import org.migstream.spi.testkit.Sample;
import org.migstream.spi.testkit.StateDecoderContract;

/** Tests that the kit accepts a correct decoder. */
class CountedDecoderTest extends StateDecoderContract {
    @Override
    protected VendorPlugin plugin() {
        return new VendorPlugin() {
            @Override
            public String name() {
                return "counted";
            }

            @Override
            public List<StateDecoder> decoders() {
                return List.of(new CountedDecoder());
            }

            @Override
            public List<FindingCode> findingCodes() {
                return List.of(
                        FindingCode.of(
                                "BAD_MAGIC", Severity.ERROR, FindingCategory.FORMAT, "the magic number is wrong"),
                        FindingCode.of(
                                "TRAILING", Severity.WARNING, FindingCategory.CONTENT, "bytes follow the last record"));
            }
        };
    }

    @Override
    protected List<Sample> samples() {
        return List.of(
                new Sample("none", counted(0).toArray()),
                new Sample("two", counted(2).u64(2).u16(7).u64(5).zeros(5).toArray()),
                new Sample("short record", counted(1).u64(1).u8(7).toArray()),
                new Sample("trailing", counted(0).zeros(9).toArray()),
                new Sample("large", large()),
                new Sample("empty", new byte[0]));
    }

    private static ByteBuilder counted(int count) {
        return ByteBuilder.le().u32(CountedDecoder.MAGIC).u32(count);
    }

    private static byte[] large() {
        ByteBuilder bytes = counted(400);
        for (int i = 0; i < 400; i++) {
            bytes.u64(200).fill(200, i);
        }
        return bytes.toArray();
    }
}
