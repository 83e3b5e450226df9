// SPDX-License-Identifier: Apache-2.0
/**
 * Streams of any size and shape, written with migstream's own writer. {@link org.migstream.bench.BigStream} writes
 * them for the measurements of {@code cli/bench/run}. {@code ScaleTest} uses them for tests that need no clock:
 * long lists must fit into a small heap, and skipped bytes must not be read.
 *
 * <p>{@code GuestStreams} has streams like those of large guests. {@code HostileStreams} has well-formed streams
 * with an extreme number of elements of one kind.
 */
package org.migstream.bench;
