// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.qat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.migstream.spi.Symbols;

/**
 * The services of the four ring pairs of a virtual function: ring_to_svc_map of struct adf_hw_device_data;
 * ADF_CFG_SERV_RING_PAIR_0_SHIFT to _3_SHIFT and enum adf_cfg_service_type in adf_cfg_common.h. Each ring pair has
 * three bits; the first ring pair has the lowest bits.
 */
final class QatServiceMap {
    private static final List<String> SERVICES = List.of("unused", "crypto", "comp", "sym", "asym", "decomp");
    private static final int RING_PAIRS = 4;
    private static final int BITS = 3;

    private QatServiceMap() {}

    /** Returns the services in the order of the ring pairs, separated by commas. */
    static String serviceNames(long map) {
        return IntStream.range(0, RING_PAIRS)
                .map(pair -> (int) (map >>> pair * BITS & (1 << BITS) - 1))
                .mapToObj(service -> service < SERVICES.size() ? SERVICES.get(service) : Integer.toString(service))
                .collect(Collectors.joining(","));
    }

    /** Returns the symbols for one map. */
    static Symbols symbols(long map) {
        return Symbols.HEXADECIMAL.value(map, serviceNames(map));
    }
}
