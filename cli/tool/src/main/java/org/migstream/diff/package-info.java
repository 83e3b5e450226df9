// SPDX-License-Identifier: Apache-2.0
/**
 * The use case {@code diff}: finds the differences between two inputs and renders them as text or JSON.
 *
 * <pre>
 *   DiffInput --StreamInspector--&gt; DiffOperand --+
 *                                                +--&gt; StreamLayoutComparison     machine, sections, order
 *   DiffInput --StreamInspector--&gt; DiffOperand --+    VfioDevicesComparison      VFIO devices
 *                                                |      VfioConfigComparison       by register
 *                                                |      DriverStateComparison      by field
 *                                                |    EmulatedDevicesComparison  all other devices, by field
 *                                                |      KeyedListComparison        lists of keys and values, by key
 *                                                |    RamComparison              guest memory, by page
 *                                                |    TransportComparison        how the source sent the stream
 *                                                +--&gt; DifferenceCollector --&gt; DiffReport --&gt; DiffText | DiffJson
 * </pre>
 *
 * <p>Start at {@link org.migstream.diff.StreamDiff}. It reads the first input to its end, then the second, and then
 * compares both. So each input may be a pipe; the data to compare is kept in temporary files. Comparisons look at bytes
 * first and decode fields only where bytes differ. Differing bytes that belong to no field are reported, too.
 *
 * <p>{@link org.migstream.diff.LoadRefusals} marks the differences because of which QEMU refuses the first input. The
 * decision is that of {@link org.migstream.check.MachineRefusals}. These differences come first.
 *
 * <p>Comparisons run in the order of {@link org.migstream.diff.DifferenceArea}, the most important area first. If an
 * input is truncated, values that are missing in it for this reason are not differences. Values that change on their
 * own belong to an {@link org.migstream.diff.IgnoreCategory}, and the user can ignore a category. {@link
 * org.migstream.diff.IgnoreRules} lists the fields of each category.
 */
@NullMarked
package org.migstream.diff;

import org.jspecify.annotations.NullMarked;
