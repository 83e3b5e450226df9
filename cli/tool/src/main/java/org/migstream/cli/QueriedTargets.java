// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.migstream.check.TargetInput;
import org.migstream.profile.Profile;
import org.migstream.transfer.DeviceProfileReader;
import org.migstream.transfer.QueriedProfile;

/**
 * The targets that are devices. Each is queried once, however many streams are compared with it. It keeps running, and
 * the query ends before a comparison begins.
 */
final class QueriedTargets {
    private final DeviceProfileReader reader;
    private final Map<TargetOption, TargetInput> answers = new HashMap<>();

    QueriedTargets(DeviceProfileReader reader) {
        this.reader = reader;
    }

    /**
     * Returns the answer of a device. A failure of the device is printed at the first call, and does not prevent the
     * check of the other targets.
     */
    synchronized TargetInput query(TargetOption target, Invocation invocation) throws IOException {
        TargetInput known = answers.get(target);
        if (known != null) {
            return known;
        }
        QueriedProfile answer = ShutdownGuard.runGuarded(reader.queryLimit(), () -> reader.queryProfile(target.name()));
        answer.deviceFailure().ifPresent(failure -> invocation.printError(target.name() + ": " + failure));
        TargetInput result = new TargetInput.QueriedDevice(
                target.idstr(),
                target.name(),
                answer.profile() == null ? Profile.UNKNOWN : answer.profile(),
                answer.failure());
        answers.put(target, result);
        return result;
    }
}
