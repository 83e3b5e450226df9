// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.migstream.vmstate.VmDescription.VmDescriptionException;

/** Damages a real vmdescription: any bytes give a value, a finding or a VmDescriptionException. */
class VmDescriptionFuzzTest {
    private static final int ROUNDS = 120;
    private static final long MAX_JSON = 1 << 20;
    private static final String[] TOKENS = {
        "{",
        "}",
        "[",
        "]",
        "\"",
        ",",
        "-1",
        "0",
        "9223372036854775807",
        "\"struct\"",
        "\"fields\": [",
        "null",
        "\\u0000"
    };

    private static byte[] json;

    @BeforeAll
    static void readCapture() throws IOException {
        json = StreamWithVmDescription.load("q35-two-uarts.qevm.zst").json();
    }

    /** Decodes payloads of random bytes, or of zeros if {@code noise} is null. */
    private static DecodedDeviceCollector decode(byte[] description, Random noise) throws IOException {
        DecodedDeviceCollector decoded = new DecodedDeviceCollector();
        SectionPayloadSource payloads = key -> {
            byte[] payload = new byte[4096];
            if (noise != null) {
                noise.nextBytes(payload);
            }
            return Optional.of(new SectionPayloadSource.Payload(0, new ByteArrayInputStream(payload)));
        };
        new VmStateDecoder(payloads, decoded, 16).decode(new ByteArrayInputStream(description), MAX_JSON);
        return decoded;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void damagedJson_isRejectedOrReadIdenticallyByBothReaders(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS / 4; round++) {
            byte[] damaged = json.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                byte[] token = TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(token, 0, damaged, random.nextInt(damaged.length - token.length), token.length);
            }
            try {
                VmDescription.read(new ByteArrayInputStream(damaged), MAX_JSON);
            } catch (VmDescriptionException e) {
                assertTrue(e.offset() >= 0 && e.offset() <= damaged.length);
                assertThrows(VmDescriptionException.class, () -> decode(damaged, random));
                continue;
            }
            decode(damaged, random);
        }
    }

    @Test
    void randomPayload_isReportedAsFindings() throws IOException {
        assertFalse(decode(json, null).findings().isEmpty());
        assertFalse(decode(json, new Random(5)).findings().isEmpty());
    }

    @Test
    void truncatedDescription_isRejected() {
        Random random = new Random(6);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] truncated = Arrays.copyOf(json, random.nextInt(json.length));
            assertThrows(
                    VmDescriptionException.class,
                    () -> VmDescription.read(new ByteArrayInputStream(truncated), MAX_JSON));
        }
    }

    @Test
    void chunkedInput_isDecodedIdentically() throws IOException {
        InputStream trickle = new FilterInputStream(new ByteArrayInputStream(json)) {
            @Override
            public int read(byte[] into, int from, int length) throws IOException {
                return super.read(into, from, Math.min(length, 1));
            }
        };
        assertEquals(
                VmDescription.read(new ByteArrayInputStream(json), MAX_JSON).sections(),
                VmDescription.read(trickle, MAX_JSON).sections());
    }

    @Test
    void endlessDescription_isRejectedAtLimit() {
        AtomicLong served = new AtomicLong();
        byte[] unit = "{\"vmsd_name\": \"v\", \"fields\": []}, ".getBytes(StandardCharsets.US_ASCII);
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                long at = served.getAndIncrement();
                byte[] head = "{\"configuration\": {\"subsections\": [".getBytes(StandardCharsets.US_ASCII);
                return at < head.length ? head[(int) at] : unit[(int) ((at - head.length) % unit.length)];
            }
        };
        assertThrows(VmDescriptionException.class, () -> VmDescription.read(endless, MAX_JSON));
        assertTrue(served.get() < 2 * MAX_JSON);
    }
}
