// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.util.OptionalInt;
import org.migstream.profile.SavedProfiles;

/**
 * The description at the end of a stream.
 *
 * @param offset of its mark
 * @param length from there to its end, bytes
 * @param pageSize of the guest, bytes, if it says so
 * @param devices how many sections it describes
 * @param savedProfiles what it says of the devices that the stream was saved from; null if it does not
 */
public record VmDescSummary(long offset, long length, OptionalInt pageSize, int devices, SavedProfiles savedProfiles) {}
