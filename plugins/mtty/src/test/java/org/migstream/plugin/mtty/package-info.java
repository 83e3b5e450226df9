// SPDX-License-Identifier: Apache-2.0
/** States of mtty from samples/vendor-cases and made by hand: {@link org.migstream.plugin.mtty.MttyStates}. */
package org.migstream.plugin.mtty;
