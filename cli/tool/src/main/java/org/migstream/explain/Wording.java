// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.List;

/**
 * One wording of a known message.
 *
 * @param template the text with placeholders
 * @param sources where the wording comes from
 * @param examples lines as the program prints them
 */
record Wording(MessageTemplate template, List<MessageSource> sources, List<String> examples) {
    /** Copies the lists. */
    Wording {
        sources = List.copyOf(sources);
        examples = List.copyOf(examples);
    }
}
