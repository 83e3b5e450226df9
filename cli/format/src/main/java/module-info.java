// SPDX-License-Identifier: Apache-2.0
/**
 * Reads and writes QEMU migration streams without a command line, devices or plugins.
 *
 * <p>Start with {@link org.migstream.stream}, which has the grammar of a stream and an example.
 */
@SuppressWarnings("requires-automatic") // lz4-java has a module name, but no module descriptor.
module org.migstream.format {
    requires transitive org.migstream.spi;
    requires transitive com.fasterxml.jackson.core;
    requires com.github.luben.zstd_jni;
    requires org.apache.commons.compress;
    requires org.lz4.java;
    requires org.tukaani.xz;
    requires static transitive org.jspecify;

    exports org.migstream.io;
    exports org.migstream.container;
    exports org.migstream.container.qcow2;
    exports org.migstream.pci;
    exports org.migstream.pci.lspci;
    exports org.migstream.stream;
    exports org.migstream.ram;
    exports org.migstream.json;
    exports org.migstream.vmstate;
    exports org.migstream.device;
}
