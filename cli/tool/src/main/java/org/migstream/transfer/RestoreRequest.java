// SPDX-License-Identifier: Apache-2.0
package org.migstream.transfer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.migstream.inspect.decoding.DecoderChoice;

/** The devices to restore and the options of the restore. Use {@link #builder} to create a request. */
public final class RestoreRequest {
    private final List<DeviceName> mappedDevices;
    private final @Nullable DeviceName unmappedDevice;
    private final boolean startDevices;
    private final boolean dryRun;
    private final boolean force;
    private final boolean allowDma;
    private final boolean restFollows;
    private final boolean keepOpen;
    private final @Nullable Path handoverSocket;
    private final OnError onError;
    private final Duration timeout;
    private final DecoderChoice decoderChoice;
    private final long maxKeptBytes;

    private RestoreRequest(Builder builder) {
        mappedDevices = List.copyOf(builder.mappedDevices);
        unmappedDevice = builder.unmappedDevice;
        startDevices = builder.startDevices;
        dryRun = builder.dryRun;
        force = builder.force;
        allowDma = builder.allowDma;
        restFollows = builder.restFollows;
        keepOpen = builder.keepOpen;
        handoverSocket = builder.handoverSocket;
        onError = builder.onError;
        timeout = builder.timeout;
        decoderChoice = builder.decoderChoice;
        maxKeptBytes = builder.maxKeptBytes;
    }

    /**
     * Returns a builder without devices, in which every option is off.
     *
     * @param decoderChoice selects the decoder of each state
     */
    public static Builder builder(DecoderChoice decoderChoice) {
        return new Builder(decoderChoice);
    }

    /** Returns all devices in the order of the command line; {@link #isUnmapped the unmapped device} is the last. */
    public List<DeviceName> devices() {
        List<DeviceName> all = new ArrayList<>(mappedDevices);
        if (unmappedDevice != null) {
            all.add(unmappedDevice);
        }
        return List.copyOf(all);
    }

    /**
     * Returns whether this is the device without a mapping. It gets the only state of the stream that no mapped device
     * gets.
     */
    @SuppressWarnings("ReferenceEquality") // A mapped device may have the same name.
    boolean isUnmapped(DeviceName device) {
        return device == unmappedDevice;
    }

    boolean startDevices() {
        return startDevices;
    }

    /** Returns whether nothing is written to the devices; see {@link Builder#dryRun}. */
    public boolean dryRun() {
        return dryRun;
    }

    boolean force() {
        return force;
    }

    boolean allowDma() {
        return allowDma;
    }

    /** Returns whether the rest of the states may follow in another input. */
    boolean restFollows() {
        return restFollows;
    }

    /** Returns whether the devices stay open; see {@link Builder#keepOpen}. */
    public boolean keepOpen() {
        return keepOpen;
    }

    Optional<Path> handoverSocket() {
        return Optional.ofNullable(handoverSocket);
    }

    OnError onError() {
        return onError;
    }

    Duration timeout() {
        return timeout;
    }

    DecoderChoice decoderChoice() {
        return decoderChoice;
    }

    long maxKeptBytes() {
        return maxKeptBytes;
    }

    /** Collects the parts of a request. */
    public static final class Builder {
        private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(1);

        private final DecoderChoice decoderChoice;
        private final List<DeviceName> mappedDevices = new ArrayList<>();
        private @Nullable DeviceName unmappedDevice;
        private boolean startDevices;
        private boolean dryRun;
        private boolean force;
        private boolean allowDma;
        private boolean restFollows;
        private boolean keepOpen;
        private @Nullable Path handoverSocket;
        private OnError onError = OnError.RESET;
        private Duration timeout = DEFAULT_TIMEOUT;
        private long maxKeptBytes;

        private Builder(DecoderChoice decoderChoice) {
            this.decoderChoice = decoderChoice;
        }

        /** Adds devices; each gets the state of the stream's device that its idstr means. */
        public Builder mappedDevices(List<DeviceName> devices) {
            mappedDevices.addAll(devices);
            return this;
        }

        /**
         * Adds the device without a mapping. It gets the only state of the stream that no mapped device gets. Null adds
         * no device.
         */
        public Builder unmappedDevice(@Nullable DeviceName device) {
            unmappedDevice = device;
            return this;
        }

        /** Starts the devices at the end; else they are left in STOP. */
        public Builder startDevices(boolean start) {
            startDevices = start;
            return this;
        }

        /** Checks everything but writes nothing to a device. */
        public Builder dryRun(boolean only) {
            dryRun = only;
            return this;
        }

        /** Ignores the reasons of a gate that the user may override, see {@link RestorePolicy}. */
        public Builder force(boolean override) {
            force = override;
            return this;
        }

        /** Starts several devices although DMA between them may be lost. */
        public Builder allowDma(boolean allow) {
            allowDma = allow;
            return this;
        }

        /** Accepts a state whose last data are missing: they follow in another input. */
        public Builder restFollows(boolean follows) {
            restFollows = follows;
            return this;
        }

        /**
         * Keeps the devices open after a successful restore, and after a failed one with {@link OnError#KEEP}, until
         * {@link Restorer#close}.
         */
        public Builder keepOpen(boolean open) {
            keepOpen = open;
            return this;
        }

        /** Sends the restored devices to the process that listens on this socket; null sends them to no process. */
        public Builder handoverSocket(@Nullable Path socket) {
            handoverSocket = socket;
            return this;
        }

        /** Sets the state of the devices after a failure; {@link OnError#RESET} if not set. */
        public Builder onError(OnError policy) {
            onError = policy;
            return this;
        }

        /** Sets the time limit of one call to a device; one minute if not set. */
        public Builder timeout(Duration limit) {
            timeout = limit;
            return this;
        }

        /** Sets the maximum number of state bytes from a pipe to keep until all checks are made; 0 if not set. */
        public Builder maxKeptBytes(long bytes) {
            maxKeptBytes = bytes;
            return this;
        }

        /**
         * Returns the request.
         *
         * @throws IllegalArgumentException if the options contradict each other, with a message for the user
         */
        public RestoreRequest build() {
            Set<String> idstrs = new HashSet<>();
            for (DeviceName device : mappedDevices) {
                if (!idstrs.add(device.idstr())) {
                    throw new IllegalArgumentException("two devices are mapped to the state of " + device.idstr());
                }
            }
            RestoreRequest request = new RestoreRequest(this);
            DeviceName.requireDistinct(request.devices());
            if (request.devices().isEmpty()) {
                throw new IllegalArgumentException("no device is given: add DEVICE, or --map IDSTR=DEVICE for each");
            }
            if (handoverSocket != null) {
                request.devices().stream()
                        .filter(DeviceName::isSimulated)
                        .findFirst()
                        .ifPresent(device -> {
                            throw new IllegalArgumentException(device.device()
                                    + " is a simulated device; only devices of the kernel can be handed over");
                        });
            }
            return request;
        }
    }
}
