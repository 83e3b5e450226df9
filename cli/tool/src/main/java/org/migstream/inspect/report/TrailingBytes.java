// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

/**
 * What stands behind the end of a stream, and belongs to something else.
 *
 * @param offset of the first
 * @param length how many there are
 * @param sha256 their digest, in hexadecimal; null if nobody asked for it
 */
public record TrailingBytes(long offset, long length, String sha256) {}
