// SPDX-License-Identifier: Apache-2.0
package org.migstream.check;

import java.util.List;
import java.util.Optional;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.pci.ConfigCompatibility;
import org.migstream.pci.ConfigSpace;
import org.migstream.plugin.DecodedState;
import org.migstream.plugin.PluginDecoder;
import org.migstream.plugin.PluginRule;
import org.migstream.plugin.Plugins;
import org.migstream.spi.DeviceSnapshot;
import org.migstream.spi.Facts;
import org.migstream.spi.PciId;

/** One device's state beside the device that shall load it. */
final class TargetCheck {
    private static final String WRONG_DEVICE_ID = "WRONG_DEVICE_ID";
    private static final String DEVICE_ID_UNKNOWN = "DEVICE_ID_UNKNOWN";
    private static final String STOP_COPY = "STOP_COPY";

    private final Plugins plugins;
    private final DeviceReport saved;
    private final TargetDevice target;
    private final ReasonList reasons;

    TargetCheck(Plugins plugins, DeviceReport saved, TargetDevice target, ReasonList reasons) {
        this.plugins = plugins;
        this.saved = saved;
        this.target = target;
        this.reasons = reasons;
    }

    void run() {
        if (checkDriver()) {
            checkRules();
            checkPciId();
            checkDriverBinding();
            checkRecordSize();
            if (target.config() != null
                    && saved.device().config() != null
                    && saved.device().config().configSpace() != null) {
                reasons.addAll(
                        ConfigCompatibility.compare(saved.device().config().configSpace(), target.config()));
            }
        }
    }

    /**
     * The same for a state of which no more than the first bytes have been read: what it has not told yet, nobody misses.
     *
     * @param facts that are known of it
     * @param config its configuration space; null if it is not known
     */
    void runOnFirstBytes(Facts facts, ConfigSpace config) {
        if (checkDriver()) {
            if (saved.state() != null) {
                checkRules(saved.state(), facts);
            }
            checkPciId();
            checkRecordSize();
            if (target.config() != null && config != null) {
                reasons.addAll(ConfigCompatibility.compare(config, target.config()));
            }
        }
    }

    /** Whether the states of both sides may be of one kind. */
    private boolean checkDriver() {
        String driver = target.snapshot().driver().orElse(null);
        if (driver == null) {
            reasons.addWarning("DRIVER_UNKNOWN", "it is not known which driver the target has");
        } else if (saved.state() != null && !saved.state().decoder().equals(driver)) {
            reasons.addError(
                    "WRONG_VENDOR",
                    "the state is one of " + saved.state().decoder() + ", the target's driver is " + driver,
                    saved.state().decoder(),
                    driver);
            return false;
        }
        if (target.migrationFeatures() != null && !target.migrationFeatures().contains(STOP_COPY)) {
            reasons.addError(
                    "NO_MIGRATION_SUPPORT", "the target's driver does not offer migration (" + STOP_COPY + ")");
        }
        return true;
    }

    private void checkRules() {
        DecodedState state = saved.state();
        if (state == null || state.isIncomplete() || state.failure().isPresent()) {
            // Half a state tells half its facts; that it is broken has been said.
            return;
        }
        checkRules(state, state.facts());
    }

    private void checkRules(DecodedState state, Facts facts) {
        List<PluginRule> rules = plugins.rules(state.decoder());
        if (rules.isEmpty()) {
            reasons.addWarning("NO_RULE", "nobody knows which states of this kind load where");
        }
        DeviceSnapshot snapshot = DeviceSnapshot.of(state.decoder(), saved.identity(), null, facts);
        for (PluginRule rule : rules) {
            PluginRule.RuleResult ruling = rule.check(snapshot, target.snapshot());
            reasons.addAll(ruling.reasons());
            ruling.failure().ifPresent(reasons::addAsWarning);
        }
    }

    /** A target that its driver is not known to bind to, and ids that nobody compared. */
    private void checkDriverBinding() {
        Optional<PciId> here = target.snapshot().identity().pci();
        Optional<PciId> there = saved.identity().pci();
        if (here.isEmpty() || there.isEmpty()) {
            String who = there.isEmpty() ? "the stream does" : "the target's description does";
            reasons.addInfo("PCI_ID_NOT_COMPARED", "the PCI ids were not compared: " + who + " not tell them");
        }
        List<PciId> devices = saved.state() == null
                ? List.of()
                : plugins.decoder(saved.state().decoder())
                        .map(PluginDecoder::devices)
                        .orElse(List.of());
        if (here.isPresent()
                && !devices.isEmpty()
                && !devices.contains(here.get())
                && !reasons.hasCode(WRONG_DEVICE_ID)
                && !reasons.hasCode(DEVICE_ID_UNKNOWN)) {
            reasons.addWarning(
                    DEVICE_ID_UNKNOWN,
                    "the driver " + saved.state().decoder() + " is not known to bind to " + here.get());
        }
    }

    /** A driver of v1 is given what its counterpart gave in one piece in one piece, and has room for so much. */
    private void checkRecordSize() {
        long largest = saved.device().largestRecord();
        if (target.maxRecordBytes() != null && largest > target.maxRecordBytes()) {
            reasons.addError(
                    "CHUNK_TOO_LARGE",
                    "the largest record of its data has " + largest + " bytes, the target's window takes no more than "
                            + target.maxRecordBytes() + " at once",
                    Long.toString(largest),
                    target.maxRecordBytes().toString());
        }
    }

    /** QEMU compares the ids of configuration spaces; where no space was saved, only a rule can tell. */
    private void checkPciId() {
        PciId there = saved.identity().pci().orElse(null);
        PciId here = target.snapshot().identity().pci().orElse(null);
        if (there != null && here != null && !there.equals(here) && !reasons.hasCode(WRONG_DEVICE_ID)) {
            reasons.addError(
                    WRONG_DEVICE_ID,
                    "the state is of a device " + there + ", the target is a " + here
                            + ": QEMU refuses the configuration space",
                    there.toString(),
                    here.toString());
        }
    }
}
