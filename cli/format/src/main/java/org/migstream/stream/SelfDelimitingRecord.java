// SPDX-License-Identifier: Apache-2.0
package org.migstream.stream;

/** A record of a section whose records mark the last one. */
public sealed interface SelfDelimitingRecord extends SectionRecord
        permits DirtyBitmapRecord, BlockDeviceRecord, HtabRecord, S390StorageRecord, TodClockRecord {
    /** Returns whether the section ends after this record. */
    boolean isLast();
}
