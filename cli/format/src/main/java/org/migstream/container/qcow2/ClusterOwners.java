// SPDX-License-Identifier: Apache-2.0
package org.migstream.container.qcow2;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.migstream.io.PagedLongArray;
import org.migstream.io.StreamException;

/**
 * Remembers which address each cluster of an image was read for. In the tables of one snapshot, each cluster has one address
 * ({@code qcow2_alloc_clusters} in QEMU's block/qcow2-refcount.c); otherwise a small image could stand for an endless VM
 * state.
 */
final class ClusterOwners implements Closeable {
    private final int clusterBits;
    private final PagedLongArray owners = new PagedLongArray();
    /** The pages of {@link #owners}, by the number of the first cluster divided by their length. */
    private final Map<Long, Integer> pages = new HashMap<>();

    private long lastHost = -1;
    private long lastAddress = -1;

    ClusterOwners(int clusterBits) {
        this.clusterBits = clusterBits;
    }

    /**
     * Remembers the cluster of an address.
     *
     * @throws StreamException if another address has the same cluster
     */
    void add(long hostOffset, long address) throws IOException {
        long host = hostOffset >> clusterBits;
        long cluster = address >> clusterBits;
        if (host == lastHost && cluster == lastAddress) {
            return;
        }
        lastHost = host;
        lastAddress = cluster;
        Integer page = pages.get(host / PagedLongArray.PAGE_LENGTH);
        if (page == null) {
            page = owners.addPage();
            pages.put(host / PagedLongArray.PAGE_LENGTH, page);
        }
        int index = (int) (host % PagedLongArray.PAGE_LENGTH);
        long owner = owners.get(page, index);
        if (owner == 0) {
            owners.set(page, index, cluster + 1);
        } else if (owner != cluster + 1) {
            throw Qcow2File.damaged("the cluster at 0x%x is mapped more than once, for the addresses 0x%x and 0x%x"
                    .formatted(host << clusterBits, owner - 1 << clusterBits, cluster << clusterBits));
        }
    }

    @Override
    public void close() throws IOException {
        owners.close();
    }
}
