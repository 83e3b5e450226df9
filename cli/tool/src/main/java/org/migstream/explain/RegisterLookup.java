// SPDX-License-Identifier: Apache-2.0
package org.migstream.explain;

import org.migstream.device.VfioConfig;
import org.migstream.inspect.report.DeviceReport;
import org.migstream.inspect.report.StreamReport;
import org.migstream.pci.Capability;
import org.migstream.pci.ConfigSpace;
import org.migstream.pci.RegisterByteChange;

/** Which register of which device has the byte that did not fit. */
final class RegisterLookup implements Lookup {
    @Override
    public void addEvidence(MessageMatch saying, StreamReport report, StreamEvidence answer) {
        int at = saying.hexInt("register");
        int read = saying.hexInt("read");
        boolean found = false;
        for (DeviceReport device : answer.candidateDevices(report)) {
            VfioConfig config = device.device().config();
            ConfigSpace space = config == null ? null : config.configSpace();
            if (space != null && space.contains(at, 1) && space.u8(at) == read) {
                addRegister(device, at, saying.hexInt("device"), answer);
                found = true;
            }
        }
        if (!found) {
            answer.addText(
                    "no VFIO device of this stream has 0x%02x at 0x%02x of its configuration space: another device or"
                                    .formatted(read, at)
                            + " another stream is meant, or the stream was cut when it was loaded");
        }
    }

    private static void addRegister(DeviceReport device, int at, int other, StreamEvidence answer) {
        VfioConfig config = device.device().config();
        RegisterByteChange register = RegisterByteChange.of(config.configSpace(), at, other);
        answer.addAtOffset(
                device.device().key(),
                config.configSpaceOffset() + at,
                "0x%02x %s: stream %s, target %s"
                        .formatted(register.offset(), register.name(), register.saved(), register.other()));
        if (register.name().endsWith("Pointer")) {
            addPointedCapability(device, config.configSpace().u8(at), other, answer);
        }
        String capabilities = config.pciConfiguration().describeCapabilities();
        if (!capabilities.isEmpty()) {
            answer.addForSection(device.device().key(), "its capabilities in the stream: " + capabilities);
        }
    }

    private static void addPointedCapability(DeviceReport device, int saved, int other, StreamEvidence answer) {
        for (Capability capability : device.device().config().pciConfiguration().capabilities()) {
            if (capability.offset() == saved && capability.name() != null) {
                answer.addForSection(
                        device.device().key(),
                        "what it points at in the stream is %s; at the target %s"
                                .formatted(
                                        capability.name(),
                                        other == 0
                                                ? "the list ends there"
                                                : "a capability stands at 0x%02x".formatted(other)));
            }
        }
    }
}
