// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.migstream.container.Compression;
import org.migstream.guest.ConfigurationBuilder;
import org.migstream.guest.SavedConfiguration;
import org.migstream.io.CommittableOutput;
import org.migstream.io.OutputException;
import org.migstream.pci.HostFunction;
import org.migstream.plugin.PluginDecoder;
import org.migstream.profile.Profile;
import org.migstream.profile.SavedProfiles;
import org.migstream.profile.SavedProfiles.SavedProfile;
import org.migstream.spi.Finding;
import org.migstream.transfer.Transfer.TransferReport;
import org.migstream.transfer.Transfer.TransferReport.Result;
import org.migstream.transfer.TransferException.DeviceFailureException;
import org.migstream.transfer.TransferException.TransferAbortedException;
import org.migstream.vfio.OpenDevice.DeviceConfiguration;
import org.migstream.vfio.VfioException;

/** Saves devices into a stream. The package description has the order of all steps. */
public final class Saver implements Transfer {
    private final SaveRequest request;
    private final String outputName;
    private final OutputOpener outputOpener;
    private final DeviceGroup devices;
    private final SaveRecovery recovery;
    private final CompletionLatch completion = new CompletionLatch();
    private final MemoryReserve reserve = new MemoryReserve();
    private final DeviceRequests requests;
    private final List<String> warnings = new CopyOnWriteArrayList<>();
    private volatile @Nullable Thread transferThread;
    private volatile @Nullable CommittableOutput output;
    private volatile @Nullable DeviceStreamWriter stream;
    private volatile Result result = Result.INTERRUPTED;
    private volatile @Nullable String error;

    /** Opens the output. */
    @FunctionalInterface
    public interface OutputOpener {
        /** Opens the output; called after all devices are open. */
        CommittableOutput open() throws IOException;
    }

    /**
     * Creates a save that has not started. Does not open a device.
     *
     * @param outputName the name of the output in the report
     */
    public Saver(SaveRequest request, String outputName, OutputOpener outputOpener) {
        this.request = request;
        this.outputName = outputName;
        this.outputOpener = outputOpener;
        devices = new DeviceGroup(
                request.devices(), request.timeout(), request.plugins()::driverErrors, System.nanoTime());
        recovery = new SaveRecovery(devices, request.onError());
        requests = new DeviceRequests("save", request.timeout(), completion);
    }

    @Override
    public void run() throws IOException {
        transferThread = Thread.currentThread();
        try {
            CommittableOutput written = save();
            if (completion.claimOrAwait()) {
                written.commit();
            }
        } catch (IOException e) {
            if (completion.claimOrAwait()) {
                completeFailure(e);
            }
        } catch (RuntimeException | Error e) {
            reserve.release();
            if (completion.claimOrAwait()) {
                throw completeUnexpectedFailure(e);
            }
        }
        if (!completion.claimOrAwait()) {
            throw abortException();
        }
        completeSuccess();
    }

    private IOException abortException() {
        if (result != Result.FAILED) {
            return new TransferAbortedException();
        }
        // The abort has interrupted this thread.
        Thread.interrupted();
        return new DeviceFailureException(Objects.requireNonNull(error), null);
    }

    private void handleRequest(TransferDevice device) {
        requests.add(device);
        if (!requests.awaitEnd(device)) {
            abort(Result.FAILED);
        }
    }

    private CommittableOutput save() throws IOException {
        devices.open(this::handleRequest);
        for (TransferDevice device : devices.devices()) {
            requireSavable(device);
        }
        if (!request.allowDma()) {
            devices.requireP2pStates("save");
        }
        List<Profile> profiles = readProfiles();
        List<ConfigurationBuilder> builders = configurationBuilders(profiles);
        CommittableOutput opened = outputOpener.open();
        output = opened;
        OutputStream compressed = request.compression()
                .compress(opened.stream(), toSavedProfiles(profiles).toJson());
        DeviceStreamWriter writer = new DeviceStreamWriter(
                compressed,
                request.machine(),
                devices.devices().stream().map(TransferDevice::idstr).toList());
        stream = writer;
        writer.writeSetup();
        runPreCopy(writer);
        List<DeviceConfiguration> configurations = stopAndCopy(writer);
        List<Profile> savedProfiles = new ArrayList<>();
        for (int i = 0; i < configurations.size(); i++) {
            SavedConfiguration saved = builders.get(i).build(configurations.get(i));
            writer.writeConfiguration(i, saved);
            recordConfiguration(devices.devices().get(i), saved);
            savedProfiles.add(profiles.get(i).withGuestView(saved.slot(), saved.msixSource()));
        }
        writer.writeEnd(toSavedProfiles(withStateFacts(savedProfiles)).toJson());
        // Not closed after a failure: a truncated stream must not get the end mark of its compression format.
        compressed.close();
        return opened;
    }

