// SPDX-License-Identifier: Apache-2.0
package org.migstream.plugin.xe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.migstream.spi.DriverError;
import org.migstream.spi.DriverOperation;

class XePluginTest {
    /** Linux 7.3 refuses a descriptor whose value is too long with ENODATA, 7.2 with EINVAL. */
    @ParameterizedTest
    @CsvSource({"ENODATA, Linux 7.3 and newer", "EINVAL, before Linux 7.3"})
    void valueThatExceedsTheDescriptor_isExplainedForBothKernels(String errno, String kernels) {
        List<DriverError> errors = new XePlugin()
                .driverErrors().stream()
                        .filter(error -> error.errno().equals(errno)
                                && error.operations().contains(DriverOperation.WRITE_DATA))
                        .toList();
        assertEquals(1, errors.size());
        assertTrue(
                errors.get(0).cause().contains("a value exceeds"), errors.get(0).cause());
        assertTrue(errors.get(0).cause().contains(kernels), errors.get(0).cause());
    }
}
