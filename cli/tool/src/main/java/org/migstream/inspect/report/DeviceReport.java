// SPDX-License-Identifier: Apache-2.0
package org.migstream.inspect.report;

import org.migstream.device.SavedDevice;
import org.migstream.plugin.DecodedState;
import org.migstream.spi.DeviceIdentity;

/**
 * All that is told about one VFIO device.
 *
 * @param device its records, bytes and configuration
 * @param identity which device it is, as far as the saved configuration space tells
 * @param state its own bytes, decoded; null if nobody understands them
 */
public record DeviceReport(SavedDevice device, DeviceIdentity identity, DecodedState state) {}
