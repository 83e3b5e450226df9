// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.util.Map;
import org.migstream.spi.Symbols;

/** The names of the bits of the two capability masks, without their prefixes. */
final class QatCapabilities {
    /**
     * Accelerator capabilities: enum icp_qat_capabilities_mask in the kernel's icp_qat_hw.h, ICP_ACCEL_CAPABILITIES_*;
     * for bits that are reserved in that enum, the names come from icp_accel_devices.h of qatlib, Intel's user space
     * library.
     */
    static final Symbols ACCELERATION = bitSymbols(Map.ofEntries(
            Map.entry(0, "CRYPTO_SYMMETRIC"),
            Map.entry(1, "CRYPTO_ASYMMETRIC"),
            Map.entry(2, "CIPHER"),
            Map.entry(3, "AUTHENTICATION"),
            Map.entry(4, "RESERVED_1"),
            Map.entry(5, "COMPRESSION"),
            Map.entry(6, "LZS_COMPRESSION"),
            Map.entry(7, "RAND"),
            Map.entry(8, "ZUC"),
            Map.entry(9, "SHA3"),
            Map.entry(10, "KPT"),
            Map.entry(11, "RL"),
            Map.entry(12, "HKDF"),
            Map.entry(13, "ECEDMONT"),
            Map.entry(14, "EXT_ALGCHAIN"),
            Map.entry(15, "SHA3_EXT"),
            Map.entry(16, "AESGCM_SPC"),
            Map.entry(17, "CHACHA_POLY"),
            Map.entry(18, "SM2"),
            Map.entry(19, "SM3"),
            Map.entry(20, "SM4"),
            Map.entry(21, "INLINE"),
            Map.entry(22, "CNV_INTEGRITY"),
            Map.entry(23, "CNV_INTEGRITY64"),
            Map.entry(24, "LZ4_COMPRESSION"),
            Map.entry(25, "LZ4S_COMPRESSION"),
            Map.entry(26, "AES_V2"),
            Map.entry(27, "KPT2"),
            Map.entry(29, "ZUC_256"),
            Map.entry(30, "WIRELESS_CRYPTO_EXT"),
            Map.entry(31, "AUX")));

    /** Extended data compression capabilities, as the firmware reports them: DC_*_EXTENDED_CAPABILITY of qatlib. */
    static final Symbols EXTENDED_COMPRESSION =
            bitSymbols(Map.of(0, "CNV", 8, "CNVNR", 21, "CHAIN_HASH_THEN_COMPRESS", 29, "LZ4_E2E_COMP_CRC"));

    private QatCapabilities() {}

    private static Symbols bitSymbols(Map<Integer, String> names) {
        Symbols symbols = Symbols.HEXADECIMAL;
        for (Map.Entry<Integer, String> bit : names.entrySet()) {
            symbols = symbols.bit(bit.getKey(), bit.getValue());
        }
        return symbols;
    }
}
