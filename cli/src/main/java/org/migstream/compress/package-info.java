// SPDX-License-Identifier: Apache-2.0
/**
 * What a stream may be wrapped in. Found by the first bytes, never by a file's name: {@link
 * org.migstream.compress.Input} opens a file or a pipe and gives the bytes inside.
 *
 * <p>An unpacked stream cannot be read out of order, so to the layers above it is a pipe. Containers that are not
 * unpacked here are recognised all the same, so that the message can name the program that does it.
 */
package org.migstream.compress;
