// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import java.util.OptionalLong;
import org.migstream.stream.SectionKey;

/**
 * Something in a stream that a message is about.
 *
 * @param section whose it is; null if it is no section's
 * @param offset from the start of the stream, bytes; empty if it is no one place
 * @param text one sentence without its end
 */
public record Location(SectionKey section, OptionalLong offset, String text) {}
