// SPDX-License-Identifier: Apache-2.0
/** Contains the SPI for vendor plugins. A plugin depends only on the JDK and on this module. */
module org.migstream.spi {
    exports org.migstream.spi;
}
