// SPDX-License-Identifier: Apache-2.0
/**
 * The vocabulary that migstream and its vendor plugins share.
 *
 * <p>It starts with how something noteworthy is told: a {@link org.migstream.spi.Finding} has a {@link
 * org.migstream.spi.Severity}, a code that scripts may rely on, a sentence for people and the place in the bytes. The
 * reader of streams reports damage with it, as plugins will report what they see in device data, so that one renderer
 * and one exit status serve both.
 *
 * <p>Until version 1.0 everything here may change.
 */
package org.migstream.spi;
