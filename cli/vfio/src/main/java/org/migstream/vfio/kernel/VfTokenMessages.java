// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.migstream.vfio.Errno;
import org.migstream.vfio.host.HostDevice;

/**
 * Explains why the kernel has refused a VF token or the lack of one. The errno alone does not tell these cases apart, but
 * the driver of the physical function does. Source: vfio_pci_validate_vf_token in drivers/vfio/pci/vfio_pci_core.c.
 */
final class VfTokenMessages {
    private VfTokenMessages() {}

    /**
     * Returns the reason for the failed opening of a device; empty if the token is not known to be the reason.
     *
     * @param token the token that was given; null for none
     * @param errno the error of the kernel: EACCES for a missing or a wrong token, EINVAL for an unused one
     */
    static Optional<String> explain(HostDevice device, @Nullable UUID token, Errno errno) {
        Optional<HostDevice> physicalFunction = device.physicalFunction();
        if (physicalFunction.isPresent()) {
            return explainVirtualFunction(device, physicalFunction.get(), token, errno);
        }
        if (errno == Errno.EACCES) {
            return Optional.of(
                    token == null
                            ? "its virtual functions are in use, so it requires their token: use " + withToken(device)
                            : "the token is not that of its virtual functions, which are in use");
        }
        return token == null || device.hasVirtualFunctions()
                ? Optional.empty()
                : Optional.of("leave vf-token off: the device neither is a virtual function nor has any");
    }

    private static Optional<String> explainVirtualFunction(
            HostDevice device, HostDevice physicalFunction, @Nullable UUID token, Errno errno) {
        String name = physicalFunction.address();
        if (!physicalFunction.hasVfioDriver()) {
            return token == null
                    ? Optional.empty()
                    : Optional.of("leave vf-token off: " + name
                            + physicalFunction
                                    .driver()
                                    .map(driver -> " has the driver " + driver)
                                    .orElse(" has no driver"));
        }
        String driver = physicalFunction.driver().orElse("a VFIO driver");
        if (token == null) {
            // EINVAL may have another cause.
            return Optional.of("its physical function " + name + " is bound to " + driver
                    + (errno == Errno.EACCES ? ", so it requires a token: use " : "; if it requires a token, use ")
                    + withToken(device) + " with the token that was set when " + name + " was opened");
        }
        return errno == Errno.EACCES
                ? Optional.of("the token is wrong: it is not the one that was set when the physical function " + name
                        + " (" + driver + ") was opened")
                : Optional.empty();
    }

    private static String withToken(HostDevice device) {
        return device + ",vf-token=UUID";
    }
}
