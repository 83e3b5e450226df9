// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.migstream.profile.SavedProfiles;

/**
 * The vmdescription at the end of a stream.
 *
 * @param offset of its type byte
 * @param length of head and body, in bytes
 * @param pageSize of the guest, in bytes, if it has one
 * @param devices number of sections that it describes
 * @param savedProfiles profiles of the devices that were saved; null if it has none
 */
public record VmDescSummary(
        long offset,
        long length,
        OptionalInt pageSize,
        int devices,
        @Nullable SavedProfiles savedProfiles) {}
