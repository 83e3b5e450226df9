// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

/**
 * An element that stands inside a section, between its {@link Section} and its {@link SectionFooter}; those of a VFIO
 * configuration also behind a {@link MultifdDeviceStatePacket}.
 */
public sealed interface SectionRecord extends Element
        permits OpaqueBytes, RamRecord, VfioRecord, SelfDelimitingRecord {}
