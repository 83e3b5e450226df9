// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import org.jspecify.annotations.Nullable;
import org.migstream.device.SavedDevice;
import org.migstream.plugin.DecodedState;
import org.migstream.spi.DeviceIdentity;

/**
 * The report on one VFIO device.
 *
 * @param device its records, data and configuration
 * @param identity its PCI ids, as far as the saved configuration space has them
 * @param state its decoded state; null if no plugin decodes it
 */
public record DeviceReport(
        SavedDevice device,
        DeviceIdentity identity,
        @Nullable DecodedState state) {}
