// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.checks;

import org.jspecify.annotations.Nullable;
import org.migstream.inspect.report.StreamOutline;
import org.migstream.vmstate.VmDescription;

/**
 * A main stream after its last element.
 *
 * @param outline sections, commands and the other elements that were read
 * @param vmDescription the content of the vmdescription; null if the stream has none or it is malformed
 * @param seekable whether the input is a file, so that its vmdescription could be read first
 */
public record MainStreamSummary(
        StreamOutline outline, @Nullable VmDescription vmDescription, boolean seekable) {}
