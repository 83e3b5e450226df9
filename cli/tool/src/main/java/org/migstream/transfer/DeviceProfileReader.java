// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.Plugins;
import org.migstream.profile.Profile;
import org.migstream.spi.Facts;
import org.migstream.spi.Finding;
import org.migstream.spi.PciId;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.InvalidDeviceNameException;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.MigrationDevice.Chunk;
import org.migstream.vfio.MigrationState;
import org.migstream.vfio.MigrationState.DataPhase;
import org.migstream.vfio.MigrationState.DeviceActivity;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.V1StateMachine;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.LinuxHost;

/**
 * Reads the profile of a device. Some facts, such as the number of ports, are only in the device's state, so the reader
 * begins a save to read them. At the start of the state, drivers send the data that the driver of the target compares.
 * Most drivers send them in pre-copy.
 */
public final class DeviceProfileReader {
    /**
     * Maximum number of state bytes to read. The data that the driver of the target compares are at the start of the
     * state.
     */
    private static final int MAX_STATE_BYTES = 1 << 20;

    private final Plugins plugins;
    private final boolean mayStop;
    private Optional<Finding> decoderFailure = Optional.empty();

    /**
     * @param plugins the plugins that decode the state
     * @param mayStop whether a running device without pre-copy may be stopped to read its state; else its state is not
     *     read
     */
    public DeviceProfileReader(Plugins plugins, boolean mayStop) {
        this.plugins = plugins;
        this.mayStop = mayStop;
    }

    /**
     * Reads the profile of an open device and returns the device to its current state.
     *
     * @param name the name by which the device was opened
     * @throws VfioException if the configuration cannot be read, or the device does not return to its state
     * @throws IOException if the state cannot be decoded for lack of disk space
     */
    public Profile readProfile(DeviceName name, MigrationDevice device) throws IOException {
        Profile profile = readWithoutStateFacts(name, device);
        return hasStateRules(profile) ? withStateFacts(profile, readLeadingState(device)) : profile;
    }

    /**
     * Reads the profile of an open device without changing the device. The profile lacks the facts that are only in the
     * device's state.
     *
     * @param name the name by which the device was opened
     */
    static Profile readWithoutStateFacts(DeviceName name, MigrationDevice device) throws VfioException {
        DeviceConfiguration configuration = device.readConfiguration();
        PciId id = configuration.configSpace().id();
        // The feature names of a profile are those of VFIO_DEVICE_FEATURE_MIGRATION (v2); v1 has no such names.
        List<String> migration = device.stateMachine() instanceof V1StateMachine ? null : device.features();
        Long window = device.windowSize().isPresent() ? device.windowSize().getAsLong() : null;
        return new Profile(
                device.decoderName().orElse(null),
                id,
                kernelRelease(name),
                migration,
                configuration.configSpace(),
                window,
                Facts.NONE,
                null);
    }

    /**
     * Returns the release of the running kernel; null for a simulated device, which loads the same states on every
     * kernel.
     */
    private static @Nullable String kernelRelease(DeviceName name) {
        return name.isSimulated() ? null : LinuxHost.LOCAL.kernelRelease().orElse(null);
    }

    /** Returns whether a plugin decodes the states of the device's driver and has rules about them. */
    private boolean hasStateRules(Profile profile) {
        return stateDecoder(profile).isPresent();
    }

    /** Returns the decoder of the state of such a device; empty if no plugin has rules about the state. */
    private Optional<PluginDecoder> stateDecoder(Profile profile) {
        return Optional.ofNullable(profile.driver())
                .filter(driver -> !plugins.rules(driver).isEmpty())
                .flatMap(plugins::decoder);
    }

    /**
     * Returns a profile with the facts in a state added.
     *
     * @param profile the profile without these facts
     * @param head the first bytes of the state; empty if the state could not be read
     * @throws IOException if the bytes cannot be decoded for lack of disk space
     */
    Profile withStateFacts(Profile profile, byte[] head) throws IOException {
        Optional<PluginDecoder> decoder = stateDecoder(profile);
        if (head.length == 0 || decoder.isEmpty()) {
            return profile;
        }
        try (DecodedState state = decoder.get().decode(new ByteArrayInputStream(head), false)) {
            decoderFailure = state.failure();
            return profile.withFacts(state.facts());
        }
    }

    /** Returns the failure of the plugin that decoded the last state, if any. The profile then lacks facts. */
    public Optional<Finding> decoderFailure() {
        return decoderFailure;
    }

    /**
     * Opens a device, reads its profile and closes it.
     *
     * @param name {@code sim:...}, {@code vfio:...} or {@code fd:...}
     * @param timeout the time limit of one call to the device
     * @throws InvalidDeviceNameException if the name is not valid
     * @throws DeviceFailureException if the device cannot be opened or its profile cannot be read
     */
    public Profile readProfile(String name, Duration timeout) throws IOException {
        DeviceName named = parseName(name);
        String finalState = "";
        try (MigrationDevice device = DeviceGroup.open(named, timeout, plugins::driverErrors)) {
            finalState = "; its final state is unknown";
            try {
                return readProfile(named, device);
            } finally {
                finalState = "; it was left in " + device.state();
            }
        } catch (VfioException e) {
            throw new DeviceFailureException(name + ": " + e.getMessage() + finalState, e);
        }
    }

    private static DeviceName parseName(String name) throws InvalidDeviceNameException {
        try {
            return DeviceName.parse(name, 1);
        } catch (IllegalArgumentException e) {
            throw new InvalidDeviceNameException(TransferException.messageOf(e));
        }
    }

    private byte[] readLeadingState(MigrationDevice device) throws VfioException {
        MigrationState initial = device.state();
        boolean stopped = initial.activity() == DeviceActivity.STOPPED;
        boolean preCopy = !stopped && device.hasState(initial.activity(), DataPhase.PRE_COPY);
        if (initial.isError() || initial.dataPhase() != DataPhase.NONE || !stopped && !preCopy && !mayStop) {
            return new byte[0];
        }
        try {
            device.enter(
                    preCopy ? initial.activity() : DeviceActivity.STOPPED,
                    preCopy ? DataPhase.PRE_COPY : DataPhase.STOP_COPY,
                    entered -> {});
            return readChunks(device);
        } catch (IOException e) {
            // The profile then lacks the facts from the state. The return to the initial state in "finally" may still
            // fail.
            return new byte[0];
        } finally {
            device.enter(initial.activity(), DataPhase.NONE, entered -> {});
        }
    }

    private static byte[] readChunks(MigrationDevice device) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (head.size() < MAX_STATE_BYTES) {
            Optional<Chunk> chunk = device.read();
            if (chunk.isEmpty()) {
                break;
            }
            append(chunk.get(), head);
        }
        return head.toByteArray();
    }

    private static void append(Chunk chunk, ByteArrayOutputStream head) throws IOException {
        while (head.size() < MAX_STATE_BYTES) {
            ByteBuffer bytes = chunk.next();
            if (!bytes.hasRemaining()) {
                return;
            }
            byte[] part = new byte[Math.min(bytes.remaining(), MAX_STATE_BYTES - head.size())];
            bytes.get(part);
            head.write(part);
        }
    }
}
