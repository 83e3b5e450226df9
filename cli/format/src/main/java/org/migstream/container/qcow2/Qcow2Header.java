// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import static org.migstream.io.InputFindingCodes.INPUT_QCOW2_COMPRESSION;
import static org.migstream.io.InputFindingCodes.INPUT_QCOW2_CORRUPT;
import static org.migstream.io.InputFindingCodes.INPUT_QCOW2_DATA_FILE;
import static org.migstream.io.InputFindingCodes.INPUT_QCOW2_DIRTY;
import static org.migstream.io.InputFindingCodes.INPUT_QCOW2_ENCRYPTED;
import static org.migstream.io.InputFindingCodes.INPUT_QCOW2_FEATURE;
import static org.migstream.io.InputFindingCodes.INPUT_QCOW2_VERSION;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.migstream.io.StreamException;
import org.migstream.io.UnsupportedStreamException;
import org.migstream.spi.Finding;
import org.migstream.spi.FindingCode;
import org.migstream.spi.Severity;

/**
 * The header of an image.
 *
 * <pre>
 *    0 be32 "QFI\xfb"          32 be32 crypt_method        72 be64 incompatible_features   in version 3
 *    4 be32 version            36 be32 l1_size             80 be64 compatible_features
 *    8 be64 backing_file       40 be64 l1_table            88 be64 autoclear_features
 *   16 be32 its length         48 be64 refcount_table      96 be32 refcount_order
 *   20 be32 cluster_bits       56 be32 its clusters       100 be32 header_length
 *   24 be64 size               60 be32 nb_snapshots       104 u8   compression_type        if header_length exceeds 104
 *                              64 be64 snapshots_offset
 * </pre>
 *
 * @param version 2 or 3
 * @param hasBackingFile whether there is a backing file
 * @param clusterBits log2 of a cluster's size in bytes, 9 to 21
 * @param diskSize in bytes
 * @param encrypted whether the clusters are encrypted
 * @param snapshotCount the number of snapshots
 * @param snapshotsOffset of the snapshot table in the file
 * @param incompatibleFeatures the bits of incompatible_features
 * @param usesZstd whether compressed clusters use zstd; otherwise deflate
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

    /** Reads and checks the header. */
    static Qcow2Header read(Qcow2File file) throws IOException {
        ByteBuffer bytes = file.readFully(0, V2_LENGTH, "the header");
        int version = bytes.getInt(4);
        if (version != 2 && version != 3) {
            throw unsupported(
                    INPUT_QCOW2_VERSION,
                    "unsupported version " + Integer.toUnsignedString(version) + " of a qcow2 image");
        }
        int clusterBits = bytes.getInt(20);
        int snapshots = bytes.getInt(60);
        long diskSize = bytes.getLong(24);
        if (clusterBits < MIN_CLUSTER_BITS || clusterBits > MAX_CLUSTER_BITS) {
            throw Qcow2File.damaged(20, "the cluster size is 2^" + Integer.toUnsignedString(clusterBits) + " bytes");
        }
        if (snapshots < 0 || snapshots > MAX_SNAPSHOTS) {
            throw Qcow2File.damaged(60, "the number of snapshots is " + Integer.toUnsignedString(snapshots));
        }
        if (diskSize < 0) {
            throw Qcow2File.damaged(24, "the disk size is " + Long.toUnsignedString(diskSize) + " bytes");
        }
        long features = 0;
        int compression = 0;
        if (version > 2) {
            bytes = file.readFully(0, V3_LENGTH + Long.BYTES, "the header");
            features = bytes.getLong(FEATURES_OFFSET);
            boolean hasCompressionType =
                    Integer.compareUnsigned(bytes.getInt(HEADER_LENGTH_OFFSET), COMPRESSION_TYPE_OFFSET) > 0;
            compression = hasCompressionType ? bytes.get(COMPRESSION_TYPE_OFFSET) : 0;
        }
        if ((features & ~KNOWN_FEATURES) != 0) {
            throw unsupported(
                    INPUT_QCOW2_FEATURE, "unsupported incompatible features 0x%x of a qcow2 image".formatted(features));
        }
        if (compression < 0 || compression > 1 || (compression == 1) != ((features & COMPRESSION_TYPE) != 0)) {
            throw unsupported(
                    INPUT_QCOW2_COMPRESSION, "unsupported compression type " + compression + " of a qcow2 image");
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

    /** Returns whether L2 entries have bits for 32 subclusters. */
    boolean hasExtendedL2() {
        return (incompatibleFeatures & EXTENDED_L2) != 0;
    }

    /** Returns the size of a cluster in bytes. */
    int clusterSize() {
        return 1 << clusterBits;
    }

    /** Returns the warnings about the flags in the header. */
    List<Finding> warnings() {
        List<Finding> warnings = new ArrayList<>();
        if ((incompatibleFeatures & CORRUPT) != 0) {
            warnings.add(Finding.of(
                    Severity.WARNING,
                    INPUT_QCOW2_CORRUPT,
                    "the qcow2 image is marked as corrupt: QEMU found damaged tables (run qemu-img check)"));
        }
        if ((incompatibleFeatures & DIRTY) != 0) {
            warnings.add(Finding.of(
                    Severity.WARNING,
                    INPUT_QCOW2_DIRTY,
                    "the qcow2 image is not closed: it is in use, or QEMU ended without closing it"));
        }
        return warnings;
    }

    /** Throws if the clusters cannot be read from the image file. */
    void requireReadableClusters() throws StreamException {
        if (encrypted) {
            throw unsupported(
                    INPUT_QCOW2_ENCRYPTED,
                    "the qcow2 image is encrypted: decrypt it with qemu-img convert and the key, or load the snapshot in QEMU");
        }
        if ((incompatibleFeatures & DATA_FILE) != 0) {
            throw unsupported(INPUT_QCOW2_DATA_FILE, "the qcow2 image keeps its clusters in another file (data_file)");
        }
    }

    private static StreamException unsupported(FindingCode code, String message) {
        return new UnsupportedStreamException(code, 0, message);
    }
}
