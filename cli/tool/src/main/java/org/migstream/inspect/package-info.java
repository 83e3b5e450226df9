// SPDX-License-Identifier: Apache-2.0
/**
 * The use case {@code inspect}: reads an input and makes a report. This package prints nothing.
 *
 * <pre>
 *   Input --&gt; InputReader --&gt; inspect.walk      reads every element once
 *                |               |
 *                |            inspect.checks    finds faults that leave the framing intact
 *                |
 *             StreamInspector --&gt; inspect.decoding  decodes the states of devices
 *                |
 *             inspect.report.StreamReport --&gt; text, JSON
 * </pre>
 *
 * <p>Start with {@link org.migstream.inspect.StreamInspector}. It detects the kind of the input, reads it and the
 * recordings of its channels, runs the checks and decodes the states. {@link org.migstream.inspect.SnapshotInspector}
 * lists the snapshots of a qcow2 image.
 *
 * <p>Damage ends the reading of an input, but not the report. The report has everything that was read before the
 * damage, and one finding with the offset of the damage.
 */
@NullMarked
package org.migstream.inspect;

import org.jspecify.annotations.NullMarked;
