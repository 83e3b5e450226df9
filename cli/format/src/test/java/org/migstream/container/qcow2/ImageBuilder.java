// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Makes a small image with one snapshot, whose VM state lies in clusters of the wanted sorts, in turns. */
public final class ImageBuilder {
    /** How a cluster is kept. */
    public enum Keep {
        STORED,
        COMPRESSED,
        /** Says that it is zero, if it is; else as stored. */
        ZERO,
        /** Nowhere, if it is zero; else as stored. */
        HOLE
    }

    private static final long COPIED = 1L << 63;
    private static final long COMPRESSED = 1L << 62;
    private static final int PARTS = 32;

    private final ByteArrayOutputStream image = new ByteArrayOutputStream();
    private int version = 3;
    private int clusterBits = 9;
    private int features;
    private int encryption;
    private boolean zstd;
    private Keep[] keeps = {Keep.STORED};

    public ImageBuilder version(int wanted) {
        version = wanted;
        return this;
    }

    public ImageBuilder clusterBits(int bits) {
        clusterBits = bits;
        return this;
    }

    public ImageBuilder zstd() {
        zstd = true;
        return features(1 << 3);
    }

    public ImageBuilder extended() {
        return features(1 << 4);
    }

    public ImageBuilder features(int more) {
        features |= more;
        return this;
    }

    public ImageBuilder encrypted() {
        encryption = 1;
        return this;
    }

    public ImageBuilder keep(Keep... inTurns) {
        keeps = inTurns.clone();
        return this;
    }

    private boolean isExtended() {
        return (features & 1 << 4) != 0;
    }

    /** The image; of its clusters the first is the header, then come the list of snapshots, L1, L2 and data. */
    public byte[] build(String name, byte[] stream) {
        int cluster = 1 << clusterBits;
        int entry = isExtended() ? 16 : 8;
        int perTable = cluster / entry;
        int clusters = (stream.length + cluster - 1) / cluster;
        int tables = (clusters + perTable - 1) / perTable;
        long span = (long) perTable << clusterBits;
        int l1Clusters = (8 * (tables + 1) + cluster - 1) / cluster;
        long tableAt = (2L + l1Clusters) << clusterBits;
        image.writeBytes(header(cluster, span));
        image.writeBytes(snapshots(name, cluster, stream.length, span, tables + 1));
        ByteBuffer l1 = ByteBuffer.allocate(l1Clusters << clusterBits).putLong(0);
        for (int i = 0; i < tables; i++) {
            l1.putLong(COPIED | tableAt + ((long) i << clusterBits));
        }
        image.writeBytes(l1.array());
        ByteBuffer l2 = ByteBuffer.allocate(tables << clusterBits);
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        for (int i = 0; i < clusters; i++) {
            byte[] content = Arrays.copyOf(
                    Arrays.copyOfRange(stream, i * cluster, Math.min(stream.length, (i + 1) * cluster)), cluster);
            place(l2, data, content, keeps[i % keeps.length], tableAt + l2.capacity());
        }
        image.writeBytes(l2.array());
        image.writeBytes(data.toByteArray());
        return image.toByteArray();
    }

    private byte[] header(int cluster, long diskSize) {
        ByteBuffer header = ByteBuffer.allocate(cluster);
        header.put(new byte[] {'Q', 'F', 'I', (byte) 0xfb}).putInt(version);
        header.putInt(20, clusterBits).putLong(24, diskSize).putInt(32, encryption);
        header.putInt(60, 1).putLong(64, cluster);
        if (version > 2) {
            header.putLong(72, features).putInt(96, 4).putInt(100, 112).put(104, (byte) (zstd ? 1 : 0));
        }
        return header.array();
    }

    private static byte[] snapshots(String name, int cluster, long size, long diskSize, int l1Size) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(cluster)
                .putLong(2L * cluster)
                .putInt(l1Size)
                .putShort((short) 1)
                .putShort((short) text.length)
                .putInt(1_700_000_000)
                .putInt(500_000_000)
                .putLong(3_723_004_000_000L)
                .putInt((int) size)
                .putInt(24)
                .putLong(size)
                .putLong(diskSize)
                .putLong(-1)
                .put((byte) '7')
                .put(text)
                .array();
    }

    private void place(ByteBuffer l2, ByteArrayOutputStream data, byte[] content, Keep keep, long dataAt) {
        boolean zero = Arrays.equals(content, new byte[content.length]);
        if (keep == Keep.COMPRESSED) {
            byte[] packed = zstd ? Zstd.compress(content) : deflate(content);
            long host = dataAt + data.size();
            long sectors = (host + packed.length - 1) / 512 - host / 512;
            if (sectors < 1L << clusterBits - 8) {
                data.writeBytes(packed);
                l2.putLong(COMPRESSED | sectors << 62 - (clusterBits - 8) | host);
                skipParts(l2);
                return;
            }
        } else if (keep == Keep.HOLE && zero) {
            l2.putLong(0);
            skipParts(l2);
            return;
        } else if (keep == Keep.ZERO && zero && !isExtended()) {
            l2.putLong(1);
            return;
        }
        data.writeBytes(new byte[-data.size() & content.length - 1]);
        l2.putLong(COPIED | dataAt + data.size());
        data.writeBytes(content);
        if (isExtended()) {
            l2.putLong(parts(content, keep));
        }
    }

    private void skipParts(ByteBuffer l2) {
        if (isExtended()) {
            l2.putLong(0);
        }
    }

    /** Which parts of a stored cluster count: with {@link Keep#ZERO}, those that are not zero; others are zeros. */
    private static long parts(byte[] content, Keep keep) {
        long bits = 0;
        int length = content.length / PARTS;
        for (int i = 0; i < PARTS; i++) {
            boolean zero = Arrays.equals(content, i * length, (i + 1) * length, new byte[length], 0, length);
            bits |= zero && keep == Keep.ZERO ? 1L << 32 + i : zero && keep == Keep.HOLE ? 0 : 1L << i;
        }
        return bits;
    }

    private static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] packed = new byte[2 * content.length + 64];
        int length = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, length);
    }
}
