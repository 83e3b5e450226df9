// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Serial numbers become zero; the registers around them stay. */
class SerialNumbersTest {
    private static final int SERIAL_NUMBER = 0x140;

    private static ConfigSpaceBuilder withSerialNumber() {
        return ConfigSpaceBuilder.express()
                .addCapability(0x60, CapabilityId.VPD.id())
                .putU32(0x64, 0x1234_5678)
                .putU32(0x68, 0x1111_1111)
                .addExtendedCapability(0x100, ExtendedCapabilityId.AER.id(), 1)
                .addExtendedCapability(SERIAL_NUMBER, ExtendedCapabilityId.DSN.id(), 1)
                .putU32(SERIAL_NUMBER + 4, 0x9abc_def0L)
                .putU32(SERIAL_NUMBER + 8, 0x2233_4455)
                .putU32(SERIAL_NUMBER + 12, 0x6677_8899);
    }

    @Test
    void serialNumberAndVitalProductData_areZero() {
        ConfigSpace original = withSerialNumber().build();
        ConfigSpace expected = withSerialNumber()
                .putU32(0x64, 0)
                .putU32(SERIAL_NUMBER + 4, 0)
                .putU32(SERIAL_NUMBER + 8, 0)
                .build();
        assertEquals(expected.bytes(), SerialNumbers.zero(original).bytes());
    }

    /** The list of capabilities ends before the serial number, is damaged, or loops. */
    @ParameterizedTest
    @ValueSource(ints = {0, 0x040, 0x100, 0xff0, 0x144})
    void damagedList_hidesNoSerialNumber(int next) {
        ConfigSpace zeroed = SerialNumbers.zero(
                withSerialNumber().putU32(0x100, 0x1_0001 | (long) next << 20).build());
        assertEquals(0, zeroed.u32(SERIAL_NUMBER + 4));
        assertEquals(0, zeroed.u32(SERIAL_NUMBER + 8));
        assertEquals(0x6677_8899, zeroed.u32(SERIAL_NUMBER + 12));
    }

    @Test
    void serialNumberAtEnd_isZeroedAsFarAsItGoes() {
        ConfigSpace zeroed = SerialNumbers.zero(ConfigSpaceBuilder.express()
                .putU32(0xff8, 0x1_0003)
                .putU32(0xffc, 0x1234_5678)
                .build());
        assertEquals(0x1_0003, zeroed.u32(0xff8));
        assertEquals(0, zeroed.u32(0xffc));
    }
}
