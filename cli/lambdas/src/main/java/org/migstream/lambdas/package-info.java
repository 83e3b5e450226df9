// SPDX-License-Identifier: Apache-2.0
/**
 * Replaces lambda expressions, method references and the implicit methods of records in compiled classes by plain code, as a
 * step of the build.
 *
 * <p>javac compiles them to {@code invokedynamic} instructions, and the JVM makes their code when an instruction first runs.
 * Even with an archive of classes (AppCDS) this takes 0.1 to 0.3 milliseconds each on JDK 17, and a short command runs some
 * 200 of them. A class that exists before comes out of the archive in a tenth of that.
 *
 * <pre>
 *   ClassFolder --&gt; CallSiteRewriter --+--&gt; LambdaClass    the class of a lambda expression
 *   all files       one class file     +--&gt; RecordMethod   equals, hashCode or toString of a record
 * </pre>
 *
 * <p>The result is what javac would compile if each lambda expression were a nested class, and each record declared its
 * methods. The generated classes are nest mates of the class with the expression, so that they may call its private methods.
 * Other call sites stay as they are, such as serializable lambda expressions and those with several interfaces.
 */
@NullMarked
package org.migstream.lambdas;

import org.jspecify.annotations.NullMarked;
