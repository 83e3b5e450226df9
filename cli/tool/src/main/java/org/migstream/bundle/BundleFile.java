// SPDX-License-Identifier: Apache-2.0
package org.migstream.bundle;

/**
 * A file in the archive.
 *
 * @param name its path in the archive
 * @param about what it is, for people
 * @param length in bytes
 * @param sha256 hexadecimal digest of its bytes
 */
public record BundleFile(String name, String about, long length, String sha256) {}
