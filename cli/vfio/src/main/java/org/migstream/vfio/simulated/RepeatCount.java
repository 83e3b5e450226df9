// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

/**
 * Something that happens a number of times: {@code WHAT*2}; without a number, always.
 *
 * @param text it is
 * @param count how often
 */
record RepeatCount(String text, long count) {
    static RepeatCount of(OptionValues options, SimulatedOption option, String value) {
        int star = value.indexOf('*');
        return star < 0
                ? new RepeatCount(value, Long.MAX_VALUE)
                : new RepeatCount(
                        value.substring(0, star),
                        options.number(option, value.substring(star + 1), 1, Integer.MAX_VALUE));
    }
}
