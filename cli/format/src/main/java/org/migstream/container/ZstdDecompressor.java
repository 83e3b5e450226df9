// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.LimitExceededException;

/** Zstandard frames (RFC 8878). Windows lie outside of the Java heap. */
final class ZstdDecompressor implements Decompressor {
    @Override
    public InputStream open(InputStream packed) throws IOException {
        return new ZstdInputStream(packed);
    }

    @Override
    public IOException translate(IOException e) {
        return e instanceof ZstdIOException zstd && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()
                ? new LimitExceededException(
                        "input.zstd-window",
                        0,
                        "the zstd frame was made with a window (--long) over 128 MiB: zstd -dc --long=31 FILE | migstream inspect -")
                : e;
    }
}
