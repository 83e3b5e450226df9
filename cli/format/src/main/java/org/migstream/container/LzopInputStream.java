// SPDX-License-Identifier: Apache-2.0
package org.migstream.container;

import static org.migstream.io.InputFindingCodes.INPUT_CONTAINER;
import static org.migstream.io.InputFindingCodes.INPUT_LZOP;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import org.migstream.io.BlockInputStream;
import org.migstream.io.MalformedStreamException;
import org.migstream.io.UnsupportedStreamException;

/** Decompresses lzop files with the program lzop, because no maintained Java library reads them. */
final class LzopInputStream extends BlockInputStream {
    private final InputStream compressed;
    private final Process lzop;
    private final Thread feederThread;

    LzopInputStream(InputStream compressed) throws IOException {
        this.compressed = compressed;
        try {
            lzop = new ProcessBuilder("lzop", "-dc")
                    .redirectError(Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UnsupportedStreamException(
                    INPUT_CONTAINER, 0, "cannot decompress lzop data: install the program lzop in PATH");
        }
        feederThread = new Thread(this::feedProcess, "lzop");
        feederThread.setDaemon(true);
        feederThread.start();
    }

    private void feedProcess() {
        try (OutputStream in = lzop.getOutputStream()) {
            compressed.transferTo(in);
        } catch (IOException e) {
            // CountingInputStream records a read error. After a write error, the exit status of lzop is not zero.
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
                        INPUT_LZOP, 0, "the lzop data is damaged or truncated: lzop exits with status " + status);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while lzop was running");
        }
    }

    @Override
    public void close() throws IOException {
        lzop.destroyForcibly();
        compressed.close();
    }
}
