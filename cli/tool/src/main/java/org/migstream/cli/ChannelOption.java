// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.List;
import org.migstream.cli.options.Argument;
import org.migstream.cli.options.Value;

/** The option that adds recorded multifd channels to the main stream. */
final class ChannelOption {
    /** The names of the recordings, in the order of the options. */
    static final Argument<List<String>> CHANNEL = Value.option(
                    "--channel",
                    "FILE",
                    "Read FILE as the recording of a multifd channel of the stream; may be repeated.")
            .repeatable();

    private ChannelOption() {}
}
