// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

/**
 * Something that happens a number of times: {@code WHAT*2}; without a number, always.
 *
 * @param what it is
 * @param times how often
 */
record Times(String what, long times) {
    static Times of(Options options, Option option, String value) {
        int star = value.indexOf('*');
        return star < 0
                ? new Times(value, Long.MAX_VALUE)
                : new Times(
                        value.substring(0, star),
                        options.number(option, value.substring(star + 1), 1, Integer.MAX_VALUE));
    }
}
