// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.simulated;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.migstream.vfio.V1DeviceState;
import org.migstream.vfio.simulated.OptionValues.SimulatedOption;

/**
 * The requests that a v1 driver grants. It answers every other request with EINVAL. Each number is a value of
 * device_state: 1 RUNNING, 2 SAVING, 4 RESUMING.
 */
enum V1Grants {
    /** Every change between two valid states. */
    EVERYTHING(""),
    /** The changes that the comment in uapi/linux/vfio.h of Linux 5.8 to 5.17 lists. */
    DOCUMENTED("1-0 0-1 1-2 2-0 2-1 1-3 3-2 3-1 1-4 4-1"),
    /** The changes that libvfio-user allowed until it changed to v2 (migr_states in lib/migration_priv.h). */
    LIBVFIO_USER("0-1 1-0 1-2 1-3 1-4 2-0 2-1 3-0 3-1 3-2 4-1");

    static final SimulatedOption OPTION = new SimulatedOption(
            "grants",
            String.join("|", names()),
            "grant every request (everything), or only those of Linux's documentation or of libvfio-user");

    /** FROM-TO for each request, separated by spaces. */
    private final String requests;

    V1Grants(String requests) {
        this.requests = requests;
    }

    private static List<String> names() {
        return Arrays.stream(values()).map(V1Grants::optionValue).toList();
    }

    private String optionValue() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns the value of the option.
     *
     * @param ndma whether the device has NDMA, which neither Linux's documentation nor libvfio-user knows
     * @throws IllegalArgumentException if the option is not valid
     */
    static V1Grants of(OptionValues options, boolean ndma) {
        String value = options.choice(OPTION, names(), EVERYTHING.optionValue());
        V1Grants grants = Arrays.stream(values())
                .filter(one -> one.optionValue().equals(value))
                .findFirst()
                .orElseThrow();
        if (ndma && grants != EVERYTHING) {
            throw options.invalidValue(OPTION, value, "possible with NDMA");
        }
        return grants;
    }

    /** Returns whether the driver grants this request between two valid states. */
    boolean grants(V1DeviceState from, V1DeviceState to) {
        return this == EVERYTHING
                || from.value() == to.value()
                || List.of(requests.split(" ")).contains(from.value() + "-" + to.value());
    }
}
