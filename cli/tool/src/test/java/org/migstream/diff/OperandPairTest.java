// SPDX-License-Identifier: Apache-2.0
package org.migstream.diff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Tests that two calls at the same time have the results and the exceptions of two calls one after the other. */
class OperandPairTest {
    /** A result that records the thread of its call and whether it was closed. */
    private static final class Result implements Closeable {
        private final Thread thread = Thread.currentThread();
        private boolean closed;

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void calls_runInTwoThreads() throws IOException {
        CountDownLatch bothRun = new CountDownLatch(2);
        OperandPair<Result> pair = OperandPair.callInParallel(() -> awaitBoth(bothRun), () -> awaitBoth(bothRun));
        assertSame(Thread.currentThread(), pair.a().thread);
        assertNotSame(Thread.currentThread(), pair.b().thread);
        pair.close();
        assertTrue(pair.a().closed && pair.b().closed);
    }

    private static Result awaitBoth(CountDownLatch bothRun) throws InterruptedException {
        bothRun.countDown();
        bothRun.await();
        return new Result();
    }

    @Test
    void failureOfTheFirst_interruptsTheSecondAndClosesItsResult() {
        Result[] second = new Result[1];
        IOException failure = new IOException("a");
        IOException thrown = assertThrows(
                IOException.class,
                () -> OperandPair.callInParallel(
                        () -> {
                            throw failure;
                        },
                        () -> {
                            assertThrows(InterruptedException.class, () -> new CountDownLatch(1).await());
                            second[0] = new Result();
                            return second[0];
                        }));
        assertSame(failure, thrown);
        assertTrue(second[0].closed);
    }

    @Test
    void failureOfTheSecond_closesTheFirst() {
        for (Throwable failure : new Throwable[] {new IOException("b"), new IllegalStateException(), new Error()}) {
            Result first = new Result();
            Throwable thrown = assertThrows(
                    failure.getClass(), () -> OperandPair.callInParallel(() -> first, () -> fail(failure)));
            assertSame(failure, thrown);
            assertTrue(first.closed);
        }
    }

    @Test
    void failureOfBoth_isThatOfTheFirst() {
        IOException a = new IOException("a");
        IOException b = new IOException("b");
        IOException thrown =
                assertThrows(IOException.class, () -> OperandPair.callInParallel(() -> fail(a), () -> fail(b)));
        assertSame(a, thrown);
        assertEquals(1, a.getSuppressed().length);
        assertFalse(Thread.currentThread().isInterrupted());
    }

    private static Result fail(Throwable failure) throws IOException {
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        throw (Error) failure;
    }
}
