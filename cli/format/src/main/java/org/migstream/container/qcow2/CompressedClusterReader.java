// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import com.github.luben.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.migstream.container.qcow2.ClusterMap.ClusterRange;
import org.migstream.io.ZstdLibrary;

/** Decompresses clusters. Caches the last cluster, because a cluster is read in several parts. */
final class CompressedClusterReader {
    private final Qcow2File file;
    private final Qcow2Header header;
    private long hostOffset = -1;
    private byte[] content = new byte[0];

    CompressedClusterReader(Qcow2File file, Qcow2Header header) {
        this.file = file;
        this.header = header;
    }

    /** Returns the whole cluster of a range. */
    byte[] read(ClusterRange range) throws IOException {
        if (range.hostOffset() != hostOffset) {
            hostOffset = -1;
            content = decompress(range);
            hostOffset = range.hostOffset();
        }
        return content;
    }

    /** Decompresses a cluster. The table has its length in sectors only, and the file can end in the last sector. */
    private byte[] decompress(ClusterRange range) throws IOException {
        if (header.usesZstd()) {
            ZstdLibrary.require();
        }
        ByteBuffer compressed = file.readUpTo(range.hostOffset(), range.compressedLength());
        byte[] decompressed;
        try (InputStream in = openDecompressor(
                new ByteArrayInputStream(compressed.array(), compressed.arrayOffset(), compressed.limit()))) {
            decompressed = in.readNBytes(header.clusterSize());
        } catch (IOException e) {
            throw damaged(range);
        }
        if (decompressed.length < header.clusterSize()) {
            throw damaged(range);
        }
        return decompressed;
    }

    private InputStream openDecompressor(InputStream compressed) throws IOException {
        return header.usesZstd()
                ? new ZstdInputStream(compressed)
                : new InflaterInputStream(compressed, new Inflater(true)) {
                    @Override
                    public void close() {
                        inf.end();
                    }
                };
    }

    private static IOException damaged(ClusterRange range) {
        return Qcow2File.damaged("the compressed cluster at 0x%x cannot be decompressed".formatted(range.hostOffset()));
    }
}
