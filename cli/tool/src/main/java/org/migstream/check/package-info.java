// SPDX-License-Identifier: Apache-2.0
/**
 * The use case {@code check}: whether the states of the devices in a stream will load into their targets.
 *
 * <pre>
 *   Input --&gt; StreamInspector --&gt; StreamReport --+--&gt; InspectionReasons   damage of the stream and of the states
 *                                                |
 *   TargetInput --&gt; TargetReader --&gt; Target -----+--&gt; TargetMatcher       which target device loads which state
 *     profile, stream, or device    TargetDevice |
 *                                                +--&gt; TargetCheck         driver, rules, PCI id, configuration space
 *                                                |      PciPlacement      which bus: is the extended space compared
 *                                                |
 *     stream of a machine           SavedMachine +--&gt; MachineComparison
 *                                                       ConfigurationComparison    machine type, capabilities, UUID
 *                                                       RamBlockComparison         names and sizes
 *                                                       SectionComparison          names, instances, versions
 *                                                       EmulatedDeviceComparison   configuration spaces, equal fields
 *                                                         DeviceLayoutComparison   lengths, versions, subsections
 *
 *   all reasons --&gt; CheckReport: a DeviceCheck for each device --&gt; CheckJson, CheckText
 * </pre>
 *
 * <p>A restore uses {@link org.migstream.check.StreamChecker} for a stream that it has read, and {@link
 * org.migstream.check.FirstBytesCheck} for the first bytes of a state that is still arriving.
 *
 * <p>There are three verdicts. The worst reason decides: an ERROR makes a state incompatible, a WARNING makes it
 * unknown, INFO changes nothing. Unknown never counts as compatible: a device without a decoder, a rule or a target is
 * unknown. So is a target device that failed when its profile was read, now or earlier ({@code QueryProblem}). Without any
 * target only the stream itself is checked.
 *
 * <p>The codes of decoders and rules come from their plugins, codes that start with {@code pci.} are about
 * configuration spaces, and other codes come from the inspection. {@link org.migstream.report.CheckFindingCodes} and
 * {@link org.migstream.report.TargetStreamFindingCodes} declare the codes of this package.
 *
 * <p>Two streams show much of both machines, but not everything: what neither shows is named in a note, and what only
 * one of them shows is unknown.
 *
 * <p>Plugins contain the knowledge of vendors about their states. This package contains the checks of QEMU before it
 * gives a state to a device.
 */
@NullMarked
package org.migstream.check;

import org.jspecify.annotations.NullMarked;
