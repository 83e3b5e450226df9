// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/**
 * What an image begins with.
 *
 * <pre>
 *    0 be32 "QFI\xfb"          32 be32 crypt_method        72 be64 incompatible_features   since version 3
 *    4 be32 version            36 be32 l1_size             80 be64 compatible_features
 *    8 be64 backing_file       40 be64 l1_table            88 be64 autoclear_features
 *   16 be32 its length         48 be64 refcount_table      96 be32 refcount_order
 *   20 be32 cluster_bits       56 be32 its clusters       100 be32 header_length
 *   24 be64 size               60 be32 nb_snapshots       104 u8   compression_type        if that is in the length
 *                              64 be64 snapshots_offset
 * </pre>
 *
 * @param version 2 or 3
 * @param hasBackingFile whether there is a backing file
 * @param clusterBits log2 of a cluster's size in bytes, 9 to 21
 * @param diskSize bytes
 * @param encrypted whether clusters are
 * @param snapshotCount how many there are
 * @param snapshotsOffset of their table
 * @param incompatibleFeatures the incompatible ones
 * @param usesZstd whether compressed clusters are zstd's, not deflate's
 */
record Qcow2Header(
        int version,
        boolean hasBackingFile,
        int clusterBits,
        long diskSize,
        boolean encrypted,
        int snapshotCount,
        long snapshotsOffset,
        long incompatibleFeatures,
        boolean usesZstd) {
    private static final int DIRTY = 1;
    private static final int CORRUPT = 1 << 1;
    private static final int DATA_FILE = 1 << 2;
    private static final int COMPRESSION_TYPE = 1 << 3;
    private static final int EXTENDED_L2 = 1 << 4;
    private static final long KNOWN_FEATURES = DIRTY | CORRUPT | DATA_FILE | COMPRESSION_TYPE | EXTENDED_L2;

    private static final int V2_LENGTH = 72;
    private static final int V3_LENGTH = 104;
    private static final int FEATURES_OFFSET = 72;
    private static final int HEADER_LENGTH_OFFSET = 100;
    private static final int COMPRESSION_TYPE_OFFSET = 104;

    private static final int MIN_CLUSTER_BITS = 9;
    private static final int MAX_CLUSTER_BITS = 21;
    /** QCOW_MAX_SNAPSHOTS in QEMU's block/qcow2.h. */
    private static final int MAX_SNAPSHOTS = 65536;

    static Qcow2Header read(Qcow2File file) throws IOException {
        ByteBuffer bytes = file.readFully(0, V2_LENGTH, "the header");
        int version = bytes.getInt(4);
        if (version != 2 && version != 3) {
            throw unsupported("version", "a qcow2 image of version " + Integer.toUnsignedString(version));
        }
        int clusterBits = bytes.getInt(20);
        int snapshots = bytes.getInt(60);
        long diskSize = bytes.getLong(24);
        if (clusterBits < MIN_CLUSTER_BITS || clusterBits > MAX_CLUSTER_BITS) {
            throw Qcow2File.damaged(20, "clusters of 2^" + Integer.toUnsignedString(clusterBits) + " bytes");
        }
        if (snapshots < 0 || snapshots > MAX_SNAPSHOTS) {
            throw Qcow2File.damaged(60, Integer.toUnsignedString(snapshots) + " snapshots");
        }
        if (diskSize < 0) {
            throw Qcow2File.damaged(24, "a disk of " + Long.toUnsignedString(diskSize) + " bytes");
        }
        long features = 0;
        int compression = 0;
        if (version > 2) {
            bytes = file.readFully(0, V3_LENGTH + Long.BYTES, "the header");
            features = bytes.getLong(FEATURES_OFFSET);
            boolean says = Integer.compareUnsigned(bytes.getInt(HEADER_LENGTH_OFFSET), COMPRESSION_TYPE_OFFSET) > 0;
            compression = says ? bytes.get(COMPRESSION_TYPE_OFFSET) : 0;
        }
        if ((features & ~KNOWN_FEATURES) != 0) {
            throw unsupported("feature", "a qcow2 image with unknown incompatible features: 0x%x".formatted(features));
        }
        if (compression < 0 || compression > 1 || (compression == 1) != ((features & COMPRESSION_TYPE) != 0)) {
            throw unsupported("compression", "a qcow2 image with an unknown type of compression: " + compression);
        }
        return new Qcow2Header(
                version,
                bytes.getLong(8) != 0,
                clusterBits,
                diskSize,
                bytes.getInt(32) != 0,
                snapshots,
                bytes.getLong(64),
                features,
                compression == 1);
    }

    /** Whether L2 entries say of 32 parts of a cluster each where it lies. */
    boolean hasExtendedL2() {
        return (incompatibleFeatures & EXTENDED_L2) != 0;
    }

    /** Bytes. */
    int clusterSize() {
        return 1 << clusterBits;
    }

    /** What the image says of its own state. */
    List<Finding> warnings() {
        List<Finding> warnings = new ArrayList<>();
        if ((incompatibleFeatures & CORRUPT) != 0) {
            warnings.add(Finding.of(
                    Severity.WARNING,
                    "input.qcow2-corrupt",
                    "the qcow2 image is marked as corrupt: QEMU has found its tables damaged (qemu-img check tells)"));
        }
        if ((incompatibleFeatures & DIRTY) != 0) {
            warnings.add(Finding.of(
                    Severity.WARNING,
                    "input.qcow2-dirty",
                    "the qcow2 image was not closed: it is in use, or QEMU ended without closing it"));
        }
        return warnings;
    }

    /** Refuses an image whose clusters cannot be read from it. */
    void requireReadableClusters() throws StreamException {
        if (encrypted) {
            throw unsupported(
                    "encrypted",
                    "the qcow2 image is encrypted: convert it with qemu-img and the key, or load the snapshot");
        }
        if ((incompatibleFeatures & DATA_FILE) != 0) {
            throw unsupported("data-file", "the qcow2 image keeps its clusters in another file (data_file)");
        }
    }

    private static StreamException unsupported(String what, String message) {
        return new UnsupportedStreamException("input.qcow2-" + what, 0, message);
    }
}
