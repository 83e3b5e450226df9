// SPDX-License-Identifier: Apache-2.0
/**
 * The conformance kit: what a vendor's tests of a decoder start from. It is the tests jar of the SPI ({@code
 * <type>test-jar</type>}, scope {@code test}), and needs JUnit Jupiter 6.
 *
 * <p>A test extends {@link org.migstream.spi.testkit.StateDecoderContract} and gives samples, captured or made by hand:
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
 * <p>That gives, for each sample, the rules of every decoder:
 *
 * <pre>
 *   sample ---------------------------&gt; each byte in one field; names unique and well formed;
 *     |                                 codes, messages, offsets of findings as they should be;
 *     |                                 nothing left unread unless a finding says why
 *     +-- truncated at every length ---&gt; the same, and never complete     (except where isCompleteAt)
 *     +-- bits turned -----------------&gt; the same, and no exception
 *     +-- lengths and counts extreme --&gt; the same, and no memory taken
 *     +-- in pieces, slowly, at once --&gt; exactly what the whole gives
 *     +-- its first bytes -------------&gt; recognized; noise and text are not
 * </pre>
 *
 * <p>The damage is the same in every run. Of samples that are larger than some KiB only a selection is tried, so the
 * kit takes about a second for each; more, smaller and odder samples find more than large ones. Give sound states, and
 * those with warnings, optional parts and restarts: every branch of the decoder, if possible.
 */
package org.migstream.spi.testkit;
