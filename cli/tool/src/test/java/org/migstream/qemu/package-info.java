// SPDX-License-Identifier: Apache-2.0
/**
 * What migstream reads, against the QEMU that is installed: a machine without a guest is stopped, asked about itself,
 * migrated into a file, and the values of the file must be those of the answers. Run by {@code mvn verify -Pqemu}.
 *
 * <pre>
 *   QemuMachine --QMP--&gt; info registers, info pic, query-pci ...  --+
 *              \-migrate-&gt; stream --DescribedStream--&gt; values    --+--&gt; RunningQemuTest compares
 *                                --MigrationReader--&gt; sections --+--&gt; MachineTypesTest compares
 *                                --Converter--&gt; another QemuMachine, ConvertedStreamsTest
 * </pre>
 */
package org.migstream.qemu;
