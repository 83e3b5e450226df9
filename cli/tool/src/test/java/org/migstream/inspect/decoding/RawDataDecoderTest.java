// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.decoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.inspect.InspectionResult;
import org.migstream.report.ReadOutcome;

/** Data of mlx5 without a size hint start with the length of a record and zeroes, like many other files. */
class RawDataDecoderTest {
    private static byte[] state() throws IOException {
        return Files.readAllBytes(Path.of("samples/vendor-cases/mlx5/valid-nohint-a.bin"));
    }

    @Test
    void recordsThatLeadToTheEnd_areDeviceData() throws IOException {
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, state());
        assertEquals(ReadOutcome.COMPLETE, inspection.outcome());
        assertEquals(
                "device-data",
                InspectionResult.object(inspection.json().get("input")).get("kind"));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 100, 4111, 4113, 5627})
    void recordsThatEndElsewhere_areNoDeviceData(int length) throws IOException {
        assertUnknown(Arrays.copyOf(state(), length));
    }

    /** Eight zero bytes at offset 8, as in an ELF file or an empty table. */
    @Test
    void zeroesAfterAnyNumber_areNoDeviceData() throws IOException {
        Random random = new Random(13);
        for (int i = 0; i < 500; i++) {
            byte[] file = new byte[16 + random.nextInt(9000)];
            random.nextBytes(file);
            ByteBuffer.wrap(file).putLong(8, 0);
            if (i % 2 == 0) {
                ByteBuffer.wrap(file).putInt(4, 0);
            }
            assertUnknown(file);
        }
    }

    private static void assertUnknown(byte[] file) throws IOException {
        InspectionResult inspection = InspectionResult.of(InspectionResult.PLAIN, file);
        assertEquals(ReadOutcome.DAMAGED, inspection.outcome(), inspection.text());
        assertNull(InspectionResult.object(inspection.json().get("input")).get("kind"), inspection.text());
    }
}
