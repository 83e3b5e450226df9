// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import org.migstream.inspect.report.StreamReport;
import org.migstream.stream.Configuration;

/** Which machine the stream says it is of. */
final class MachineLookup implements Lookup {
    @Override
    public void look(Saying saying, StreamReport report, Answer answer) {
        Configuration configuration = report.frame().configuration();
        if (configuration == null) {
            answer.say("the stream does not name its machine");
        } else {
            boolean same = configuration.machine().equals(saying.group("received"));
            answer.at(
                    null,
                    configuration.offset(),
                    "the stream's machine is " + configuration.machine() + (same ? "" : ": another stream is meant"));
        }
    }
}
