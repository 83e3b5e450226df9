// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

/**
 * Something that a simulated device can be told, {@code name=value}.
 *
 * @param name its name
 * @param valueSyntax what may stand behind the equals sign, as a usage text has it
 * @param description what the device then does or has, in a few words
 */
public record SimulatedOption(String name, String valueSyntax, String description) {}
