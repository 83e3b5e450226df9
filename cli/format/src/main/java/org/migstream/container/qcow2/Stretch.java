// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

/**
 * Bytes that lie together.
 *
 * @param kind where their content is
 * @param host where they are stored in the image; of compressed ones, where the cluster's are
 * @param length bytes from the asked-for place to the end of the stretch
 * @param inCluster how far the asked-for place lies in its cluster
 * @param stored bytes that a compressed cluster takes in the image, at most
 */
record Stretch(Kind kind, long host, long length, int inCluster, int stored) {

    enum Kind {
        /** In the image. */
        STORED,
        /** In the image, compressed. */
        COMPRESSED,
        /** Zeros, as the tables say. */
        ZERO,
        /** Nowhere: the tables say nothing of them. */
        UNALLOCATED
    }
}
