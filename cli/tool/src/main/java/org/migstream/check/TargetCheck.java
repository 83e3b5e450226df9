// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import static org.migstream.report.CheckFindingCodes.CHUNK_TOO_LARGE;
import static org.migstream.report.CheckFindingCodes.DEVICE_ID_UNKNOWN;
import static org.migstream.report.CheckFindingCodes.DRIVER_UNKNOWN;
import static org.migstream.report.CheckFindingCodes.DRIVER_WITHOUT_PLUGIN;
import static org.migstream.report.CheckFindingCodes.NO_MIGRATION_SUPPORT;
import static org.migstream.report.CheckFindingCodes.NO_RULE;
import static org.migstream.report.CheckFindingCodes.PCI_ID_NOT_COMPARED;
import static org.migstream.report.CheckFindingCodes.WRONG_DEVICE_ID;
import static org.migstream.report.CheckFindingCodes.WRONG_VENDOR;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.migstream.device.VfioConfig;
import org.migstream.inspect.report.StreamReport.DeviceReport;
import org.migstream.pci.ConfigCompatibility;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.HostComparison;
import org.migstream.pci.HostFunction;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.PluginRule;
import org.migstream.plugin.Plugins;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.KernelVersion;
import org.migstream.spi.PciId;

/** Compares the state of one device with the device that will load it. */
final class TargetCheck {
    private static final String STOP_COPY = "STOP_COPY";
    /** {@code VFIO_DEVICE_FEATURE_MIGRATION} in include/uapi/linux/vfio.h. */
    private static final KernelVersion FIRST_WITH_V2_PROTOCOL = new KernelVersion(5, 18);

    private final Plugins plugins;
    private final DeviceReport saved;
    private final TargetDevice target;
    private final PciPlacement placement;
    private final ReasonList reasons;

    /** @param placement the place of the saved device in its guest */
    TargetCheck(Plugins plugins, DeviceReport saved, TargetDevice target, PciPlacement placement, ReasonList reasons) {
        this.placement = placement;
        this.plugins = plugins;
        this.saved = saved;
        this.target = target;
        this.reasons = reasons;
    }

    /** Compares a state that has been read completely. */
    void run() {
        addQueryProblem();
        if (checkDriver()) {
            checkRules();
            checkPciId();
            checkDriverBinding();
            checkRecordSize();
            VfioConfig config = saved.device().config();
            checkConfigSpace(config == null ? null : config.configSpace());
        }
    }

    /**
     * Compares a state of which only the first bytes have been read. Reports nothing about the part that is missing.
     *
     * @param facts the facts that are known already
     * @param function the saved device as the kernel showed it; null if it is not known
     */
    void runOnFirstBytes(Facts facts, @Nullable HostFunction function) {
        addQueryProblem();
        if (checkDriver()) {
            if (saved.state() != null) {
                checkRules(saved.state(), facts);
            }
            checkPciId();
            checkRecordSize();
            if (function != null && target.function() != null) {
                reasons.addAll(targetComparison().compare(function, target.function()));
            }
        }
    }

    private void addQueryProblem() {
        if (target.queryProblem() != null) {
            reasons.add(target.queryProblem());
        }
    }

    private void checkConfigSpace(@Nullable ConfigSpace config) {
        if (config == null) {
            return;
        }
        if (target.function() != null) {
            reasons.addAll(targetComparison().compare(config, target.function()));
        } else if (target.savedConfig() != null) {
            reasons.addAll(ConfigCompatibility.compare(config, target.savedConfig(), placement.comparedParts()));
        }
    }

    /** Returns the comparison with a function that sits in the target's slot or, if that is not known, in the saved one's. */
    private HostComparison targetComparison() {
        PciPlacement place = placement.inSlot(target.slot());
        return new HostComparison(place.machineType(), place.buses());
    }

    /** Checks the target's driver. Returns false if the state was written by another driver. */
    private boolean checkDriver() {
        String driver = target.snapshot().driver().orElse(null);
        if (driver == null && target.kernelDriver() != null) {
            reasons.addWarning(
                    DRIVER_WITHOUT_PLUGIN,
                    "the target's driver is " + target.kernelDriver() + ", and no plugin is known for it");
        } else if (driver == null) {
            reasons.addWarning(DRIVER_UNKNOWN, "the target's driver is not known");
        } else if (saved.state() != null && !saved.state().decoder().equals(driver)) {
            reasons.addError(
                    WRONG_VENDOR,
                    "the state was written by the driver " + saved.state().decoder() + ", but the target's driver is "
                            + driver,
                    saved.state().decoder(),
                    driver);
            return false;
        }
        if (target.migrationFeatures() != null && !target.migrationFeatures().contains(STOP_COPY)) {
            reasons.addError(
                    NO_MIGRATION_SUPPORT, "the target's driver does not support migration (" + STOP_COPY + ")");
        }
        checkKernel();
        return true;
    }

