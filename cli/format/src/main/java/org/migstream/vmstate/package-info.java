// SPDX-License-Identifier: Apache-2.0
/**
 * The vmdescription: the JSON at the end of a QEMU migration stream that says how every section saved by a
 * VMStateDescription is laid out. Without it such a section cannot be read; not even its end can be found but by search.
 *
 * <pre>
 *   JSON --DescriptionReader--&gt; devices, one at a time --+--&gt; VmDescription   lengths: splits the stream
 *                                                        +--&gt; VmStateDecoder  values: reads the payloads --&gt; VmStateSink
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
 * <p>It is not quite what a JSON document should be, hence a streaming reader that keeps its own account:
 *
 * <ul>
 *   <li>keys repeat in one object: a list field writes a whole VMSD for each of its elements;
 *   <li>the last element of an array has no {@code index}, so an entry means nothing without the one before it;
 *   <li>{@code size} is that of one element, and the header of a subsection is in no size but those around it.
 * </ul>
 *
 * <p>Both readers use the one grammar. {@link org.migstream.vmstate.VmDescription} merely keeps nothing of a device but
 * its sum, because it must serve streams of any size while the decoder needs the fields of one device at a time.
 *
 * <p>{@link org.migstream.vmstate.VmDescriptionWriter} writes one for streams that hold VFIO devices alone, with a key of our
 * own, {@code migstream}, which says what was saved.
 *
 * <p>The description is as hostile as the stream it came with: depth, names, number of devices and the memory for one
 * device are bounded, sums are checked, and what is no description ends in a
 * {@link org.migstream.vmstate.VmDescriptionException}.
 */
package org.migstream.vmstate;
