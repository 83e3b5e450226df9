// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

/**
 * Bytes that lie together.
 *
 * @param kind where their content is
 * @param hostOffset where they are stored in the image; of compressed ones, where the cluster's are
 * @param length bytes from the asked-for place to the end of the stretch
 * @param offsetInCluster how far the asked-for place lies in its cluster
 * @param compressedLength bytes that a compressed cluster takes in the image, at most
 */
record ClusterRange(Kind kind, long hostOffset, long length, int offsetInCluster, int compressedLength) {

    enum Kind {
        /** In the image. */
        NORMAL,
        /** In the image, compressed. */
        COMPRESSED,
        /** Zeros, as the tables say. */
        ZERO,
        /** Nowhere: the tables say nothing of them. */
        UNALLOCATED
    }
}
