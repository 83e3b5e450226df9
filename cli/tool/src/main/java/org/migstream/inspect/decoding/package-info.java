// SPDX-License-Identifier: Apache-2.0
/**
 * Chooses the plugin that decodes the state of a device, and runs it.
 *
 * <pre>
 *   DecoderChoice (options)  --+
 *                              +--&gt; DecoderFinder --&gt; StateDecoding      after the walk, with the bytes that were kept
 *   plugins' matches         --+                  --&gt; StreamingDecoders  during the walk, for states that are not kept
 * </pre>
 *
 * <p>The configuration space identifies a device, but QEMU sends it after most of the device's data. A state is
 * therefore decoded after the walk. A state that exceeds the limit of kept bytes is decoded while it is read; then the
 * first bytes of the state choose the decoder, and the configuration confirms the choice.
 *
 * <p>The order is: the decoder that the user names, the strongest match of the plugins, the decoder of the target. If
 * several match equally well, no decoder is used and {@code plugin.ambiguous} is reported, unless the decoder of the
 * target is one of them ({@code DecoderFinder}).
 */
@NullMarked
package org.migstream.inspect.decoding;

import org.jspecify.annotations.NullMarked;
