// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import net.jpountz.xxhash.XXHashFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;

/** Inspects valid containers that need more memory, another version or another file than migstream has. */
class UnsupportedContainersTest {
    static Stream<Arguments> containers() {
        return Stream.of(
                arguments("input.lz4-version", lz4Frame(0x80)),
                arguments("input.lz4-dictionary", lz4Frame(0x41, 1, 2, 3, 4)),
                arguments("input.xz-memory", xzWithLargeDictionary()),
                // A window of 256 MiB, and one block with one byte.
                arguments(
                        "input.zstd-window", bytes(0x28, 0xb5, 0x2f, 0xfd, 0, (28 - 10) << 3, 1 << 3 | 1, 0, 0, 'x')));
    }

    @ParameterizedTest
    @MethodSource("containers")
    void unsupportedContainer_isReported(String code, byte[] container) throws IOException {
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, container);
        assertEquals(List.of(code), inspection.codes());
        assertEquals(ReadOutcome.UNSUPPORTED, inspection.outcome());
    }

    /** Returns a frame with blocks of 64 KiB that has these flags, and the bytes of the descriptor that belong to them. */
    private static byte[] lz4Frame(int flags, int... more) {
        ByteArrayOutputStream descriptor = new ByteArrayOutputStream();
        descriptor.write(flags);
        descriptor.write(4 << 4);
        descriptor.writeBytes(bytes(more));
        byte[] hashed = descriptor.toByteArray();
        int checksum = XXHashFactory.safeInstance().hash32().hash(hashed, 0, hashed.length, 0) >> 8;
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(bytes(0x04, 0x22, 0x4d, 0x18));
        frame.writeBytes(hashed);
        frame.writeBytes(bytes(checksum, 0, 0, 0, 0));
        return frame.toByteArray();
    }

    /** Returns an xz stream whose block header states a dictionary of 1.5 GiB. */
    private static byte[] xzWithLargeDictionary() {
        int blockHeader = 12;
        int dictionarySize = 4;
        int checkedLength = 8;
        byte[] xz = TestCompression.XZ.compress(new byte[] {1});
        xz[blockHeader + dictionarySize] = 37;
        CRC32 checksum = new CRC32();
        checksum.update(xz, blockHeader, checkedLength);
        ByteBuffer.wrap(xz).order(ByteOrder.LITTLE_ENDIAN).putInt(blockHeader + checkedLength, (int)
                checksum.getValue());
        return xz;
    }

    private static byte[] bytes(int... values) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int value : values) {
            bytes.write(value);
        }
        return bytes.toByteArray();
    }
}
