// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import java.util.OptionalInt;

/**
 * The description at the end of a stream.
 *
 * @param offset of its mark
 * @param length from there to its end, bytes
 * @param pageSize of the guest, bytes, if it says so
 * @param devices how many sections it describes
 */
public record VmDescSummary(long offset, long length, OptionalInt pageSize, int devices) {}
