// SPDX-License-Identifier: Apache-2.0
/**
 * Streams of any size and shape, written by the program's own writer: {@link org.migstream.bench.BigStream} makes them for
 * {@code cli/bench/run}, which measures, and for {@code ScaleTest}, which proves what needs no clock: that lists fit into
 * a small heap, and that what nobody looks at is not read.
 *
 * <p>There are streams such as large guests give, and well-formed ones that have absurdly much of one thing.
 */
package org.migstream.bench;
