// SPDX-License-Identifier: Apache-2.0
/**
 * Reads the state of migstream's sample device for version 1 of the migration protocol, {@code sim:v1}. It is the
 * example of a state in several sequences with a check at the end, as discussed on kvm@vger.kernel.org in December 2021.
 *
 * <p>The state is a sequence of chunks, little-endian. The driver puts one chunk at a time into the data window, so each
 * record of a migration stream has one chunk; raw device data have no records, and the length in the header leads to the
 * next chunk.
 *
 * <pre>
 *   chunk   0  u32 magic     "MSV1"
 *           4  u32 kind
 *           8  u32 number    12  u32 length of the payload    16  u64 value
 *          24  u32 checksum  CRC-32C of the other bytes of the chunk
 *          28  u32 reserved  0
 *          32  payload
 *
 *   kind          number            value           payload
 *   0 IDENTITY    0                 identity        u64 size of the content    first; compared with the target
 *   1 PREVIEW     0                 offset          content                    in pre-copy; the target ignores it
 *   2 SEQUENCE    of the sequence   size            none                       on each entry to SAVING without RUNNING
 *   3 DATA        1, 2, ...         offset          content                    in stop-copy
 *   4 END         count of DATA     their CRC-32C   none                       required
 *
 *   state = IDENTITY PREVIEW* (SEQUENCE DATA* END? PREVIEW*)+     the last sequence must have its END;
 *                                                                a PREVIEW after it shows that a newer one is missing
 * </pre>
 *
 * <p>SEQUENCE and IDENTITY discard all data before them. The driver loads the state only when RESUMING is left, and
 * refuses each chunk that it does not expect.
 *
 * <pre>
 *   V1Decoder             recognizes a state; for each state, a
 *     V1StateReader         reads the chunks and lists their fields: of many equal chunks the first ones; uses
 *       V1ChunkHeader         the 32 bytes before a payload, V1ChunkKind their names
 *       V1LoadChecks          makes the checks of the driver, without keeping a chunk
 *   V1Rule                compares identity and size with a target
 * </pre>
 *
 * <p>{@code NOTES.md} of this module has the sources of all facts.
 */
package org.migstream.plugin.v1;
