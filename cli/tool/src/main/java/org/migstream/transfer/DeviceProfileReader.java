// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.Plugins;
import org.migstream.profile.MissingFacts;
import org.migstream.profile.Profile;
import org.migstream.spi.Facts;
import org.migstream.spi.Finding;
import org.migstream.spi.PciId;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.InvalidDeviceNameException;
import org.migstream.vfio.MigrationDevice;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.V1StateMachine;
import org.migstream.vfio.VfioException;
import org.migstream.vfio.host.LinuxHost;

/**
 * Reads the profile of a device. Some facts, such as the number of ports, are only in the device's state, so the reader
 * begins a save to read them ({@link LeadingStateReader}). At the start of the state, drivers send the data that the
 * driver of the target compares. Most drivers send them in pre-copy.
 */
public final class DeviceProfileReader {
    private final Plugins plugins;
    private final LeadingStateReader stateReader;
    private final Duration timeout;
    private Optional<Finding> decoderFailure = Optional.empty();

    /**
     * @param plugins the plugins that decode the state
     * @param mayStop whether a running device without pre-copy may be stopped to read its state; else its state is not
     *     read
     * @param timeout the time limit of one call to a device
     */
    public DeviceProfileReader(Plugins plugins, boolean mayStop, Duration timeout) {
        this.plugins = plugins;
        this.timeout = timeout;
        stateReader = new LeadingStateReader(mayStop, timeout);
    }

    /**
     * Reads the profile of an open device and returns the device to its current state. If the device does not give its
     * state, the profile has the reason.
     *
     * @param name the name by which the device was opened
     * @param survivedErrors receives the errors after which the device has returned to its state nevertheless
     * @throws VfioException if the configuration cannot be read, or the device is not in its state again
     * @throws IOException if the state cannot be decoded for lack of disk space
     */
    public Profile readProfile(DeviceName name, MigrationDevice device, Consumer<String> survivedErrors)
            throws IOException {
        Profile profile = readWithoutStateFacts(name, device);
        if (stateDecoder(profile).isEmpty()) {
            return profile;
        }
        LeadingState state = stateReader.read(device);
        if (state.failure().isPresent() && !state.isReturned()) {
            throw state.failure().get().first();
        }
        Profile extended = withStateFacts(profile, state);
        if (extended.missingFacts() == null) {
            // Otherwise the reason for the missing facts names the failure.
            state.failure().stream()
                    .flatMap(failure -> failure.errors().stream())
                    .map(TransferException::messageOf)
                    .forEach(survivedErrors);
        }
        return extended;
    }

    /** Returns the time within which a device that answers slowly is asked and returned to its state. */
    public Duration queryLimit() {
        return stateReader.maxTime();
    }

    /**
     * Opens a device, reads its profile, returns the device to its initial state and closes it. A failure of the device
     * is a part of the answer.
     *
     * @param name {@code sim:...}, {@code vfio:...} or {@code fd:...}
     * @throws InvalidDeviceNameException if the name is not valid
     * @throws DeviceFailureException if this process cannot call any device
     * @throws IOException if the state cannot be decoded for lack of disk space
     */
    public QueriedProfile queryProfile(String name) throws IOException {
        DeviceName named = parseName(name);
        QueriedProfile answer = null;
        try (MigrationDevice device = DeviceGroup.open(named, timeout, plugins::driverErrors)) {
            answer = queryProfile(named, device);
            return answer;
        } catch (VfioException e) {
            if (e.isDeviceUnreached()) {
                throw new DeviceFailureException(name + ": " + e.getMessage(), e);
            }
            return answer == null
                    ? QueriedProfile.ofFailure(TransferException.messageOf(e))
                    : answer.withLaterFailure(e);
        }
    }

    private QueriedProfile queryProfile(DeviceName name, MigrationDevice device) throws IOException {
        Profile profile;
        try {
            profile = readWithoutStateFacts(name, device);
        } catch (VfioException e) {
            return QueriedProfile.ofFailure(DeviceFailure.of(List.of(e), device).toString());
        }
        if (stateDecoder(profile).isEmpty()) {
            return new QueriedProfile(profile, null);
        }
        LeadingState state = stateReader.read(device);
        return new QueriedProfile(
                withStateFacts(profile, state),
                state.failure().map(DeviceFailure::toString).orElse(null));
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
                configuration.function(),
                null,
                null,
                window,
                Facts.NONE,
                null,
                device.kernelDriver().orElse(null));
    }

    /**
     * Returns the release of the running kernel; null for a simulated device, which loads the same states on every
     * kernel.
     */
    private static @Nullable String kernelRelease(DeviceName name) {
        return name.isSimulated() ? null : LinuxHost.LOCAL.kernelRelease().orElse(null);
    }

    /** Returns the decoder of the state of such a device; empty if no plugin has rules about the state. */
    private Optional<PluginDecoder> stateDecoder(Profile profile) {
        return Optional.ofNullable(profile.driver())
                .filter(driver -> !plugins.rules(driver).isEmpty())
                .flatMap(plugins::decoder);
    }

    private Profile withStateFacts(Profile profile, LeadingState state) throws IOException {
        return state.notRead().isPresent()
                ? profile.withMissingFacts(state.notRead().get())
                : withStateFacts(profile, state.bytes());
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
            Profile extended = profile.withFacts(state.facts());
            return decoderFailure
                    .map(failure -> extended.withMissingFacts(
                            new MissingFacts(MissingFacts.Cause.PLUGIN_FAILED, failure.message())))
                    .orElse(extended);
        }
    }

    /** Returns the failure of the plugin that decoded the last state, if any. The profile then lacks facts. */
    public Optional<Finding> decoderFailure() {
        return decoderFailure;
    }

    private static DeviceName parseName(String name) throws InvalidDeviceNameException {
        try {
            return DeviceName.parse(name, 1);
        } catch (IllegalArgumentException e) {
            throw new InvalidDeviceNameException(TransferException.messageOf(e));
        }
    }
}
