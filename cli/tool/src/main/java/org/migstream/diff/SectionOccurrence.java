// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import org.migstream.stream.SectionKey;

/**
 * A section among those of the same name and instance.
 *
 * @param key what they share
 * @param index which of them, from 0 on
 */
record SectionOccurrence(SectionKey key, int index) {}
