// SPDX-License-Identifier: Apache-2.0
/** Stub. */
package org.migstream.vfio;
