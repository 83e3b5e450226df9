// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import org.migstream.io.BlockInputStream;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.UnsupportedStreamException;

/** lzop's files, by the program of that name: there is no Java library for them that is kept up. */
final class LzopInputStream extends BlockInputStream {
    private final InputStream compressed;
    private final Process lzop;
    private final Thread feederThread;

    LzopInputStream(InputStream packed) throws IOException {
        this.compressed = packed;
        try {
            lzop = new ProcessBuilder("lzop", "-dc")
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UnsupportedStreamException(
                    "input.container", 0, "lzop data, and there is no program lzop in PATH to unpack them: install it");
        }
        feederThread = new Thread(this::feedProcess, "lzop");
        feederThread.setDaemon(true);
        feederThread.start();
    }

    private void feedProcess() {
        try (OutputStream in = lzop.getOutputStream()) {
            compressed.transferTo(in);
        } catch (IOException e) {
            // Of what cannot be read the layer knows; what cannot be written to lzop shows in its status.
        }
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
        int count = lzop.getInputStream().read(into, from, length);
        if (count < 0) {
            requireSuccess();
        }
        return count;
    }

    private void requireSuccess() throws IOException {
        try {
            feederThread.join();
            int status = lzop.waitFor();
            if (status != 0) {
                throw new MalformedStreamException(
                        "input.lzop", 0, "the lzop data are damaged or cut: lzop ends with status " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while lzop was running", e);
        }
    }

    @Override
    public void close() throws IOException {
        lzop.destroyForcibly();
        compressed.close();
    }
}
