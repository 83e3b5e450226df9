// SPDX-License-Identifier: Apache-2.0
package org.migstream.pci.lspci;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PciClassTest {
    @ParameterizedTest
    @CsvSource({
        "0x070002, Serial controller (16550)",
        "0x020000, Ethernet controller",
        "0x010802, Non-Volatile memory controller (NVM Express)",
        "0x030000, VGA compatible controller (VGA controller)",
        "0x088000, System peripheral",
        "0x0b4000, Co-processor",
        "0x0200ff, Ethernet controller",
        "0x02ee00, Network controller",
        "0x1f0000, Class 1f00",
        "0xffffffff, Unassigned class",
    })
    void classCode_hasName(String code, String name) {
        int classCode = Long.decode(code).intValue();
        String suffix = PciClass.programmingInterfaceName(classCode)
                .map(programming -> " (" + programming + ")")
                .orElse("");
        assertEquals(name, PciClass.subclassName(classCode) + suffix);
    }
}
