// SPDX-License-Identifier: Apache-2.0
/** What the test machine of {@code cli/src/vm} runs beside the command itself; nothing here is run by Maven. */
package org.migstream.vm;
