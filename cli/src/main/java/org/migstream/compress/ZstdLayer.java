// SPDX-License-Identifier: Apache-2.0
package org.migstream.compress;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.BlockStream;
import org.migstream.io.LimitExceededException;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.StreamException;
import org.migstream.io.TruncatedStreamException;

/** Unpacks zstd frames, and says of damage where in the unpacked stream it was met. */
final class ZstdLayer extends BlockStream {
    private final CountingStream packed;
    private final InputStream unpacked;
    private long position;

    ZstdLayer(InputStream packed) throws IOException {
        this.packed = new CountingStream(packed);
        unpacked = new ZstdInputStream(this.packed);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        try {
            int count = unpacked.read(into, from, length);
            position += Math.max(0, count);
            return count;
        } catch (ZstdIOException e) {
            throw explain(e);
        }
    }

    private StreamException explain(ZstdIOException e) {
        if (packed.ended()) {
            return new TruncatedStreamException(position);
        }
        if (e.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()) {
            return new LimitExceededException(
                    "input.zstd-window",
                    position,
                    "the zstd frame was made with a window (--long) over 128 MiB: zstd -dc --long=31 FILE | migstream inspect -");
        }
        return new MalformedStreamException("input.zstd", position, "the zstd frame is damaged: " + e.getMessage());
    }

    @Override
    public void close() throws IOException {
        unpacked.close();
    }
}
