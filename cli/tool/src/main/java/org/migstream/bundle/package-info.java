// SPDX-License-Identifier: Apache-2.0
/**
 * The use case {@code bundle}: an archive that a user sends to a vendor, made of any input, damaged or not.
 *
 * <pre>
 *   stream --StreamInspector--&gt; StreamReport --RedactedStates--&gt; ShareableReport --&gt; inspect.txt, .html, .json
 *     |                            |
 *     |                            +--&gt; check.json, explanations of the logs
 *     +--RedactedCopy--&gt; stream.qevm.zst, or state.redacted.bin
 *                                                    all files --&gt; BundleArchive --&gt; .tar.zst
 * </pre>
 *
 * <p>Start at {@link org.migstream.bundle.Bundler}. The stream is read twice: the first reading finds out which bytes of
 * the device states are content. Each file of the archive is kept in a temporary file until the archive is written, because
 * the archive has the length of a file before the file. The archive has no times, no users and no directories of the
 * machine, so the same input gives the same bytes.
 *
 * <p>Nothing that the archive says comes from the content of a device state: {@link
 * org.migstream.bundle.ShareableReport} has the fields of the redacted states, and the findings of the originals. {@link
 * org.migstream.inspect.decoding.RedactedState} says what a state loses if a finding puts in doubt what is content.
 */
@NullMarked
package org.migstream.bundle;

import org.jspecify.annotations.NullMarked;
