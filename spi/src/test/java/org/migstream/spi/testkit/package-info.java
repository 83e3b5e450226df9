// SPDX-License-Identifier: Apache-2.0
/**
 * Contains the conformance kit for the tests of decoders. It is the artifact {@code
 * migstream-spi-testkit}, for the scope {@code test}, and brings JUnit Jupiter 6.
 *
 * <p>A test extends {@link org.migstream.spi.testkit.StateDecoderContract} and provides samples, captured or built:
 *
 * <pre>{@code
 * class AcmeDecoderTest extends StateDecoderContract {
 *     protected VendorPlugin plugin() {
 *         return new AcmePlugin();
 *     }
 *
 *     protected List<Sample> samples() {
 *         return List.of(
 *                 Sample.of(Path.of("src/test/resources/idle.bin")),
 *                 new Sample("no queues", ByteBuilder.le().u32(0x656d6361).u16(1).u16(0).toArray()));
 *     }
 *
 *     @Test
 *     void queues_areCounted() {
 *         DecodeResult decoded = DecodeResult.of(decoder(), ByteBuilder.le().u32(0x656d6361).u16(1).u16(9).toArray());
 *         assertEquals(9, decoded.number("queues"));
 *         assertEquals(Set.of("TRUNCATED"), decoded.codes());
 *     }
 * }
 * }</pre>
 *
 * <p>The contract checks each sample:
 *
 * <pre>
 *   sample ---------------------------&gt; each byte in one field; names unique and well formed;
 *     |                                 codes, messages and offsets of findings valid;
 *     |                                 no unread bytes without a finding
 *     +-- truncated at every length ---&gt; these rules, and never complete (except by isCompleteAt)
 *     +-- bits flipped ----------------&gt; these rules, and no exception
 *     +-- extreme lengths and counts --&gt; these rules, and little memory; one at a time, and two at once
 *     +-- bytes under a checksum ------&gt; changed, they cause a warning or an error
 *     +-- in pieces, in parallel ------&gt; the same result as the whole state
 *     +-- first bytes -----------------&gt; recognized; random bytes and text are not
 * </pre>
 *
 * <p>The damage is the same in every run. For a sample of more than some KiB the kit tries only a selection, so it needs
 * about a second for each sample. Many small and unusual samples find more faults than a few large ones. Provide valid
 * states, and states with warnings, optional parts and restarts: if possible, one for every branch of the decoder.
 */
package org.migstream.spi.testkit;
