// SPDX-License-Identifier: Apache-2.0
/**
 * Reads guest memory with its content: every copy of every page that a migration sent.
 *
 * <pre>
 *   ram section      RamRecord         --&gt;  MainStreamPageReader  --+
 *     uncompressed, zlib, XBZRLE, mapped-ram                        +--PageCopy--&gt;  PageSink: an index, an image
 *   multifd channel  MultifdRamPacket  --&gt;  MultifdPageReader  -----+
 *     uncompressed, zlib, zstd, QPL, UADK
 * </pre>
 *
 * <p>QEMU sends a page again whenever the guest has written to it. The last copy is the valid one. In one stream, the
 * valid copy is the one that comes last. Over several connections, {@link org.migstream.ram.PageSink.PageCopy#order}
 * decides, because channels are read one after the other. The memory of a destination starts as zeroes: a page that was
 * never sent is a page of zeroes.
 *
 * <p>XBZRLE sends the changes since the previous copy, so a sink must return that copy ({@link
 * org.migstream.ram.PageSink#readLatestCopy}). Content that cannot be determined is passed on as {@link
 * org.migstream.ram.PageSink.PageCopy#UNKNOWN_CONTENT}, never as other bytes.
 *
 * <p>This package holds one page in memory. The sink decides how to keep all pages.
 */
@NullMarked
package org.migstream.ram;

import org.jspecify.annotations.NullMarked;
