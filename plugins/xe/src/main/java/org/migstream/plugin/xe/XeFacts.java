// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

/** The keys of the facts that {@link XeDecoder} reports and {@link XeRule} compares. */
final class XeFacts {
    static final String DEVICE_ID = "devid";
    static final String REVISION_ID = "revid";

    /** An array: element n is the tile of GT n. */
    static final String GTS = "gts";

    /** An array: the numbers of the GTs with GGTT or VRAM packets. */
    static final String MAIN_GT = "main_gt";

    /** Bytes of page table entries of one tile; missing if the tiles differ. */
    static final String GGTT_BYTES = "ggtt_bytes";

    /** Bytes of device memory that the packets of one GT cover, up to the highest address. */
    static final String VRAM_BYTES = "vram_bytes";

    private XeFacts() {}
}
