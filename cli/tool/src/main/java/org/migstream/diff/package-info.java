// SPDX-License-Identifier: Apache-2.0
/**
 * The use case {@code diff}: what is not the same in two inputs. Nothing here prints.
 *
 * <pre>
 *   DiffInput --StreamInspector--&gt; Side: StreamReport, PageIndex --+
 *                                                                  +--&gt; FrameComparison      machine, sections, order
 *   DiffInput --StreamInspector--&gt; Side: StreamReport, PageIndex --+    DevicesComparison    VFIO devices
 *                                                                  |      ConfigurationComparison   by register
 *                                                                  |      StateComparison           by field
 *                                                                  |    FieldsComparison     all other devices, by field
 *                                                                  |    MemoryComparison     by page
 *                                                                  |    MessagesComparison   return paths
 *                                                                  |    TransportComparison  how they were sent
 *                                                                  +--&gt; Differences --&gt; DiffReport
 * </pre>
 *
 * <p>The first input is read to its end, then the second, then both are compared: so each may be a pipe, and what is kept
 * of them lies in temporary files. What they hold is compared by its bytes first; only where these differ is asked what
 * they mean, and every byte that differs and is in no field is told as such.
 *
 * <p>Comparisons run in the order of {@link org.migstream.diff.DifferenceArea}, so that what matters most comes first.
 * What an input lacks because it could not be read so far is no difference. What changes by itself has a word ({@link
 * org.migstream.diff.IgnoreCategory}) by which it can be ignored: {@link org.migstream.diff.IgnoreRules} knows which fields.
 */
package org.migstream.diff;
