// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import org.jspecify.annotations.Nullable;

/**
 * Bytes after the end of a stream.
 *
 * @param offset of the first byte
 * @param length number of bytes
 * @param sha256 hexadecimal digest; null if it was not requested
 */
public record TrailingBytes(
        long offset, long length, @Nullable String sha256) {}
