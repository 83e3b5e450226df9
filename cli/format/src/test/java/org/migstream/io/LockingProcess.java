// SPDX-License-Identifier: Apache-2.0
package org.migstream.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Another process that tries to lock a file, prints whether it has the lock, and keeps it until its input ends. */
final class LockingProcess implements AutoCloseable {
    static final String LOCKED = "locked";
    static final String BUSY = "busy";

    private final Process process;

    LockingProcess(Path file) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockingProcess.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** @param args the name of the file */
    public static void main(String[] args) throws IOException {
        try (FileChannel file = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
            System.out.println(file.tryLock() == null ? BUSY : LOCKED);
            System.in.read();
        }
    }

    /** Waits until the process has tried, and returns what it printed. */
    String result() throws IOException {
        return process.inputReader().readLine();
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
