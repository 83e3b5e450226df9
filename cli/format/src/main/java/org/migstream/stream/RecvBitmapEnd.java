// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/** The be64 after the bitmap of a {@link ReturnPathMessage.RecvBitmap}, which confirms the length of the bitmap. */
public record RecvBitmapEnd(long offset) implements Element {
    private static final long RAMBLOCK_RECV_BITMAP_ENDING = 0x0123456789abcdefL;

    static RecvBitmapEnd read(ByteSource in) throws IOException {
        long offset = in.position();
        long value = in.readBe64();
        if (value != RAMBLOCK_RECV_BITMAP_ENDING) {
            throw new MalformedStreamException(
                    "return-path.bitmap-end",
                    offset,
                    "the bitmap must end with %016x, not %016x".formatted(RAMBLOCK_RECV_BITMAP_ENDING, value));
        }
        return new RecvBitmapEnd(offset);
    }

    @Override
    public long headLength() {
        return Long.BYTES;
    }

    @Override
    public void writeHead(ByteSink out) throws IOException {
        out.writeBe64(RAMBLOCK_RECV_BITMAP_ENDING);
    }
}
