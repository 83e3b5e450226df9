// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.migstream.container.Input;

/**
 * Two results, such as the two inputs after reading.
 *
 * @param a the first
 * @param b the second
 */
record OperandPair<T extends Closeable>(T a, T b) implements Closeable {
    /** Reads both inputs, at the same time if both are files. Pipes are read one after the other. */
    static OperandPair<DiffOperand> read(DiffInput a, DiffInput b, DiffRequest request, PageHash hash)
            throws IOException {
        Callable<DiffOperand> readA = () -> DiffOperand.read(a, request, hash);
        Callable<DiffOperand> readB = () -> DiffOperand.read(b, request, hash);
        return isComplete(a) && isComplete(b) ? callInParallel(readA, readB) : callInOrder(readA, readB);
    }

    /** Returns whether the input and its channels are files, or pipes that have been read to their ends. */
    private static boolean isComplete(DiffInput operand) throws IOException {
        for (Input input : Stream.concat(Stream.of(operand.input()), operand.channels().stream())
                .toList()) {
            if (input.storedSize().isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Makes two calls one after the other. If the second one fails, closes the first result. */
    private static <T extends Closeable> OperandPair<T> callInOrder(Callable<T> first, Callable<T> second)
            throws IOException {
        T a = get(runNow(first));
        return withFirst(a, runNow(second));
    }

    /**
     * Makes two calls at the same time, the second one in another thread. The exceptions are those of calling one after
     * the other: if the first one fails, this method interrupts the second one and closes its result.
     */
    static <T extends Closeable> OperandPair<T> callInParallel(Callable<T> first, Callable<T> second)
            throws IOException {
        FutureTask<T> taskB = new FutureTask<>(second);
        Thread thread = new Thread(taskB, "second operand");
        thread.setDaemon(true);
        thread.start();
        T a;
        try {
            a = get(runNow(first));
        } catch (IOException | RuntimeException | Error e) {
            thread.interrupt();
            closeResult(taskB, e);
            throw e;
        }
        return withFirst(a, taskB);
    }

    private static <T> FutureTask<T> runNow(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        task.run();
        return task;
    }

    private static <T extends Closeable> OperandPair<T> withFirst(T a, FutureTask<T> taskB) throws IOException {
        try {
            return new OperandPair<>(a, get(taskB));
        } catch (IOException | RuntimeException | Error e) {
            a.close();
            throw e;
        }
    }

    private static <T extends Closeable> void closeResult(FutureTask<T> task, Throwable failure) {
        try {
            get(task).close();
        } catch (IOException | RuntimeException | Error e) {
            failure.addSuppressed(e);
        }
    }

    /** Waits for the result; throws the exception of the call. */
    private static <T> T get(FutureTask<T> task) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            if (e.getCause() instanceof RuntimeException defect) {
                throw defect;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (b) {
            a.close();
        }
    }
}
