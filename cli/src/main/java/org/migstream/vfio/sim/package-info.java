// SPDX-License-Identifier: Apache-2.0
/**
 * Devices without hardware: what the kernel would show of them, with their state in a file.
 */
package org.migstream.vfio.sim;
