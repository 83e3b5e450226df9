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
final class CompressedCluster {
    private final ImageFile file;
    private final Qcow2Header header;
    private long host = -1;
    private byte[] content;

    CompressedCluster(ImageFile file, Qcow2Header header) {
        this.file = file;
        this.header = header;
    }

    /** The whole cluster that a stretch lies in. */
    byte[] content(Stretch stretch) throws IOException {
        if (stretch.host() != host) {
            host = -1;
            content = unpack(stretch);
            host = stretch.host();
        }
        return content;
    }

    /** How long it is in the image is known in sectors only, and behind the last may stand nothing. */
    private byte[] unpack(Stretch stretch) throws IOException {
        ByteBuffer packed = file.most(stretch.host(), stretch.stored());
        byte[] unpacked;
        try (InputStream in = unpacker(new ByteArrayInputStream(packed.array(), 0, packed.limit()))) {
            unpacked = in.readNBytes(header.clusterSize());
        } catch (IOException e) {
            throw damaged(stretch);
        }
        if (unpacked.length < header.clusterSize()) {
            throw damaged(stretch);
        }
        return unpacked;
    }

    private InputStream unpacker(InputStream packed) throws IOException {
        return header.zstd()
                ? new ZstdInputStream(packed)
                : new InflaterInputStream(packed, new Inflater(true)) {
                    @Override
                    public void close() {
                        inf.end();
                    }
                };
    }

    private static IOException damaged(Stretch stretch) {
        return ImageFile.damaged("the compressed cluster at 0x%x cannot be unpacked".formatted(stretch.host()));
    }
}
