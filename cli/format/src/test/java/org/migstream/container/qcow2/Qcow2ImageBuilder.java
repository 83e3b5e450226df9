// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;

/** Builds a small image with one snapshot. The clusters of its VM state use the given kinds of storage in turn. */
public final class Qcow2ImageBuilder {
    /** The storage of a cluster. */
    public enum ClusterStorage {
        NORMAL,
        COMPRESSED,
        /** Marked as zero if its content is zero; otherwise normal. */
        ZERO,
        /** Without an entry if its content is zero; otherwise normal. */
        HOLE
    }

    private static final long COPIED = 1L << 63;
    private static final long COMPRESSED = 1L << 62;
    private static final int SUBCLUSTERS = 32;

    private final ByteArrayOutputStream image = new ByteArrayOutputStream();
    private int version = 3;
    private int clusterBits = 9;
    private int features;
    private int encryption;
    private boolean zstd;
    private ClusterStorage[] storage = {ClusterStorage.NORMAL};
    private long recordedSize = -1;

    public Qcow2ImageBuilder version(int number) {
        version = number;
        return this;
    }

    public Qcow2ImageBuilder clusterBits(int bits) {
        clusterBits = bits;
        return this;
    }

    public Qcow2ImageBuilder zstd() {
        zstd = true;
        return features(1 << 3);
    }

    public Qcow2ImageBuilder extendedL2() {
        return features(1 << 4);
    }

    public Qcow2ImageBuilder features(int more) {
        features |= more;
        return this;
    }

    public Qcow2ImageBuilder encrypted() {
        encryption = 1;
        return this;
    }

    public Qcow2ImageBuilder storage(ClusterStorage... inTurns) {
        storage = inTurns.clone();
        return this;
    }

    /** Sets the recorded size of the VM state. Without it, the length of the stream is recorded. */
    public Qcow2ImageBuilder recordedSize(long bytes) {
        recordedSize = bytes;
        return this;
    }

    private boolean hasExtendedL2() {
        return (features & 1 << 4) != 0;
    }

    /** Returns the image. Its clusters are the header, the snapshot table, the L1 table, the L2 tables and the data. */
    public byte[] build(String name, byte[] stream) {
        int cluster = 1 << clusterBits;
        int entry = hasExtendedL2() ? 16 : 8;
        int perTable = cluster / entry;
        int clusters = (stream.length + cluster - 1) / cluster;
        int tables = (clusters + perTable - 1) / perTable;
        long span = (long) perTable << clusterBits;
        int l1Clusters = (8 * (tables + 1) + cluster - 1) / cluster;
        long tableAt = (2L + l1Clusters) << clusterBits;
        image.writeBytes(header(cluster, span));
        image.writeBytes(snapshots(name, cluster, recordedSize < 0 ? stream.length : recordedSize, span, tables + 1));
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
            addCluster(l2, data, content, storage[i % storage.length], tableAt + l2.capacity());
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

    private void addCluster(
            ByteBuffer l2, ByteArrayOutputStream data, byte[] content, ClusterStorage storage, long dataAt) {
        boolean zero = Arrays.equals(content, new byte[content.length]);
        if (storage == ClusterStorage.COMPRESSED) {
            byte[] compressed = zstd ? Zstd.compress(content) : deflate(content);
            long host = dataAt + data.size();
            long sectors = (host + compressed.length - 1) / 512 - host / 512;
            if (sectors < 1L << clusterBits - 8) {
                data.writeBytes(compressed);
                l2.putLong(COMPRESSED | sectors << 62 - (clusterBits - 8) | host);
                addEmptySubclusters(l2);
                return;
            }
        } else if (storage == ClusterStorage.HOLE && zero) {
            l2.putLong(0);
            addEmptySubclusters(l2);
            return;
        } else if (storage == ClusterStorage.ZERO && zero && !hasExtendedL2()) {
            l2.putLong(1);
            return;
        }
        data.writeBytes(new byte[-data.size() & content.length - 1]);
        l2.putLong(COPIED | dataAt + data.size());
        data.writeBytes(content);
        if (hasExtendedL2()) {
            l2.putLong(subclusterBitmap(content, storage));
        }
    }

    private void addEmptySubclusters(ByteBuffer l2) {
        if (hasExtendedL2()) {
            l2.putLong(0);
        }
    }

    /** Returns the subcluster bitmap of a normal cluster. Subclusters of zeroes are marked as zero or have no bit. */
    private static long subclusterBitmap(byte[] content, ClusterStorage storage) {
        long bits = 0;
        int length = content.length / SUBCLUSTERS;
        for (int i = 0; i < SUBCLUSTERS; i++) {
            boolean zero = Arrays.equals(content, i * length, (i + 1) * length, new byte[length], 0, length);
            bits |= zero && storage == ClusterStorage.ZERO
                    ? 1L << 32 + i
                    : zero && storage == ClusterStorage.HOLE ? 0 : 1L << i;
        }
        return bits;
    }

    private static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(content);
        deflater.finish();
        byte[] compressed = new byte[2 * content.length + 64];
        int length = deflater.deflate(compressed);
        deflater.end();
        return Arrays.copyOf(compressed, length);
    }
}
