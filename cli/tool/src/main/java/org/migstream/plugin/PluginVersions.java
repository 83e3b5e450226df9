// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin;

import java.util.OptionalInt;
import org.migstream.spi.Version;

/**
 * Compares the versions of plugins: the numbers first, as {@link Version} does. If they are equal, a version with a suffix
 * such as {@code -SNAPSHOT} or {@code -rc1} is older than the one without. Other versions have no order.
 */
final class PluginVersions {
    private PluginVersions() {}

    /** Returns a number less than, equal to or greater than 0 as {@code compareTo} does; empty if there is no order. */
    static OptionalInt compare(String left, String right) {
        int leftEnd = endOfNumbers(left);
        int rightEnd = endOfNumbers(right);
        Version leftNumbers = Version.parse(left.substring(0, leftEnd)).orElse(null);
        Version rightNumbers = Version.parse(right.substring(0, rightEnd)).orElse(null);
        if (leftNumbers == null || rightNumbers == null) {
            return OptionalInt.empty();
        }
        int order = leftNumbers.compareTo(rightNumbers);
        String leftSuffix = left.substring(leftEnd);
        String rightSuffix = right.substring(rightEnd);
        if (order != 0 || leftSuffix.equals(rightSuffix)) {
            return OptionalInt.of(order);
        }
        if (leftSuffix.isEmpty() || rightSuffix.isEmpty()) {
            return OptionalInt.of(leftSuffix.isEmpty() ? 1 : -1);
        }
        return OptionalInt.empty();
    }

    /** Returns the offset of the first hyphen, or the length. */
    private static int endOfNumbers(String version) {
        int hyphen = version.indexOf('-');
        return hyphen < 0 ? version.length() : hyphen;
    }
}
