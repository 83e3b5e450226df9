// SPDX-License-Identifier: Apache-2.0
/** What a vendor plugin sees of migstream: the JDK and this module, nothing else. */
module org.migstream.spi {
    exports org.migstream.spi;
}
