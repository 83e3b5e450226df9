// SPDX-License-Identifier: Apache-2.0
/**
 * Guest memory with its content: every copy of a page that a migration sent, whatever way it went.
 *
 * <pre>
 *   ram section      RamRecord --&gt; MainPages ----+
 *     as it is, zlib, XBZRLE, mapped-ram         +--PageCopy--&gt;  PageSink: an index, an image
 *   multifd channel  MultifdRam --&gt; ChannelPages-+
 *     as it is, zlib, zstd, QPL, UADK
 * </pre>
 *
 * <p>A page is sent again whenever the guest has written to it, and the last copy is the one that counts. In one stream
 * that is the one that comes last; over several connections {@link org.migstream.ram.PageCopy#order} says which it is,
 * because channels are read one after the other. Memory starts as zeroes on the destination: a page that was never sent
 * is a page of zeroes.
 *
 * <p>XBZRLE sends what has changed since the copy before, so a sink has to find that one again ({@link
 * org.migstream.ram.PageSink#readLatestCopy}). What has no content that could be told is passed on as such, and never as
 * something else.
 *
 * <p>Nothing here holds more than a page; how many there are is the sink's concern.
 */
package org.migstream.ram;
