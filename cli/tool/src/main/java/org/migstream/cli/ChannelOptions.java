// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that adds recorded multifd channels to the main stream. */
final class ChannelOptions {
    @Option(
            names = "--channel",
            paramLabel = "FILE",
            description = "Read FILE as the recording of a multifd channel of the stream; may be repeated.")
    private List<String> channels = new ArrayList<>();

    /** Returns the names of the recordings, in the order of the options. */
    List<String> names() {
        return channels;
    }
}
