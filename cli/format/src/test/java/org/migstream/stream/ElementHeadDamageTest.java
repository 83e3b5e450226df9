// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Changes each byte of each head to other values. Reading must succeed or end with a declared exception. The elements
 * that were read before it must give the same bytes when they are written.
 */
class ElementHeadDamageTest {
    private static final int MAX_STREAM_LENGTH = 1 << 16;

    static Stream<Arguments> streams() throws IOException {
        return Stream.concat(
                Stream.of(
                        Arguments.of("channel", MultifdPacketTest.allPackets()),
                        Arguments.of("return path", ReturnPathTest.allMessages())),
                SelfDelimitingSectionTest.payloads()
                        .map(ElementHeadDamageTest::section)
                        .filter(ElementHeadDamageTest::isShort));
    }

    private static Arguments section(Arguments payload) {
        try {
            String idstr = (String) payload.get()[0];
            return Arguments.of(
                    idstr, SelfDelimitingSectionTest.stream(idstr, ((RawStreamBuilder) payload.get()[2]).bytes()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isShort(Arguments stream) {
        return ((byte[]) stream.get()[1]).length < MAX_STREAM_LENGTH;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("streams")
    void damagedHead_isReportedOrRewrittenUnchanged(String name, byte[] stream) throws IOException {
        for (Element element : ReadResult.of(stream).elements()) {
            for (int at = (int) element.offset(); at < element.bodyOffset(); at++) {
                for (int value : List.of(0, 0xff, stream[at] ^ 1, stream[at] ^ 0x80)) {
                    byte[] damaged = stream.clone();
                    damaged[at] = (byte) value;
                    byte[] copy = RawStreamBuilder.readAndRewrite(damaged);
                    boolean whole = ReadResult.of(damaged).code().equals(ReadResult.END);
                    assertArrayEquals(whole ? damaged : Arrays.copyOf(damaged, copy.length), copy);
                }
            }
        }
    }
}
