// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli.options;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.StringTokenizer;

/**
 * The words that a label such as {@code none|zstd|lz4} lists, which shells complete. Of {@code ram:BLOCK}, it is {@code ram:}:
 * upper case means any text.
 *
 * @param label the label of an option's value
 */
record LabelWords(String label) implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        List<String> words = new ArrayList<>();
        for (StringTokenizer tokens = new StringTokenizer(label, "|"); tokens.hasMoreTokens(); ) {
            String word = tokens.nextToken();
            words.add(word.substring(0, lengthOfFixedText(word)));
        }
        return words.iterator();
    }

    private static int lengthOfFixedText(String word) {
        int length = 0;
        while (length < word.length() && !Character.isUpperCase(word.charAt(length))) {
            length++;
        }
        return length;
    }
}
