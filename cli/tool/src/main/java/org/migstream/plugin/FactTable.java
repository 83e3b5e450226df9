// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.Map;
import java.util.TreeMap;
import org.migstream.spi.Facts;
import org.migstream.spi.Finding;
import org.migstream.spi.Severity;

/** The facts that a decoder tells; no more than a profile would hold. */
final class FactTable {
    private static final int MOST = 4096;
    private static final int LONGEST = 1024;

    private final Map<String, String> facts = new TreeMap<>();
    private boolean dropped;

    void put(String key, String value) {
        boolean fits = key.length() <= LONGEST && value.length() <= LONGEST;
        if (fits && (facts.size() < MOST || facts.containsKey(key))) {
            facts.put(key, value);
        } else {
            dropped = true;
        }
    }

    void clear() {
        facts.clear();
    }

    /** Those that were kept. */
    Facts all() {
        return Facts.of(facts);
    }

    /** Says so if not all were kept. */
    void complain(FindingList findings) {
        if (dropped) {
            findings.add(Finding.of(
                    Severity.WARNING,
                    "plugin.too-many-facts",
                    "the decoder tells more than " + MOST + " facts, or longer ones than " + LONGEST
                            + " characters; the rest is not compared"));
        }
    }
}
