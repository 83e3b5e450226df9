// SPDX-License-Identifier: Apache-2.0
package org.migstream.cli;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The output of one of several tasks that run at the same time. The task writes in its own thread; the thread of the
 * command writes the bytes to the standard streams when it is the turn of the task, in the order in which the task wrote
 * them. Until then at most {@link OutputBudget} bytes wait; a task that writes more waits for its turn.
 */
final class TaskOutput {
    /** The maximum number of bytes that wait while it is the turn of the task. */
    private static final int MAX_UNWRITTEN = 1 << 17;

    private final OutputBudget budget;
    private final Deque<Chunk> chunks = new ArrayDeque<>();
    private int unwritten;
    private boolean turn;
    private @Nullable ExitStatus status;
    private @Nullable Throwable failure;

    TaskOutput(OutputBudget budget) {
        this.budget = budget;
    }

    /** The standard stream of a chunk. */
    enum Target {
        OUTPUT,
        ERROR,
        /** Standard error, for text that is dropped if it is not the turn of the task. */
        PROGRESS
    }

    private record Chunk(Target target, ByteBuffer bytes) {}

    /** Returns a stream for the task. */
    OutputStream stream(Target target) {
        return new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                write(new byte[] {(byte) value}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int from, int length) throws IOException {
                add(new Chunk(target, ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, from + length))));
            }
        };
    }

    /** Runs the task and keeps its status or its exception for {@link #writeTo}. */
    void produce(Callable<ExitStatus> task) {
        ExitStatus returned = null;
        Throwable thrown = null;
        try {
            returned = task.call();
        } catch (Throwable e) {
            thrown = e;
        }
        synchronized (budget) {
            status = returned;
            failure = thrown;
            budget.notifyAll();
        }
    }

    /** Waits until all earlier tasks have ended and their outputs are written. The task calls this. */
    void awaitTurn() throws InterruptedIOException {
        synchronized (budget) {
            while (!turn) {
                awaitChange();
            }
        }
    }

    private void add(Chunk chunk) throws InterruptedIOException {
        synchronized (budget) {
            if (chunk.target() == Target.PROGRESS && !turn) {
                return;
            }
            while (turn
                    ? unwritten > MAX_UNWRITTEN
                    : !budget.allows(chunk.bytes().remaining())) {
                awaitChange();
            }
            chunks.add(chunk);
            unwritten += chunk.bytes().remaining();
            budget.add(chunk.bytes().remaining());
            budget.notifyAll();
        }
    }

    /**
     * Writes the output to the standard streams until the task ends. Throws the exception of the task, or that of
     * standard output.
     */
    ExitStatus writeTo(Invocation invocation) throws IOException {
        synchronized (budget) {
            turn = true;
            budget.notifyAll();
        }
        for (Chunk chunk; (chunk = next()) != null; ) {
            if (chunk.target() == Target.OUTPUT) {
                invocation.unbufferedStdout().write(chunk.bytes());
            } else {
                invocation
                        .stderr()
                        .write(chunk.bytes().array(), 0, chunk.bytes().remaining());
            }
        }
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        return Objects.requireNonNull(status);
    }

    /** Waits for the next chunk; returns null after the last. */
    private @Nullable Chunk next() throws InterruptedIOException {
        synchronized (budget) {
            while (chunks.isEmpty() && status == null && failure == null) {
                awaitChange();
            }
            Chunk chunk = chunks.poll();
            if (chunk != null) {
                unwritten -= chunk.bytes().remaining();
                budget.free(chunk.bytes().remaining());
                budget.notifyAll();
            }
            return chunk;
        }
    }

    private void awaitChange() throws InterruptedIOException {
        try {
            budget.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }
}
