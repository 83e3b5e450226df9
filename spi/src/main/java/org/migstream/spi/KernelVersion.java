// SPDX-License-Identifier: Apache-2.0
package org.migstream.spi;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The first two numbers of a Linux release, ordered by age: 6.12 is older than 7.2.
 *
 * @param major the first number
 * @param minor the second number
 */
public record KernelVersion(int major, int minor) implements Comparable<KernelVersion> {
    private static final Pattern RELEASE = Pattern.compile("(\\d{1,4})\\.(\\d{1,4})(?!\\d).*", Pattern.DOTALL);

    /**
     * Reads the release of a kernel, as {@code uname -r} prints it: {@code 6.12.95-amd64}.
     *
     * @return empty if the text does not start with two numbers
     */
    public static Optional<KernelVersion> parse(String release) {
        Matcher numbers = RELEASE.matcher(release);
        return numbers.matches()
                ? Optional.of(new KernelVersion(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(KernelVersion other) {
        return major != other.major ? Integer.compare(major, other.major) : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
