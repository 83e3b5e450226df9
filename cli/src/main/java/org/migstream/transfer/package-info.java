// SPDX-License-Identifier: Apache-2.0
/**
 * Saves devices into a stream, and restores devices from one.
 */
package org.migstream.transfer;
