// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.util.List;
import org.migstream.container.Input;

/**
 * One of the two.
 *
 * @param input any kind of stream, or raw device data
 * @param channels recordings of its multifd channels, in any order
 */
public record DiffInput(Input input, List<Input> channels) {
    /** A copy that nobody can change. */
    public DiffInput {
        channels = List.copyOf(channels);
    }
}
