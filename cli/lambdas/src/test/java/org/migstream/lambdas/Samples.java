// SPDX-License-Identifier: Apache-2.0
package org.migstream.lambdas;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;

/** Lambda expressions and method references of every kind. */
public final class Samples implements Supplier<String> {
    private final String own;

    private Samples(String own) {
        this.own = own;
    }

    /** An interface with a private method that has a lambda expression. */
    interface Greeting {
        String name();

        private String greet(String word) {
            UnaryOperator<String> join = given -> given + word + name();
            return join.apply("hello ");
        }

        static Greeting of(String name) {
            return () -> name;
        }
    }

    private abstract static class Animal {
        protected String sound() {
            return "none";
        }
    }

    private static final class Dog extends Animal {
        @Override
        protected String sound() {
            Supplier<String> inherited = super::sound;
            Supplier<String> deeper = () -> super.sound() + inherited.get();
            return deeper.get() + "bark";
        }
    }

    private record Empty() {}

    private record Values(
            boolean flag,
            byte small,
            char letter,
            short middle,
            int number,
            long large,
            float fraction,
            double fine,
            String text,
            Object any) {}

    private interface Wide {
        double take(long wide, int narrow, double fraction);
    }

    private interface Task<T> {
        T run() throws Exception;
    }

    /** Runs all samples; returns their results. */
    @Override
    public String get() {
        List<Object> results = new ArrayList<>();
        char letter = 'x';
        long number = 1L << 40;
        double fraction = 0.5;
        boolean flag = true;
        Supplier<String> nothing = () -> "nothing captured";
        results.add(nothing.get());
        results.add(((Supplier<String>) () -> own + letter + number + fraction + flag).get());
        Function<Integer, Long> boxes = value -> value + number;
        results.add(boxes.apply(2));
        ToIntFunction<String> length = String::length;
        results.add(length.applyAsInt("four"));
        ToLongFunction<String> longer = String::length;
        results.add(longer.applyAsLong("four"));
        ToDoubleFunction<Integer> unboxes = Integer::intValue;
        results.add(unboxes.applyAsDouble(3));
        Function<String, Integer> boxed = Integer::parseInt;
        results.add(boxed.apply("12"));
        IntBinaryOperator maximum = Math::max;
        results.add(maximum.applyAsInt(3, 4));
        BiFunction<Integer, Integer, Integer> unboxed = Math::max;
        results.add(unboxed.apply(5, 4));
        IntFunction<int[]> array = int[]::new;
        results.add(array.apply(3).length);
        Function<String, StringBuilder> constructor = StringBuilder::new;
        results.add(constructor.apply("built").reverse());
        Supplier<Samples> privateConstructor = () -> new Samples("private");
        results.add(privateConstructor.get().own);
        Function<String, Samples> privateReference = Samples::new;
        results.add(privateReference.apply("reference").own);
        UnaryOperator<String> bound = own::concat;
        results.add(bound.apply("!"));
        Supplier<String> method = this::instanceMethod;
        results.add(method.get());
        BooleanSupplier empty = List.of()::isEmpty;
        results.add(empty.getAsBoolean());
        Wide wide = (a, b, c) -> a * b + c * number;
        results.add(wide.take(number, 3, 0.25));
        LongSupplier nested = () -> {
            LongSupplier inner = () -> number + 1;
            return inner.getAsLong() + 1;
        };
        results.add(nested.getAsLong());
        Greeting greeting = Greeting.of("world");
        results.add(greeting.greet("big "));
        results.add(new Dog().sound());
        Runnable discards = () -> results.add("discarded");
        discards.run();
        Runnable discardsReference = own::length;
        discardsReference.run();
        List.of("c", "a", "b").stream()
                .sorted(String::compareTo)
                .map(String::toUpperCase)
                .forEach(results::add);
        results.add(nothing == again() || !nothing.equals(again()));
        Task<String> failing = Samples::fail;
        try {
            results.add(failing.run());
        } catch (Exception e) {
            results.add(e.getMessage());
        }
        Values values = new Values(true, (byte) -1, 'c', (short) -2, 3, number, Float.NaN, -0.0, "text", null);
        Values same = new Values(true, (byte) -1, 'c', (short) -2, 3, number, Float.NaN, -0.0, "te" + "xt", null);
        results.add(values);
        results.add(new Empty());
        results.add(values.hashCode());
        results.add(new Empty().hashCode());
        results.add(values.equals(same));
        results.add(new Empty().equals(new Empty()));
        results.add(values.equals(null) || values.equals(new Empty()));
        for (Values other : List.of(
                new Values(false, (byte) -1, 'c', (short) -2, 3, number, Float.NaN, -0.0, "text", null),
                new Values(true, (byte) 1, 'c', (short) -2, 3, number, Float.NaN, -0.0, "text", null),
                new Values(true, (byte) -1, 'd', (short) -2, 3, number, Float.NaN, -0.0, "text", null),
                new Values(true, (byte) -1, 'c', (short) 2, 3, number, Float.NaN, -0.0, "text", null),
                new Values(true, (byte) -1, 'c', (short) -2, 4, number, Float.NaN, -0.0, "text", null),
                new Values(true, (byte) -1, 'c', (short) -2, 3, 0, Float.NaN, -0.0, "text", null),
                new Values(true, (byte) -1, 'c', (short) -2, 3, number, 0, -0.0, "text", null),
                new Values(true, (byte) -1, 'c', (short) -2, 3, number, Float.NaN, 0.0, "text", null),
                new Values(true, (byte) -1, 'c', (short) -2, 3, number, Float.NaN, -0.0, "other", null),
                new Values(true, (byte) -1, 'c', (short) -2, 3, number, Float.NaN, -0.0, "text", 5))) {
            results.add(values.equals(other));
        }
        Object anonymous = new Object() {
            @Override
            public String toString() {
                Supplier<String> outer = () -> own + instanceMethod();
                return outer.get();
            }
        };
        results.add(anonymous.toString());
        return results.toString();
    }

    private static Supplier<String> again() {
        return () -> "nothing captured";
    }

    private String instanceMethod() {
        return own + own;
    }

    private static String fail() throws Exception {
        throw new Exception("as expected");
    }

    /** Returns the samples. */
    public static Supplier<String> create() {
        return new Samples("own");
    }
}
