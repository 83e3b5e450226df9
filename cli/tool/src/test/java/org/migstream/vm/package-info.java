// SPDX-License-Identifier: Apache-2.0
/** Programs that the virtual machine of {@code cli/src/vm} runs in addition to migstream. Maven does not run them. */
package org.migstream.vm;
