// SPDX-License-Identifier: Apache-2.0
/** States of pds from samples/vendor-cases and made by hand: {@link org.migstream.plugin.pds.PdsDecoderTest}. */
package org.migstream.plugin.pds;
