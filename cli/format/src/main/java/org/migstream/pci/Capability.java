// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

/**
 * An element of the capability list.
 *
 * @param offset where it starts, in bytes from the start of configuration space; a multiple of 4 from 0x40 on
 * @param id one byte, as PCI-SIG assigns them
 * @param name short name such as {@code MSI-X}; null for an id that is not known here
 */
public record Capability(int offset, int id, String name) {}
