// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.migstream.stream.ReturnPathMessage.PageRequest;
import org.migstream.stream.ReturnPathMessage.RecvBitmap;
import org.migstream.stream.ReturnPathMessage.RecvBitmapEnd;
import org.migstream.stream.ReturnPathMessage.SwitchoverAck;
import org.migstream.stream.ReturnPathMessage.Type;
import org.migstream.stream.ReturnPathMessage.ValueMessage;

/** Reads each message of the return path, each truncation, and damage. */
class ReturnPathTest {
    private static final long BITMAP_END = 0x0123456789abcdefL;

    static byte[] allMessages() throws IOException {
        RawStreamBuilder to = new RawStreamBuilder().be16(2, 4).be32(1);
        to.be16(3, 13 + 6).be64(0x1000).be32(0x2000).countedString("pc.ram");
        to.be16(4, 12).be64(-1).be32(0xffffffffL);
        to.be16(5, 1 + 6).countedString("pc.ram").be64(16).fill(0xaa, 16).be64(BITMAP_END);
        return to.be16(6, 4).be32(1).be16(7, 0).be16(1, 4).be32(0).bytes();
    }

    @Test
    void messageFields_areRead() throws IOException {
        assertEquals(
                List.of(
                        new ValueMessage(0, Type.PONG, 1),
                        new PageRequest(8, 0x1000, 0x2000, Optional.of("pc.ram")),
                        new PageRequest(31, -1, 0xffffffffL, Optional.empty()),
                        new RecvBitmap(47, "pc.ram", 16),
                        new RecvBitmapEnd(82),
                        new ValueMessage(90, Type.RESUME_ACK, 1),
                        new SwitchoverAck(98),
                        new ValueMessage(102, Type.SHUT, 0)),
                ReadResult.of(allMessages()).elements());
    }

    @Test
    void rewrittenReturnPath_isIdentical() throws IOException {
        assertArrayEquals(allMessages(), RawStreamBuilder.readAndRewrite(allMessages()));
    }

    @Test
    void truncation_isReportedExceptBetweenMessages() throws IOException {
        byte[] recording = allMessages();
        Set<Long> between = new HashSet<>();
        for (Element element : ReadResult.of(recording).elements()) {
            if (element instanceof ReturnPathMessage) {
                between.add(element.offset());
            }
        }
        for (int length = 4; length < recording.length; length++) {
            ReadResult cut = ReadResult.of(Arrays.copyOf(recording, length));
            assertEquals(
                    between.contains((long) length) ? ReadResult.END : "stream.truncated", cut.code(), "" + length);
            assertEquals(length, cut.offset());
        }
    }

    @Test
    void damage_isReported() throws IOException {
        assertEquals("return-path.unknown-message", damageCodeAfterPong(new RawStreamBuilder().be16(8, 0)));
        assertEquals("return-path.unknown-message", damageCodeAfterPong(new RawStreamBuilder().be16(0, 0)));
        assertEquals(
                "return-path.unknown-message",
                damageCodeAfterPong(new RawStreamBuilder().be16(7, 1).u8(0)));
        assertEquals(
                "return-path.unknown-message",
                damageCodeAfterPong(new RawStreamBuilder().be16(5, 1).countedString("")));
        RawStreamBuilder longer =
                new RawStreamBuilder().be16(3, 15).be64(0).be32(0).countedString("abc");
        assertEquals("return-path.length", damageCodeAfterPong(longer));
        assertEquals(
                "return-path.bitmap-size",
                damageCodeAfterPong(
                        new RawStreamBuilder().be16(5, 2).countedString("a").be64(-1)));
        RawStreamBuilder end =
                new RawStreamBuilder().be16(5, 2).countedString("a").be64(0).be64(BITMAP_END + 1);
        assertEquals("return-path.bitmap-end", damageCodeAfterPong(end));
    }

    @Test
    void firstMessageOfWrongLength_isUnknownFormat() throws IOException {
        assertEquals(
                StreamFindingCodes.UNKNOWN_FORMAT.code(),
                ReadResult.of(new RawStreamBuilder().be16(2, 8).be64(0).bytes()).code());
    }

    private static String damageCodeAfterPong(RawStreamBuilder message) throws IOException {
        byte[] recording =
                new RawStreamBuilder().be16(2, 4).be32(1).bytes(message.bytes()).bytes();
        return ReadResult.of(recording).code();
    }
}
