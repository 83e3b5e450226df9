// SPDX-License-Identifier: Apache-2.0
/**
 * Reads, writes and applies the vmdescription: the JSON at the end of a QEMU migration stream that describes the layout of
 * every section that a VMStateDescription saved. Without it such a section cannot be decoded, and its end can only be
 * found by a search.
 *
 * <pre>
 *   JSON --VmDescriptionReader--&gt; one device at a time --+--&gt; VmDescription        lengths: splits the stream
 *                                                        +--&gt; VmStateDecoder       values: decodes payloads --&gt; VmStateSink
 *                                                        +--&gt; VmDescriptionEditor  copies the JSON with changes
 *
 *   VmStateDecoder --&gt; StructDecoder --&gt; ValueDecoder --&gt; PayloadReader
 * </pre>
 *
 * <p>The grammar (QEMU {@code migration/savevm.c}, {@code qemu_savevm_state_complete_precopy_non_iterable}; and
 * {@code migration/vmstate.c}, {@code vmstate_save_state_v} and {@code vmsd_desc_field_start}):
 *
 * <pre>
 *   {"configuration": VMSD, "page_size": n, "devices": [DEVICE...]}
 *   DEVICE = {"name": idstr, "instance_id": n, VMSD}
 *          | {"name": idstr, "instance_id": n, "size": n, "fields": [one buffer]}      old style
 *   VMSD   = "vmsd_name": s, "version": n, "fields": [FIELD...] [, "subsections": [{VMSD}...]]
 *   FIELD  = {"name": s, ["array_len": n | "index": i,] "type": s, ["struct": {VMSD} | VMSD...,] "size": n}
 * </pre>
 *
 * <p>This is unusual JSON, so a streaming reader counts by itself:
 *
 * <ul>
 *   <li>Keys repeat in one object: a list field writes a whole VMSD for each of its elements.
 *   <li>Up to QEMU 11.0, the last element of an array has no {@code index}; since 11.1, no element has one. So an entry
 *       depends on the entry before it.
 *   <li>Since 11.1, an entry {@code ptr-marker} and the entry after it can be one element ({@code PointerArray}).
 *   <li>{@code size} is the size of one element. The header of a subsection counts only in the sizes of the outer structures.
 * </ul>
 *
 * <p>{@link org.migstream.vmstate.VmDescription} keeps only the length of each device, because it must serve streams of
 * any size. The decoder keeps the fields of one device at a time.
 *
 * <p>{@link org.migstream.vmstate.VmDescriptionWriter} writes the vmdescription of a stream that holds VFIO devices only.
 * It adds the key {@code migstream}, which holds the profiles of the saved devices.
 *
 * <p>A vmdescription may be hostile, like its stream. Depth, names, number of devices and the memory for one device are
 * limited, and sums are checked for overflow. Any text that is not a vmdescription ends in a
 * {@link org.migstream.vmstate.VmDescription.VmDescriptionException}.
 */
@NullMarked
package org.migstream.vmstate;

import org.jspecify.annotations.NullMarked;
