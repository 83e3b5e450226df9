// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

/**
 * Something that a simulated device can be told, {@code name=value}.
 *
 * @param name its name
 * @param value what may stand behind the equals sign, as a usage text has it
 * @param meaning what the device then does or has, in a few words
 */
public record Option(String name, String value, String meaning) {}
