// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

import java.io.IOException;
import org.migstream.io.ByteSink;
import org.migstream.io.ByteSource;
import org.migstream.io.MalformedStreamException;

/** A be64 behind the bitmap of a {@link ReturnPathMessage.RecvBitmap} that proves its length right. */
public record RecvBitmapEnd(long offset) implements Element {
    private static final long RAMBLOCK_RECV_BITMAP_ENDING = 0x0123456789abcdefL;

    static RecvBitmapEnd read(ByteSource in) throws IOException {
        long offset = in.position();
        long mark = in.readBe64();
        if (mark != RAMBLOCK_RECV_BITMAP_ENDING) {
            throw new MalformedStreamException(
                    "return-path.bitmap-end",
                    offset,
                    "%016x must end the bitmap, but there is %016x".formatted(RAMBLOCK_RECV_BITMAP_ENDING, mark));
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
