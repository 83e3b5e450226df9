// SPDX-License-Identifier: Apache-2.0
package org.migstream.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.StreamException;
import org.migstream.io.TruncatedStreamException;

/** Unpacks zstd frames, and says of damage where in the unpacked stream it was met. */
final class ZstdLayer extends FilterInputStream {
    private final CountingStream packed;
    private long position;

    ZstdLayer(InputStream packed) throws IOException {
        this(new CountingStream(packed));
    }

    private ZstdLayer(CountingStream packed) throws IOException {
        super(new ZstdInputStream(packed));
        this.packed = packed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        try {
            int count = super.read(into, from, length);
            position += Math.max(0, count);
            return count;
        } catch (ZstdIOException e) {
            throw explain(e);
        }
    }

    private StreamException explain(ZstdIOException e) {
        if (packed.ended()) {
            // The library has no code for this: it calls a frame without its end corrupted.
            return new TruncatedStreamException(position, "the zstd frame ends too early");
        }
        if (e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
            return new LimitExceededException(
                    "input.zstd-window",
                    position,
                    "the zstd frame was made with a window (--long) over 128 MiB: zstd -dc --long=31 FILE | migstream inspect -");
        }
        return new MalformedStreamException("input.zstd", position, "the zstd frame is damaged: " + e.getMessage());
    }
}
