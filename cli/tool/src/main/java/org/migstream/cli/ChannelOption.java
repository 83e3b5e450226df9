// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.List;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.UsageException;
import org.migstream.cli.options.Value;

/** The option that adds recorded multifd channels to the main stream. */
final class ChannelOption {
    /** The names of the recordings, in the order of the options. */
    static final Argument<List<String>> CHANNEL = Value.option(
                    "--channel", "FILE", "Read FILE as the recording of a multifd channel.")
            .repeatable();

    private ChannelOption() {}

    /**
     * Refuses recordings that could belong to any of several main streams, or to none.
     *
     * @param option the name of the option
     * @param label the word for a main stream in the help
     */
    static void requireOneStream(String option, List<String> channels, String label, List<String> streams) {
        if (!channels.isEmpty() && streams.size() != 1) {
            throw new UsageException(option + " requires exactly one " + label + ", but there are " + streams.size());
        }
    }
}
