// SPDX-License-Identifier: Apache-2.0
package org.migstream.vmstate;

/**
 * A stretch of a description.
 *
 * @param start of its first byte, in bytes from the start of the JSON
 * @param end behind its last
 */
record ByteRange(long start, long end) {}
