// SPDX-License-Identifier: Apache-2.0
package org.migstream.report;

import org.migstream.spi.Finding;
import org.migstream.stream.SectionKey;

/**
 * A finding and where in the VM it belongs.
 *
 * @param finding its offset counts from the start of the stream
 * @param section the section it was found in; null outside
 * @param channel the name of the multifd recording it was found in; null for the input itself
 */
public record LocatedFinding(Finding finding, SectionKey section, String channel) {}
