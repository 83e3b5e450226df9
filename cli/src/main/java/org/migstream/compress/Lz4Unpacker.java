// SPDX-License-Identifier: Apache-2.0
package org.migstream.compress;

import java.io.IOException;
import java.io.InputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.xxhash.XXHashFactory;
import org.migstream.io.UnsupportedStreamException;

/** lz4 frames (lz4_Frame_format.md, 1.6.x), in blocks of at most 4 MiB. */
final class Lz4Unpacker implements Unpacker {
    /** The implementation without native code and without {@code Unsafe}. */
    @Override
    public InputStream open(InputStream packed) {
        try {
            return new LZ4FrameInputStream(
                    packed,
                    LZ4Factory.safeInstance().safeDecompressor(),
                    XXHashFactory.safeInstance().hash32());
        } catch (IOException e) {
            throw new IllegalStateException("reads when it is read", e);
        }
    }

    /** Only of a frame's descriptor does the library keep a cause of another sort. */
    @Override
    public IOException explain(IOException e) {
        return e.getCause() instanceof RuntimeException linked
                        && linked.getMessage().startsWith("Dependent")
                ? new UnsupportedStreamException(
                        "input.lz4-linked",
                        0,
                        "an lz4 frame whose blocks depend on each other (-BD): lz4 -dc FILE | migstream inspect -")
                : e;
    }
}
