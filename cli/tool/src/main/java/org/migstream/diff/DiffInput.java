// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.util.List;
import org.migstream.container.Input;

/**
 * One of the two inputs to compare.
 *
 * @param input a stream of any kind, or raw device data
 * @param channels recordings of the input's multifd channels, in any order
 */
public record DiffInput(Input input, List<Input> channels) {
    /** Copies the list. */
    public DiffInput {
        channels = List.copyOf(channels);
    }
}
