// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

/**
 * An element inside a section, between its {@link Section} and its {@link SectionFooter}. The records of a VFIO
 * configuration can also follow a {@link MultifdDeviceStatePacket}.
 */
public sealed interface SectionRecord extends Element
        permits OpaqueBytes, RamRecord, VfioRecord, SelfDelimitingRecord {}
