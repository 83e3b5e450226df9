// SPDX-License-Identifier: Apache-2.0
/**
 * Checks of a stream whose framing is intact. The class {@code MigrationReader} finds damaged framing.
 *
 * <pre>
 *   StreamChecks ----&gt; StreamCheck (one list, in the order of the report)
 *     visit              each header, command and section   SectionSequenceCheck, LoadabilityCheck
 *     finishMainStream   the main stream has been read      ScannedSectionCheck, TrailingBytesCheck, VmDescCheck
 *     finishInputs       all inputs have been read          VmDescPresenceCheck, DialectCheck, ChannelDevicesCheck
 *     checkDevice        one VFIO device                    DeviceDataCheck, DeviceConfigCheck
 * </pre>
 *
 * <p>To add a check, write a {@link org.migstream.inspect.checks.StreamCheck} and add it to {@code
 * StreamCheck.createAll}. A check reads no bytes of the stream: it uses the elements and the data that the walk has
 * collected.
 *
 * <p>{@link org.migstream.inspect.checks.MultifdChannelCheck} and {@link org.migstream.inspect.checks.MissingChannels} are
 * not in the list, because their input is the packets of several channels. The use case {@code convert} uses them, too.
 */
@NullMarked
package org.migstream.inspect.checks;

import org.jspecify.annotations.NullMarked;