    /** Checks that the configuration of each device can be built, and adds the kinds of slot to the profiles. */
    private List<ConfigurationBuilder> configurationBuilders(List<Profile> profiles) throws IOException {
        List<ConfigurationBuilder> builders = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            DeviceName name = devices.devices().get(i).name();
            String idstr = name.idstr();
            HostFunction opened = Objects.requireNonNull(profiles.get(i).function());
            ConfigurationBuilder builder = new ConfigurationBuilder(
                    opened,
                    name.device(),
                    idstr,
                    request.machine().name(),
                    request.slots().find(idstr).orElse(null),
                    request.likeStream(),
                    name.isBorrowed() ? request.runningGuest() : null);
            builder.requireBuildable();
            profiles.set(i, profiles.get(i).withSlot(builder.slot()));
            builders.add(builder);
        }
        return builders;
    }

    private void recordConfiguration(TransferDevice device, SavedConfiguration saved) {
        device.log().recordConfiguration(saved);
        saved.doubts().forEach(device.log()::recordNote);
        if (saved.missingInterrupts() != null) {
            device.log().recordNote(saved.missingInterrupts());
        }
    }

    private static void requireSavable(TransferDevice device) throws VfioException {
        if (device.initialState().isError()) {
            throw device.recordRefusal("save", "the device is in ERROR; reset it first (its state is lost)");
        }
        device.requireNoDataSession("save");
    }

    private List<Profile> readProfiles() throws VfioException {
        List<Profile> profiles = new ArrayList<>();
        for (TransferDevice device : devices.devices()) {
            profiles.add(device.readProfile());
        }
        return profiles;
    }

    /** Adds the facts that are in the first bytes of the saved states. Reads nothing more from the devices. */
    private List<Profile> withStateFacts(List<Profile> profiles) {
        List<Profile> extended = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            DeviceProfileReader reader = new DeviceProfileReader(request.plugins(), false, request.timeout());
            Profile profile = profiles.get(i);
            try {
                profile =
                        reader.withStateFacts(profile, devices.devices().get(i).leadingBytes());
                reader.decoderFailure().map(Finding::message).ifPresent(this::warnMissingFacts);
            } catch (IOException e) {
                warnMissingFacts(TransferException.messageOf(e));
            }
            extended.add(profile);
        }
        return extended;
    }

    /** Warns that a profile lacks facts. The stream itself is complete without these facts. */
    private void warnMissingFacts(String reason) {
        warnings.add(reason + ": the profile in the stream lacks the facts that are in the device's state");
    }

    private SavedProfiles toSavedProfiles(List<Profile> profiles) {
        List<SavedProfile> devices = new ArrayList<>();
        for (int i = 0; i < profiles.size(); i++) {
            devices.add(new SavedProfile(this.devices.devices().get(i).idstr(), profiles.get(i)));
        }
        return new SavedProfiles(devices);
    }

    private void runPreCopy(DeviceStreamWriter writer) throws IOException {
        if (request.preCopyLimits().isPresent()) {
            List<TransferDevice> all = devices.devices();
            new PreCopyReader(
                            all,
                            request.preCopyLimits().get(),
                            (device, chunk) -> writer.writePart(all.indexOf(device), chunk))
                    .run();
        }
    }

    private List<DeviceConfiguration> stopAndCopy(DeviceStreamWriter writer) throws IOException {
        devices.quiesceP2p();
        devices.stopAndOpenData();
        writer.writeSwitchoverStart();
        List<TransferDevice> all = devices.devices();
        List<DeviceConfiguration> configurations = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            writer.beginEndSection(i);
            new StopCopyReader(all.get(i), mayRestart(all.get(i))).run(writer::writeData);
            all.get(i).log().recordDataEnd();
            // Read after the data: the device may have run again in between.
            configurations.add(all.get(i).readConfiguration());
            writer.finishEndSection(i);
        }
        // If this fails, completeSuccess() tries again when the stream is complete, and reports the failure.
        recovery.tryReturn(request.leaveStopped());
        return configurations;
    }

    /**
     * Returns whether the data of a stopped device may begin again in the same stream. Several devices are saved at the
     * same time, so one of them cannot begin again alone.
     */
    private boolean mayRestart(TransferDevice device) {
        return devices.devices().size() == 1
                && device.device()
                        .decoderName()
                        .flatMap(request.plugins()::decoder)
                        .map(PluginDecoder::acceptsRestart)
                        .orElse(false);
    }

    private void completeSuccess() throws DeviceFailureException {
        try {
            restoreAndClose(request.leaveStopped());
            Optional<String> deviceErrors = devices.errorSummary();
            if (deviceErrors.isPresent()) {
                result = Result.FAILED;
                error = deviceErrors.get() + "; the stream is complete";
                throw new DeviceFailureException(error, null);
            }
            result = Result.DONE;
        } finally {
            completion.complete();
        }
    }

    /** Restores the devices and discards the output. Always throws the failure, with the errors of the devices. */
    private void completeFailure(IOException e) throws IOException {
        try {
            if (e instanceof VfioException) {
                devices.devices().forEach(device -> device.keptFailures().recordAsFailed());
            }
            restoreAndClose(false);
            discardOutput();
            Optional<String> deviceErrors = devices.errorSummary();
            boolean readerClosed = e instanceof TransferAbortedException
                    || e instanceof OutputException outputError && outputError.isBrokenPipe();
            result = readerClosed && deviceErrors.isEmpty() ? Result.INTERRUPTED : Result.FAILED;
            String message = TransferException.messageOf(e);
            if (e instanceof VfioException failure) {
                message = deviceErrors.orElse(message);
                error = message;
                throw new DeviceFailureException(message, failure);
            }
            if (deviceErrors.isPresent()) {
                message += "; " + deviceErrors.get();
                error = message;
                throw new DeviceFailureException(message, e);
            }
            error = message;
        } finally {
            completion.complete();
        }
        throw e;
    }

    /** Restores the devices and discards the output; returns the exception to throw. */
    private UnexpectedFailureException completeUnexpectedFailure(Throwable e) {
        try {
            recovery.run(false);
            UnexpectedFailureException failure = new UnexpectedFailureException(e, devices.stateSummary(true));
            devices.close();
            discardOutput();
            result = Result.FAILED;
            error = failure.getMessage();
            return failure;
        } finally {
            completion.complete();
        }
    }

    private void restoreAndClose(boolean stopped) {
        recovery.run(stopped);
        devices.close();
    }

    private void discardOutput() {
        CommittableOutput opened = output;
        if (opened != null) {
            try {
                opened.close();
            } catch (IOException e) {
                // The output is incomplete in any case, and a reader can detect that.
                error = e.getMessage();
            }
        }
    }

    @Override
    public void abort() {
        abort(Result.INTERRUPTED);
    }

    private void abort(Result end) {
        if (!completion.claimOrAwait()) {
            return;
        }
        try {
            // The interrupt comes first: failures in an interrupted thread are not recorded.
            Thread running = transferThread;
            if (running != null) {
                running.interrupt();
            }
            devices.takeOver();
            restoreAndClose(false);
            discardOutput();
            result = end;
            error = devices.errorSummary().orElse(null);
        } finally {
            completion.complete();
        }
    }

    @Override
    public void onNotice(Consumer<String> receiver) {
        requests.setReceiver(receiver);
    }

    @Override
    public void awaitEnd() throws InterruptedException {
        completion.awaitCompletion();
    }

    @Override
    public TransferReport report() {
        DeviceStreamWriter begun = stream;
        Compression compression = request.compression();
        return new TransferReport(
                "save",
                result,
                error,
                outputName,
                begun == null ? 0 : begun.position(),
                compression == Compression.NONE ? null : compression.name().toLowerCase(Locale.ROOT),
                Stream.concat(devices.warnings().stream(), warnings.stream()).toList(),
                devices.deviceReports());
    }
}
