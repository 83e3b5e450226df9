// SPDX-License-Identifier: Apache-2.0
/**
 * What VFIO devices this host has.
 *
 * <pre>
 *   vfio.sysfs: what files show  --+--&gt; HostSurvey --&gt; report.HostReport
 *   vfio.jna: what a device says --+
 * </pre>
 *
 * <p>A device that nobody uses is opened for a moment, which the kernel takes as an occasion to reset it; nothing of it
 * was in use. One that another process has is borrowed and asked three questions, none of which changes its state.
 */
package org.migstream.devices;
