// SPDX-License-Identifier: Apache-2.0
/**
 * The SPI for plugins of vendors. Start here.
 *
 * <p>A migration stream holds, for each VFIO device, bytes that the vendor's kernel driver wrote. A
 * plugin reads them: it names their fields, reports faults, and decides into which device they load.
 *
 * <pre>
 *   VendorPlugin --+-- StateDecoder       match(DeviceIdentity, first bytes) --&gt; Match
 *   found by       |                      decode(FieldReader) --&gt; Completeness
 *   ServiceLoader  |                          |  reading is naming
 *                  |                          +--&gt; FieldSink: Field, facts, Finding     (migstream's side)
 *                  |
 *                  +-- CompatibilityRule  check(Comparison of two DeviceSnapshots) --&gt; Reason, Compatibility
 * </pre>
 *
 * <p><b>The life of a decoder.</b> It is asked whether a state is in its format; the surest of all gets it. Then it reads
 * the state once, from front to back, out of a {@link org.migstream.spi.FieldReader}:
 *
 * <pre>{@code
 * public Completeness decode(FieldReader in) throws IOException {
 *     long magic = in.u64("magic", Symbols.HEXADECIMAL);
 *     if (magic != MAGIC) {
 *         in.error("BAD_MAGIC", "this is not a state of an acme device");
 *     }
 *     long queues = in.u32("queues");
 *     in.fact("queues", queues);
 *     while (!in.isExhausted()) {
 *         long size = in.u32("size");
 *         in.record("image", size, () -> in.opaque("firmware", in.remaining()));
 *     }
 *     return Completeness.COMPLETE;
 * }
 * }</pre>
 *
 * <p>The facts are what a rule compares: {@code comparison.requireEqual("queues", "QUEUES_MISMATCH", "queues")} looks for {@code
 * queues} among the facts of the stream and of the target, which come from a profile ({@code "facts": {"queues": 8}}) or
 * from another stream.
 *
 * <p><b>The rules.</b>
 *
 * <ul>
 *   <li>Nothing in a state can be trusted. Lengths go to {@code record} and {@code opaque}; counts are compared with what
 *       is left before they are looped over.
 *   <li>Report a fault and read on, if possible: every field helps to find the cause.
 *   <li>What is opaque stays opaque: a size that is known is better than a field that is guessed.
 *   <li>Codes of findings never change, and {@code findingCodes()} declares each; messages are for people: lower case, what is wrong, what the kernel does about it.
 *   <li>No static state, no threads, no files, no printing.
 * </ul>
 *
 * <p>The tests jar of this module holds a conformance kit, {@code org.migstream.spi.testkit}: a vendor's test extends one
 * class and gives it sample states. {@code samples/plugin} is a complete plugin to copy.
 *
 * <p>Until version 1.0 everything here may change; {@code CHANGELOG.md} lists the changes.
 */
package org.migstream.spi;
