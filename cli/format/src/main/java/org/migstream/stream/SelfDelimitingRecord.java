// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

/** A record of a section whose records say themselves which of them is the last. */
public sealed interface SelfDelimitingRecord extends SectionRecord
        permits DirtyBitmapRecord, BlockDeviceRecord, HtabRecord, S390StorageRecord, TodClockRecord {
    /** Whether the section ends behind this record. */
    boolean isLast();
}
