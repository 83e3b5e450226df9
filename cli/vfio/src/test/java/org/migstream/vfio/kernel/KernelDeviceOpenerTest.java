// SPDX-License-Identifier: Apache-2.0
package org.migstream.vfio.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A device is opened by its cdev or by its group, whichever the user may open. */
class KernelDeviceOpenerTest {
    private static final String CDEV = "/dev/vfio/devices/vfio0";
    private static final String GROUP = "/dev/vfio/17";

    /** Columns: the files that the user may open, whether a token is given, and whether the cdev is used. */
    @ParameterizedTest
    @CsvSource({
        CDEV + " /dev/iommu, false, true",
        CDEV + " /dev/iommu " + GROUP + ", false, true",
        CDEV + " /dev/iommu " + GROUP + ", true, false",
        CDEV + " /dev/iommu, true, true",
        CDEV + " " + GROUP + ", false, false",
        GROUP + ", false, false",
        // The error then names /dev/iommu, not the file of the group.
        CDEV + ", false, true",
        CDEV + ", true, true",
        "none, false, false",
        "/dev/iommu, false, false"
    })
    void path_isTheOneWithAccessibleFile(String files, boolean withToken, boolean usesCdev) {
        Set<String> accessible = Set.of(files.split(" "));
        assertEquals(
                usesCdev, KernelDeviceOpener.prefersCdev(CDEV, Optional.of(GROUP), withToken, accessible::contains));
        assertEquals(true, KernelDeviceOpener.prefersCdev(CDEV, Optional.empty(), withToken, accessible::contains));
    }
}
