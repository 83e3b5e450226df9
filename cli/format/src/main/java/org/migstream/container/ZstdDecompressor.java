// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.migstream.io.LimitExceededException;

/** Decompresses Zstandard frames (RFC 8878). The library keeps the window outside of the Java heap. */
final class ZstdDecompressor implements Decompressor {
    @Override
    public InputStream open(InputStream compressed) throws IOException {
        return new ZstdInputStream(compressed);
    }

    @Override
    public IOException translate(IOException e) {
        return e instanceof ZstdIOException zstd && zstd.getErrorCode() == Zstd.errFrameParameterWindowTooLarge()
                ? new LimitExceededException(
                        "input.zstd-window",
                        0,
                        "the window of the zstd frame (--long) exceeds 128 MiB; use zstd -dc --long=31 FILE | migstream inspect -")
                : e;
    }
}
