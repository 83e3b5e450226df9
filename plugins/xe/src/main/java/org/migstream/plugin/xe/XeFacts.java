// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

/** The keys of the facts that {@link XeDecoder} reports and {@link XeRule} compares. */
final class XeFacts {
    static final String DEVICE_ID = "devid";
    static final String REVISION_ID = "revid";

    /** An array: the tile of each GT, by the number of the GT. */
    static final String GTS = "gts";

    /** An array: the numbers of the GTs that have page tables or memory. */
    static final String MAIN_GT = "main_gt";

    /** Bytes of page table entries of one tile; missing if the tiles differ. */
    static final String GGTT_BYTES = "ggtt_bytes";

    /** Bytes of device memory, as far as the state has them. */
    static final String VRAM_BYTES = "vram_bytes";

    private XeFacts() {}
}