    /**
     * Checks whether the target's kernel has the v2 protocol, in which the drivers of all plugins write their states. A
     * distribution may have added it to an older kernel, which the migration features of the driver would show.
     */
    private void checkKernel() {
        boolean isOlder = target.snapshot()
                .kernelVersion()
                .filter(version -> version.compareTo(FIRST_WITH_V2_PROTOCOL) < 0)
                .isPresent();
        if (saved.state() != null && isOlder && target.migrationFeatures() == null) {
            reasons.addWarning(
                    NO_MIGRATION_SUPPORT,
                    "it is not known whether the target's driver supports migration: Linux "
                            + target.snapshot().kernel().get() + " is older than the protocol v2, which Linux "
                            + FIRST_WITH_V2_PROTOCOL
                            + " introduced; if the kernel of a distribution has it, read the profile from the device"
                            + " (migstream probe)");
        }
    }

    private void checkRules() {
        DecodedState state = saved.state();
        if (state == null || state.isIncomplete() || state.failure().isPresent()) {
            // An incomplete state has incomplete facts. Another reason reports that it is incomplete.
            return;
        }
        checkRules(state, state.facts());
    }

    private void checkRules(DecodedState state, Facts facts) {
        List<PluginRule> rules = plugins.rules(state.decoder());
        if (rules.isEmpty()) {
            reasons.addWarning(NO_RULE, "no plugin has a rule for states of " + state.decoder());
        }
        DeviceSnapshot snapshot = DeviceSnapshot.of(saved.identity(), facts).withDriver(state.decoder());
        for (PluginRule rule : rules) {
            PluginRule.RuleResult result = rule.check(snapshot, target.snapshot());
            reasons.addAll(result.reasons());
            result.failure().ifPresent(reasons::addAsWarning);
        }
    }

    /**
     * Adds a reason if the driver is not known to bind to the target's PCI id, or if the PCI ids cannot be compared.
     */
    private void checkDriverBinding() {
        Optional<PciId> targetId = target.snapshot().identity().pci();
        Optional<PciId> savedId = saved.identity().pci();
        if (targetId.isEmpty() || savedId.isEmpty()) {
            String sourceWithoutId = savedId.isEmpty() ? "stream" : "target's profile";
            reasons.addInfo(
                    PCI_ID_NOT_COMPARED,
                    "the PCI ids were not compared: the " + sourceWithoutId + " does not" + " contain them");
        }
        if (saved.state() == null) {
            return;
        }
        String decoder = saved.state().decoder();
        List<PciId> devices =
                plugins.decoder(decoder).map(PluginDecoder::devices).orElse(List.of());
        if (targetId.isPresent()
                && !devices.isEmpty()
                && !devices.contains(targetId.get())
                && !reasons.hasCode(WRONG_DEVICE_ID)
                && !reasons.hasCode(DEVICE_ID_UNKNOWN)) {
            reasons.addWarning(
                    DEVICE_ID_UNKNOWN, "the driver " + decoder + " is not known to bind to " + targetId.get());
        }
    }

    /**
     * Checks the size of the largest record. A driver of the v1 protocol receives each record in one piece, through a
     * window of limited size.
     */
    private void checkRecordSize() {
        long largest = saved.device().largestRecord();
        if (target.maxRecordBytes() != null && largest > target.maxRecordBytes()) {
            reasons.addError(
                    CHUNK_TOO_LARGE,
                    "the largest record of the device's data has " + largest + " bytes, but the target's window"
                            + " has only "
                            + target.maxRecordBytes() + " bytes",
                    Long.toString(largest),
                    target.maxRecordBytes().toString());
        }
    }

    /** Checks the PCI ids. QEMU refuses a configuration space with a different PCI id. */
    private void checkPciId() {
        PciId savedId = saved.identity().pci().orElse(null);
        PciId targetId = target.snapshot().identity().pci().orElse(null);
        if (savedId != null && targetId != null && !savedId.equals(targetId) && !reasons.hasCode(WRONG_DEVICE_ID)) {
            reasons.addError(
                    WRONG_DEVICE_ID,
                    "the saved device has the PCI id " + savedId + ", but the target has " + targetId + ": QEMU"
                            + " refuses the configuration space",
                    savedId.toString(),
                    targetId.toString());
        }
    }
}
