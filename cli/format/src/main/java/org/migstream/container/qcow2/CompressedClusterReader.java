// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/** Unpacks compressed clusters, of which it keeps the last: they are read in smaller pieces. */
final class CompressedClusterReader {
    private final Qcow2File file;
    private final Qcow2Header header;
    private long hostOffset = -1;
    private byte[] content;

    CompressedClusterReader(Qcow2File file, Qcow2Header header) {
        this.file = file;
        this.header = header;
    }

    /** The whole cluster that a stretch lies in. */
    byte[] read(ClusterRange stretch) throws IOException {
        if (stretch.hostOffset() != hostOffset) {
            hostOffset = -1;
            content = decompress(stretch);
            hostOffset = stretch.hostOffset();
        }
        return content;
    }

    /** How long it is in the image is known in sectors only, and behind the last may stand nothing. */
    private byte[] decompress(ClusterRange stretch) throws IOException {
        ByteBuffer packed = file.readUpTo(stretch.hostOffset(), stretch.compressedLength());
        byte[] unpacked;
        try (InputStream in = openDecompressor(new ByteArrayInputStream(packed.array(), 0, packed.limit()))) {
            unpacked = in.readNBytes(header.clusterSize());
        } catch (IOException e) {
            throw damaged(stretch);
        }
        if (unpacked.length < header.clusterSize()) {
            throw damaged(stretch);
        }
        return unpacked;
    }

    private InputStream openDecompressor(InputStream packed) throws IOException {
        return header.usesZstd()
                ? new ZstdInputStream(packed)
                : new InflaterInputStream(packed, new Inflater(true)) {
                    @Override
                    public void close() {
                        inf.end();
                    }
                };
    }

    private static IOException damaged(ClusterRange stretch) {
        return Qcow2File.damaged("the compressed cluster at 0x%x cannot be unpacked".formatted(stretch.hostOffset()));
    }
}
