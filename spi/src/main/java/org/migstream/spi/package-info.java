// SPDX-License-Identifier: Apache-2.0
/**
 * Contains the SPI for vendor plugins. Start here.
 *
 * <p>A migration stream holds, for each VFIO device, bytes that the vendor's kernel driver wrote. A plugin reads these
 * bytes: it names their fields, reports faults, and decides into which devices they can be loaded.
 *
 * <pre>
 *   VendorPlugin --+-- StateDecoder       match(DeviceIdentity, first bytes) --&gt; Match
 *   found by       |                      decode(FieldReader) --&gt; Completeness
 *   ServiceLoader  |                          |  each read names its bytes
 *                  |                          +--&gt; FieldSink: Field, facts, Finding     (migstream's side)
 *                  |
 *                  +-- CompatibilityRule  check(Comparison of two DeviceSnapshots) --&gt; Reason, Compatibility
 * </pre>
 *
 * <p><b>Decoders.</b> First migstream asks each decoder whether it recognizes the state, and selects the best match.
 * Then the selected decoder reads the state once, from front to back, with a {@link org.migstream.spi.FieldReader}:
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
 *     return Completeness.UNKNOWN;
 * }
 * }</pre>
 *
 * <p>Here a state that lost its last image looks like a shorter one, so the decoder cannot know whether it is complete.
 * A decoder may return {@code COMPLETE} only if the format shows the end of a state, and if it says so with {@link
 * org.migstream.spi.StateDecoder#provesCompleteness}.
 *
 * <p>A rule compares facts: {@code comparison.requireEqual("queues", "QUEUES_MISMATCH", "queues")} compares the fact
 * {@code queues} of the stream and of the target. The facts of a target come from a profile ({@code "facts": {"queues":
 * 8}}) or from another stream.
 *
 * <p><b>The rules.</b>
 *
 * <ul>
 *   <li>Do not trust a state. Pass lengths to {@code record} and {@code opaque}; compare a count with the remaining bytes
 *       before a loop uses it.
 *   <li>Report a fault and continue to read, if possible: every field helps to find the cause.
 *   <li>Do not interpret opaque bytes: a known size is better than a guessed field.
 *   <li>Finding codes never change, and {@code findingCodes()} declares each. Messages are for people: lower case, the
 *       problem, and the reaction of the kernel.
 *   <li>Use no static state, no threads and no files, and print nothing.
 * </ul>
 *
 * <p>The jar {@code migstream-spi-testkit} contains a conformance kit, {@code org.migstream.spi.testkit}: a test of a plugin
 * extends one class and provides sample states. {@code samples/plugin} is a complete plugin to copy.
 *
 * <p>Until version 1.0 the SPI may change; {@code CHANGELOG.md} lists the changes.
 */
package org.migstream.spi;
