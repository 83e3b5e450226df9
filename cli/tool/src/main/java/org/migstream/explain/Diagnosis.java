// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.List;
import org.migstream.report.LocatedFinding;

/**
 * What one message means.
 *
 * @param id of what is known about it; stays the same from release to release
 * @param matchedText the part of what was pasted
 * @param meaning for somebody who never saw it
 * @param locations in the stream; empty without one
 * @param advice what to do
 * @param findings of the stream and of its devices' states that bear on it
 */
public record Diagnosis(
        String id,
        String matchedText,
        String meaning,
        List<Location> locations,
        String advice,
        List<LocatedFinding> findings) {
    /** Copies that nobody can change. */
    public Diagnosis {
        locations = List.copyOf(locations);
        findings = List.copyOf(findings);
    }
}
