// SPDX-License-Identifier: Apache-2.0
package org.migstream.bundle;

import java.io.IOException;
import java.util.List;
import org.migstream.container.Input;

/** The input of a bundle. It is read twice, so each call opens it again. The names of the inputs have no directories. */
public interface BundleSource {
    /** Opens the stream. */
    Input openStream() throws IOException;

    /** Opens the recordings of its multifd channels. */
    List<Input> openChannels() throws IOException;
}
