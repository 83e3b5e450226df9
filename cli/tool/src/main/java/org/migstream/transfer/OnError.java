// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

/**
 * What happens to a device after a failed transfer, if its old state cannot be reached: a save does not bring the device
 * back, or a restore has written a part of a state.
 */
public enum OnError {
    /** Resets the device and lets it run; its state is lost. The other devices return to their initial states. */
    RESET,
    /** Stops all devices. Resets a device only if its state is lost anyway or it does not stop. */
    STOP,
    /** Leaves the device as it is. Most data sessions end when the last descriptor is closed. */
    KEEP
}
