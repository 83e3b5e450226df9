// SPDX-License-Identifier: Apache-2.0
/**
 * Compares migstream with the installed QEMU. A test starts a machine without a guest, stops it, queries its state and
 * migrates it into a file. The values in the file must equal those that QEMU reported. Run with {@code mvn verify -Pqemu}.
 *
 * <pre>
 *   QemuMachine --QMP--&gt; info registers, info pic, query-pci ...  --+
 *              \-migrate-&gt; stream --StreamWithVmDescription--&gt; values    --+--&gt; RunningQemuTest compares
 *                                --MigrationReader--&gt; sections --+--&gt; MachineTypesTest compares
 *                                --Converter--&gt; another QemuMachine, ConvertedStreamsTest
 *                                --DamagedStream--&gt; another QemuMachine and check, QemuAgreementTest compares
 *              \-QtestConnection-&gt; registers of a function --QemuMonitor--&gt; MonitorOfRunningQemuTest compares
 * </pre>
 *
 * <p>NewestConstructsTest reads what a newer QEMU writes, see {@code cli/src/qemu/newest}.
 */
package org.migstream.qemu;
