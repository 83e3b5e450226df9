// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.Map;
import java.util.TreeMap;
import org.migstream.spi.Facts;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** The facts that a decoder tells; no more than a profile would hold. */
final class FactCollector {
    private static final int MAX_FACTS = 4096;
    private static final int MAX_LENGTH = 1024;

    private final Map<String, String> facts = new TreeMap<>();
    private boolean dropped;

    void put(String key, String value) {
        boolean fits = key.length() <= MAX_LENGTH && value.length() <= MAX_LENGTH;
        if (fits && (facts.size() < MAX_FACTS || facts.containsKey(key))) {
            facts.put(key, value);
        } else {
            dropped = true;
        }
    }

    void clear() {
        facts.clear();
    }

    /** Those that were kept. */
    Facts toFacts() {
        return Facts.of(facts);
    }

    /** Says so if not all were kept. */
    void addDroppedFinding(BoundedFindings findings) {
        if (dropped) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    "plugin.too-many-facts",
                    "the decoder tells more than " + MAX_FACTS + " facts, or longer ones than " + MAX_LENGTH
                            + " characters; the rest is not compared"));
        }
    }
}
